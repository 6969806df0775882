"""Tables that fit the terminal: where a row has no room on a line, it is told in lines of its own."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.measure import Measurement
from rich.table import Table
from rich.text import Text

Cell = str | Text


def show_table(out: Console, columns: Sequence[str], rows: Sequence[Sequence[Cell]], *, numbers: int = 0) -> None:
    """Print rows under the names of their columns, of which the last `numbers` hold numbers.

    Where they do not fit, print each row as its first cell, and below it what the others say by name.
    """
    table = Table(box=None, pad_edge=False)
    for place, column in enumerate(columns):
        table.add_column(column, justify="right" if place >= len(columns) - numbers else "left", no_wrap=True)
    for row in rows:
        table.add_row(*map(_text, row))
    if Measurement.get(out, out.options.update(max_width=10_000), table).maximum <= out.width:
        out.print(table)
        return
    for row in rows:
        first, *others = map(_text, row)
        named = zip(columns[1:], others, strict=True)
        told = [Text.assemble((f"{column} ", "dim"), cell) for column, cell in named if cell.plain.strip()]
        out.print(first, Text.assemble("  ", Text(", ").join(told)) if told else Text(), sep="\n")


def _text(cell: Cell) -> Text:
    return cell if isinstance(cell, Text) else Text(cell)
