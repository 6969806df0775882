"""`dongmaeng gazetteer`: the names of organisations known, and those that the user adds."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from agents.tag.names.gazetteer import FLAGS, KINDS
from agents.tag.names.opendart import URL
from dongmaeng.cli.context import AsJson, Context, console, errors, print_json
from dongmaeng.fault import Fault
from search.store import Order
from topics.records import Article, Quiet

if TYPE_CHECKING:
    from agents.tag.names.look_up import KnownName
    from dongmaeng.settings import Settings

app = typer.Typer(help="Names of organisations: look up, add, check and update them.", no_args_is_help=True)

MOST_RETAGGED = 9_000
"""Stories for one spelling, the latest: Elasticsearch shows no more than 10,000 hits of a search."""

RETAG = "dongmaeng topics replay articles --to tag"
PATIENCE = 120.0  # seconds: the list is 4 MB from a slow server


@app.command("show")
def show(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="A name or another spelling.")],
    as_json: AsJson = False,
) -> None:
    """Say what a name means, with all its spellings, their times and the table each stands in."""
    from agents.tag.names.look_up import look_up

    options: Context = context.obj
    found = look_up(name, options.settings().data_dir)
    if as_json:
        print_json([_json(known) for known in found])
    elif not found:
        raise Fault(f"{name}: not known; add it: dongmaeng gazetteer add {name} --kind company")
    else:
        for known in found:
            console.print(Text(f"{known.name}  {known.kind}  ({known.table})", "bold"))
            for entry in known.entries:
                times = f"  {entry.since or '…'} to {entry.until or 'now'}" if entry.bounded else ""
                console.print(Text(f"  {entry.spelling}{times}  {', '.join(sorted(entry.flags))}".rstrip()))


@app.command("add")
def add(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="The name to show.")],
    kind: Annotated[str, typer.Option(help=", ".join(sorted(KINDS)))] = "company",
    alias: Annotated[list[str] | None, typer.Option(help="Another spelling; may be given again.")] = None,
    since: Annotated[str, typer.Option("--from", help="First month (YYYY-MM) in which the spellings mean it.")] = "",
    until: Annotated[str, typer.Option(help="Last such month.")] = "",
    flag: Annotated[list[str] | None, typer.Option(help=", ".join(sorted(FLAGS)))] = None,
    code: Annotated[str, typer.Option(help="The corp_code or stock code of the company that is meant.")] = "",
    as_json: AsJson = False,
) -> None:
    """Add an organisation to your own names; a running service takes it up with the next story."""
    from agents.tag.names.gazetteer import TableError
    from agents.tag.names.user_files import NAMES_FILE
    from agents.tag.names.user_names import add_name, harm_of

    options: Context = context.obj
    file = options.settings().data_dir / NAMES_FILE
    try:
        add_name(file, name, kind, alias or (), since, until, ",".join(flag or ()), code)
    except TableError as error:
        raise Fault(str(error), usage=True) from None
    warnings = [f"{spelling}: {harm}" for spelling in (name, *(alias or ())) if (harm := harm_of(spelling))]
    if as_json:
        print_json({"file": str(file), "warnings": warnings})
        return
    console.print(f"{name} added to {file}.", markup=False)
    for warning in warnings:
        console.print(Text(f"{warning}; --flag context asks for other signs of an organisation", "yellow"))
    console.print(
        f"New stories are read with it; those that are stored and hold it by: dongmaeng gazetteer retag {name}",
        markup=False,
        soft_wrap=True,
    )


@app.command("check")
def check(
    context: typer.Context,
    file: Annotated[Path | None, typer.Argument(help="A table of names; by default your own.")] = None,
    as_json: AsJson = False,
) -> None:
    """Name each wrong row of a table of names, and what may do harm; exit 1 where a row is wrong."""
    from agents.tag.names.user_files import NAMES_FILE
    from agents.tag.names.user_names import check_names

    options: Context = context.obj
    folder = options.settings().data_dir
    target = file or folder / NAMES_FILE
    if not target.exists():
        raise Fault(f"{target}: no such file; `dongmaeng gazetteer add` makes it", usage=True)
    found = check_names(target, folder)
    if as_json:
        print_json({"file": str(target), "names": found.names, "faults": found.faults, "warnings": found.warnings})
    else:
        for warning in found.warnings:
            console.print(Text(f"{target.name}: {warning}", "yellow"))
        for fault in found.faults:
            console.print(Text(fault, "red"))
        console.print(f"{found.names} names, {len(found.faults)} wrong rows, {len(found.warnings)} warnings.")
    if found.faults:
        raise typer.Exit(1)


@app.command("retag")
def retag(
    context: typer.Context,
    names: Annotated[list[str], typer.Argument(metavar="NAME…", help="Names or other spellings.")],
    as_json: AsJson = False,
) -> None:
    """Tag the stored stories that hold a name anew, in any of its spellings; nobody is alerted."""
    import asyncio

    from agents.tag.names.look_up import look_up
    from dongmaeng.backend.opening import reachable, right_topics
    from dongmaeng.service import append

    options: Context = context.obj
    settings = options.settings()
    spellings = set(names)
    for name in names:
        spellings |= {entry.spelling for known in look_up(name, settings.data_dir) for entry in known.entries}
    articles = asyncio.run(_stored_with(settings, spellings))
    if articles:
        with reachable(settings), right_topics():
            asyncio.run(append(settings, articles, backfill=True))
    if as_json:
        print_json({"retagged": len(articles)})
    else:
        console.print(f"{len(articles)} stories wait to be tagged anew; a running service takes them up at once.")


async def _stored_with(settings: Settings, spellings: Iterable[str]) -> list[Article]:
    """The stored articles that hold one of some spellings, quiet."""
    from dongmaeng.backend.opening import open_store
    from search.query import parse_query

    found: dict[str, Article] = {}
    async with open_store(settings) as store:
        if store is None:
            return []
        for spelling in sorted(spellings):
            query = parse_query('"' + spelling.replace('"', " ") + '"')
            for hit in (await store.search(query, MOST_RETAGGED, order=Order.TIME)).hits:
                if hit.article_id not in found and (tagged := await store.get_article(hit.article_id)):
                    found[hit.article_id] = tagged.article.model_copy(update={"quiet": Quiet.REPLAYED})
    return list(found.values())


@app.command("update")
def update(
    context: typer.Context,
    key_env: Annotated[str, typer.Option(help="Environment variable with your OpenDART key.")] = "OPENDART_API_KEY",
    url: Annotated[str, typer.Option(help="Where the list is.")] = URL,
    as_json: AsJson = False,
) -> None:
    """Get the newest list of companies from OpenDART; it goes before the shipped one."""
    import asyncio

    from agents.tag.names.build_gazetteer import build
    from agents.tag.names.opendart import NoCompanyList, read_company_list
    from agents.tag.names.user_files import CODES_FILE, COMPANIES_FILE
    from agents.whole_file import write_whole

    options: Context = context.obj
    settings = options.settings()
    key = os.environ.get(key_env, "").strip()
    if not key:
        raise Fault(f"{key_env} is not set: put your key of https://opendart.fss.or.kr there", usage=True)
    answer = asyncio.run(_get(settings, url, key))
    try:
        companies = read_company_list(answer)
    except NoCompanyList as error:
        raise Fault(f"no list of companies: {str(error).replace(key, '…')}") from None
    if not as_json:
        errors.print(f"{len(companies)} companies; sorting out names that are common words…")
    lists = build(companies)
    file = settings.data_dir / COMPANIES_FILE
    write_whole(settings.data_dir / CODES_FILE, lists.codes)
    write_whole(file, lists.names)
    if as_json:
        print_json({"file": str(file), "companies": len(companies), "names": lists.count})
    else:
        console.print(
            f"{lists.count} names in {file}. The last days' stories are tagged anew by: {RETAG}",
            markup=False,
            soft_wrap=True,
        )


async def _get(settings: Settings, url: str, key: str) -> bytes:
    from agents.http_client import HttpClient, HttpError
    from agents.tag.names.opendart import LARGEST_ZIP

    http = HttpClient(user_agent=settings.user_agent, allow_private=settings.allow_private_addresses, timeout=PATIENCE)
    async with http:
        try:
            answer = await http.get(f"{url}?crtfc_key={key}", max_bytes=LARGEST_ZIP)
        except HttpError as error:
            raise Fault(str(error)) from None
    if answer.status != 200:
        raise Fault(f"the server answered {answer.status}")
    return answer.body


def _json(known: KnownName) -> dict[str, object]:
    return {
        "name": known.name,
        "kind": known.kind,
        "table": known.table,
        "spellings": [
            {"spelling": e.spelling, "from": e.since or None, "until": e.until or None, "flags": sorted(e.flags)}
            for e in known.entries
        ],
    }
