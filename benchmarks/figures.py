"""How benchmarks print: a table for people, then one line a figure."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table


def show_table(columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Print rows under columns."""
    table = Table(box=None, pad_edge=False)
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*(f"{value:.3g}" if isinstance(value, float) else str(value) for value in row))
    Console(highlight=False, width=120).print(table)


def show_figure(name: str, value: float, note: str) -> None:
    """Print one figure; more is better."""
    print(f"{name}: {value:.3f} ({note})")
