"""`dongmaeng init` and `dongmaeng config`: writing and checking the settings file."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from dongmaeng.cli.context import AsJson, Context, console, errors, print_json
from dongmaeng.fault import Fault
from dongmaeng.settings import CONFIG_FILE
from dongmaeng.terminal import json_text

app = typer.Typer(help="Check and show the settings.", no_args_is_help=True)


def init(
    file: Annotated[Path, typer.Argument(help="Where to write the settings.")] = Path(CONFIG_FILE),
) -> None:
    """Write a commented settings file with a list of Korean feeds; never overwrites."""
    try:
        with file.open("x", encoding="utf-8") as out:
            out.write(template())
    except FileExistsError:
        raise Fault(
            f"{file} is there already and is left as it is; give another name or move it away", usage=True
        ) from None
    console.print(
        f"{file} written. Set an endpoint in it, or `dongmaeng alerts add` one; then: dongmaeng config check "
        "&& dongmaeng run",
        markup=False,
        soft_wrap=True,
    )


def template() -> str:
    """The commented settings file with the starting list of feeds."""
    from agents.discover.korean_feeds import korean_feeds

    feeds = "\n".join(
        "\n".join(
            [
                "[[sources]]",
                f'url = "{feed.url}"',
                *([f'publisher = "{feed.publisher}"'] if feed.publisher else []),
                *([f'section = "{feed.section}"'] if feed.section else []),
                *([f"sites = {json.dumps(feed.sites)}"] if feed.sites else []),
                "",
            ]
        )
        for feed in korean_feeds()
    )
    return files("dongmaeng").joinpath("dongmaeng.example.toml").read_text("utf-8") + "\n" + feeds


@app.command("check")
def check(context: typer.Context, as_json: AsJson = False) -> None:
    """Name each wrong setting; exit 2 where there is one."""
    from dongmaeng.kafka_access import check_kafka
    from dongmaeng.setting_checks import check_endpoints, check_sources, check_web, doubts

    options: Context = context.obj
    settings = options.settings()
    check_endpoints(settings)
    check_sources(settings)
    check_web(settings)
    check_kafka(settings)
    for line in doubts(settings):
        errors.print(Text(line, "yellow"))
    counts = {"sources": len(settings.sources), "endpoints": len(settings.endpoints)}
    if as_json:
        print_json({"ok": True, "data_dir": str(settings.data_dir)} | counts)
    else:
        numbers = ", ".join(f"{n} {name}" for name, n in counts.items())
        console.print(f"The settings are right: {numbers}, data in {settings.data_dir}.")


@app.command("show")
def show(context: typer.Context) -> None:
    """Print the settings in force as JSON, without secrets."""
    from dongmaeng.public_settings import public

    options: Context = context.obj
    console.print(Text(json_text(public(options.settings()), indent=2)), soft_wrap=True)
