"""`dongmaeng sources`: each source's health and what its pages give."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

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
from dongmaeng.cli.tables import show_table
from dongmaeng.times import minute

if TYPE_CHECKING:
    from dongmaeng.shapes.sources import DelayedShape, SourceShape, YieldShape

app = typer.Typer(help="What the sources give, how their pages are read, and rules to read them.")
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
            "--failing", help="Only those whose last look failed, that are delayed or whose pages give less than usual."
        ),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """List the sources set, with what the last look at each found and what their pages gave."""
    from dongmaeng.backend import sources as health
    from dongmaeng.shapes.sources import SourceShape

    if context.invoked_subcommand is not None:
        return
    options: Context = context.obj
    rows = [SourceShape.of(source) for source in options.ask(health.sources)]
    if failing:
        rows = [row for row in rows if row.is_failing]
    if as_json:
        print_json(rows)
        return
    if not rows:
        console.print("No source is set: `dongmaeng init` writes a list.")
    columns = ("source", "success", "new story", "stories", "failures", "last error", "delayed", "yield")
    show_table(console, columns, [_cells(row) for row in rows])


def _cells(row: SourceShape) -> list[str | Text]:
    times = [minute(moment)[5:] for moment in (row.last_success, row.last_new)]
    counts = [str(value or "") for value in (row.items, row.failures, row.last_error)]
    return [row.url.split("//", 1)[-1], *times, *counts, _delayed_text(row.delayed), _yield_text(row.yield_)]


def _delayed_text(delayed: list[DelayedShape]) -> Text:
    """What of a source is tried less often, and why."""
    return Text(", ".join(f"{each.what} at {each.host}: {each.reason}" for each in delayed), "yellow")


def _yield_text(found: YieldShape | None) -> Text:
    """The share of recent pages with a body and its median length; red where it is less than usual."""
    if found is None:
        return Text()
    text = f"{found.share:.0%}, {found.length} letters"
    if found.fallen:
        return Text(f"{text} (usually {found.usual_share:.0%}, {found.usual_length})", "bold red")
    return Text(text)
