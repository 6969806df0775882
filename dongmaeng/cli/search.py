"""`dongmaeng search`: Korean full-text search."""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer
from rich.text import Text

from dongmaeng.cli.context import AsJson, Context, Fault, console, open_store, print_json
from dongmaeng.output import hit_json
from dongmaeng.settings import Settings
from search.query import Query, QueryError, parse_query
from search.store import SearchResult


def add_to(app: typer.Typer) -> None:
    app.command("search")(search)


def search(
    context: typer.Context,
    query: Annotated[str, typer.Argument(help='Words, "phrases", -not, org:KT, kind:mou, after:2020-06-01.')],
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="How many hits at most.")] = 10,
    as_json: AsJson = False,
) -> None:
    """Search the articles, best and freshest first."""
    options: Context = context.obj
    try:
        parsed = parse_query(query)
    except QueryError as error:
        raise Fault(f"{query!r}: {error}", usage=True) from None
    result = asyncio.run(_search(options.settings(), parsed, limit))
    if as_json:
        print_json({"total": result.total, "hits": [hit_json(hit) for hit in result.hits]})
        return
    console.print(f"{result.total} found" + (f", the first {limit}:" if result.total > limit else ""))
    show(result)


async def _search(settings: Settings, query: Query, limit: int) -> SearchResult:
    async with open_store(settings) as store:
        return await store.search(query, limit) if store else SearchResult(total=0, hits=())


def show(result: SearchResult) -> None:
    """Print the hits for people."""
    for hit in result.hits:
        day = f"{hit.published:%Y-%m-%d %H:%M}  " if hit.published else ""
        console.print(Text.assemble((hit.title, "bold"), f"  {day}{hit.publisher or ''}"))
        for highlight in hit.highlights:
            passage = Text("  " + highlight.text)
            for start, end in highlight.spans:
                passage.stylize("bold yellow", start + 2, end + 2)
            console.print(passage)
        console.print(Text(f"  {hit.url}", "dim"))
