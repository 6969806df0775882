"""`dongmaeng search`: Korean full-text search."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.text import Text

from dongmaeng.backend import articles
from dongmaeng.cli.context import AsJson, Context, console, print_json
from dongmaeng.fault import Fault
from search.query import QueryError, parse_query
from search.store import Facet, Order, SearchResult


def search(
    context: typer.Context,
    query: Annotated[str, typer.Argument(help='Words, "phrases", -not, org:KT, kind:mou, after:2020-06-01.')],
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="How many hits at most.")] = 10,
    order: Annotated[Order, typer.Option(help="The order of the hits.")] = Order.RELEVANCE,
    facet: Annotated[list[Facet] | None, typer.Option(help="Also count the articles by this; may be repeated.")] = None,
    fold: Annotated[bool, typer.Option(help="Show the copies of one story as one hit.")] = False,
    as_json: AsJson = False,
) -> None:
    """Search the articles, best and freshest first."""
    options: Context = context.obj
    try:
        parsed = parse_query(query)
    except QueryError as error:
        raise Fault(f"{query!r}: {error}", usage=True) from None
    result = options.ask(
        lambda backend: articles.search(backend, parsed, limit, order=order, facets=facet or (), fold=fold)
    )
    if as_json:
        from dongmaeng.shapes.hits import SearchShape

        print_json(SearchShape.of(result))
        return
    console.print(f"{result.total} found" + (f", the first {limit}:" if result.total > limit else ""))
    show(result)
    for name, counts in result.facets.items():
        console.print(f"by {name}: " + ", ".join(f"{value} {n}" for value, n in counts), markup=False)


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
        copies = f"  and {hit.copies} more with the same text" if hit.copies else ""
        console.print(Text(f"  {hit.url}{copies}", "dim"))
