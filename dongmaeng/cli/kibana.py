"""`dongmaeng kibana`: the dashboard, as a file or straight into a Kibana."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dongmaeng.cli.context import AsJson, Context, console, print_json
from dongmaeng.fault import Fault

if TYPE_CHECKING:
    from dongmaeng.settings import Settings

app = typer.Typer(help="The Kibana dashboard.", no_args_is_help=True)
_SECONDS = 60.0  # a Kibana that has just started answers slowly


@app.command("export")
def export(
    context: typer.Context,
    file: Annotated[Path | None, typer.Argument(help="Where to write; standard output otherwise.")] = None,
) -> None:
    """Write the data views, saved searches and the dashboard as NDJSON, for import under Saved Objects."""
    from search.kibana.build import as_ndjson, saved_objects

    options: Context = context.obj
    text = as_ndjson(saved_objects(options.settings().elastic.definition))
    if file is None:
        print(text, end="")
    else:
        file.write_text(text, "utf-8")
        console.print(f"{text.count(chr(10))} objects in {file}.", markup=False)


@app.command("check")
def check(context: typer.Context, as_json: AsJson = False) -> None:
    """Apply Kibana's import rules and ask the index for every field and aggregation; exit 1 where one fails."""
    import asyncio

    options: Context = context.obj
    faults = asyncio.run(_faults(options.settings()))
    if as_json:
        print_json(faults)
    else:
        console.print("\n".join(faults) if faults else "Every object, field and aggregation is right.", markup=False)
    if faults:
        raise typer.Exit(1)


@app.command("install")
def install(
    context: typer.Context,
    url: Annotated[str, typer.Argument(help="The address of Kibana, for instance http://localhost:5601.")],
) -> None:
    """Import the objects into a running Kibana, in place of older ones of the same ids.

    The user is that of [elastic] in the settings, or an API key in DONGMAENG_KIBANA_API_KEY.
    """
    from agents.http_library import httpx
    from search.kibana.build import as_ndjson, saved_objects

    options: Context = context.obj
    settings = options.settings()
    objects = saved_objects(settings.elastic.definition)
    headers, login = _credentials(settings)
    verify = str(settings.elastic.ca_file) if settings.elastic.ca_file else True
    try:
        with httpx.Client(auth=login, headers=headers, timeout=_SECONDS, verify=verify) as client:
            answer = client.post(
                f"{url.rstrip('/')}/api/saved_objects/_import?overwrite=true",
                files={"file": ("dongmaeng.ndjson", as_ndjson(objects).encode(), "application/ndjson")},
            )
    except httpx.HTTPError as error:
        raise Fault(f"{url} cannot be reached: {type(error).__name__}") from error
    if answer.status_code != httpx.codes.OK:
        raise Fault(f"{url} answered {answer.status_code}: {answer.text[:300]}")
    told = answer.json()
    if not told.get("success"):
        wrong = [
            f"{fault.get('type')} {fault.get('id')}: {fault.get('error', {}).get('type')}" for fault in told["errors"]
        ]
        raise Fault("\n".join([f"{told.get('successCount', 0)} of {len(objects)} objects were imported", *wrong]))
    console.print(f"{told['successCount']} objects imported into {url}.", markup=False)


def _credentials(settings: Settings) -> tuple[dict[str, str], tuple[str, str] | None]:
    headers = {"kbn-xsrf": "dongmaeng"}
    key = os.environ.get("DONGMAENG_KIBANA_API_KEY")
    if key:
        return headers | {"Authorization": f"ApiKey {key}"}, None
    elastic = settings.elastic
    if elastic.username and elastic.password:
        return headers, (elastic.username, elastic.password.get_secret_value())
    return headers, None


async def _faults(settings: Settings) -> list[str]:
    from dongmaeng.cli.index import open_elastic
    from search.kibana.build import saved_objects
    from search.kibana.check import faults_of, live_faults

    objects = saved_objects(settings.elastic.definition)
    async with open_elastic(settings) as store:
        return [*faults_of(objects), *await live_faults(store.client, objects)]
