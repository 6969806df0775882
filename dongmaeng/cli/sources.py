"""`dongmaeng sources`: how each source goes, what its pages give, and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from dongmaeng.cli import (
    sources_add,
    sources_check,
    sources_check_list,
    sources_lists,
    sources_orders,
    sources_suggest,
    sources_test,
)
from dongmaeng.cli.context import AsJson, Context, console, print_json
from dongmaeng.fault import Fault

if TYPE_CHECKING:
    from dongmaeng.backend.backend import Backend
    from dongmaeng.shapes.sources import SourceShape

REFRESH = 2.0  # seconds between two looks of --live

app = typer.Typer(help="Find, add and try sources; what they give, and how their pages are read.")
sources_add.add_to(app)
sources_suggest.add_to(app)
sources_test.add_to(app)
sources_lists.add_to(app)
sources_check_list.add_to(app)
sources_check.add_to(app)
sources_orders.add_to(app)


@app.callback(invoke_without_command=True)
def sources(
    context: typer.Context,
    failing: Annotated[
        bool,
        typer.Option(
            "--failing",
            help="Only those to look after: that fail, are silent or delayed, or whose pages give less than usual.",
        ),
    ] = False,
    live: Annotated[
        bool, typer.Option("--live", help="On a terminal, show them anew every two seconds until Ctrl-C.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """List the sources with their last new story, next look, stories a day, delay, yield, and what to do."""
    if context.invoked_subcommand is not None:
        return
    options: Context = context.obj
    if live and as_json:
        raise Fault("--live shows a table; --json prints once", usage=True)
    if live and console.is_terminal:
        _watch(options, failing=failing)
        return
    rows = options.ask(_rows)
    if failing:
        rows = [row for row in rows if row.is_failing]
    if as_json:
        print_json(rows)
        return
    _show(rows, failing=failing)


def _show(rows: list[SourceShape], *, failing: bool) -> None:
    from dongmaeng.cli.sources_table import view
    from topics.records import now

    if rows:
        console.print(view(rows, now(), console.width))
    elif failing:
        console.print("All sources are well.")
    else:
        console.print("No source is set: `dongmaeng init` writes a list.")


async def _rows(backend: Backend) -> list[SourceShape]:
    from dongmaeng.backend.sources import sources as sources_of
    from dongmaeng.shapes.sources import SourceShape

    return [SourceShape.of(source) for source in await sources_of(backend)]


def _watch(options: Context, *, failing: bool) -> None:
    import asyncio
    from contextlib import suppress

    from dongmaeng.backend.backend import Backend
    from dongmaeng.cli.sources_live import show_live

    async def watching() -> None:
        async with Backend(options.settings()) as backend:
            await show_live(console, lambda: _rows(backend), REFRESH, failing=failing)

    with suppress(KeyboardInterrupt):
        asyncio.run(watching())
