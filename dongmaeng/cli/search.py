"""`dongmaeng search`: Korean full-text search."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Annotated

import typer
from rich.text import Text
from typer.core import TyperCommand, TyperOption

from dongmaeng.cli.context import AsJson, Context, console, print_json
from search.store import Facet, Order, SearchResult

_EXCLUDES = re.compile(r"-[^-\s]")


class QueryCommand(TyperCommand):
    """A command whose argument may begin with a hyphen, as a query does that excludes a word."""

    def parse_args(self, ctx: typer.Context, args: list[str]) -> list[str]:  # type: ignore[override]
        options = [one for one in self.get_params(ctx) if isinstance(one, TyperOption)]
        names = {name for option in options for name in option.opts} | set(ctx.help_option_names)
        take_values = {name for option in options if not option.is_flag for name in option.opts}
        queries = [
            place
            for place, (before, arg) in enumerate(pairwise(["", *args]))
            if _EXCLUDES.match(arg) and arg not in names and before not in take_values
        ]
        if queries and "--" not in args:
            others = [arg for place, arg in enumerate(args) if place not in queries]
            args = [*others, "--", *(args[place] for place in queries)]
        return super().parse_args(ctx, args)


app = typer.Typer(add_completion=False)


@app.command(cls=QueryCommand)
def search(
    context: typer.Context,
    query: Annotated[
        str,
        typer.Argument(help='Words, "phrases", -not, OR, ( ), org:KT, kind:mou, after:7d; 기업:, 종류:, 이후:어제.'),
    ],
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="How many hits at most.")] = 10,
    order: Annotated[Order, typer.Option(help="The order of the hits.")] = Order.RELEVANCE,
    facet: Annotated[list[Facet] | None, typer.Option(help="Also count the articles by this; may be repeated.")] = None,
    fold: Annotated[bool, typer.Option(help="Show the copies of one story as one hit.")] = False,
    as_json: AsJson = False,
) -> None:
    """Search the articles, best and freshest first."""
    from dongmaeng.backend import articles

    options: Context = context.obj
    parsed = articles.query_of(query)
    result = options.ask(
        lambda backend: articles.search(backend, parsed, limit, order=order, facets=facet or (), fold=fold)
    )
    if as_json:
        from dongmaeng.shapes.hits import SearchShape

        print_json(SearchShape.of(result))
        return
    console.print(_found(result, limit), markup=False)
    if result.suggestion:
        console.print(f"did you mean: {result.suggestion}", markup=False)
    if result.newest_only:
        console.print("[dim]so many match that only the newest of them are ranked[/]")
    show(result)
    for name, counts in result.facets.items():
        console.print(f"by {name}: " + ", ".join(f"{value} {n}" for value, n in counts), markup=False)


def _found(result: SearchResult, limit: int) -> str:
    """How many there are, and what of them is shown."""
    first = f", the first {limit}:" if result.total > limit else ""
    if result.partial:
        return f"none has all of these words; {result.total} with most of them{first}"
    return f"{'more than ' if result.at_least else ''}{result.total} found{first}"


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
