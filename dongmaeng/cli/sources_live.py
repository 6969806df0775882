"""The sources on a whole terminal, again and again: those to look after first, and of the others what has room."""

from __future__ import annotations

import asyncio
from bisect import bisect
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.text import Text

from dongmaeng.cli.sources_table import details, sources_table, summary
from dongmaeng.shapes.sources import SourceShape
from dongmaeng.times import in_seoul
from topics.records import now

_LONG_AGO = datetime.min.replace(tzinfo=UTC)


async def show_live(
    console: Console, rows: Callable[[], Awaitable[Sequence[SourceShape]]], pause: float, *, failing: bool
) -> None:
    """Show what `rows` gives every so many seconds; without end."""
    with Live(console=console, screen=True, auto_refresh=False) as live:
        while True:
            live.update(screen(console, await rows(), now(), failing=failing), refresh=True)
            await asyncio.sleep(pause)


def screen(console: Console, rows: Sequence[SourceShape], moment: datetime, *, failing: bool) -> Group:
    """What fits the terminal, with the number of those that do not."""
    clock = Text(f"{in_seoul(moment):%H:%M:%S}, Ctrl-C ends", "dim")
    head = Text.assemble(summary(rows), "  ", clock)
    rows = sorted(rows, key=lambda row: row.last_new or _LONG_AGO, reverse=True)
    rows = sorted(rows, key=lambda row: not row.is_failing)
    rows = [row for row in rows if row.is_failing or not failing]
    below: list[RenderableType] = []
    room = min(console.height // 2, console.height - 8)  # eight lines are the least of the rest
    for line in (line for row in rows[: console.height] for line in details(row)):
        room -= _height(console, line)
        if room < 1:
            break
        below.append(line)

    def shown(count: int) -> Group:
        left = len(rows) - count
        more = [Text(f"and {left} more", "dim")] if left else []
        return Group(
            head, sources_table(rows[:count], moment, console.width), *more, *([Text(), *below] if below else [])
        )

    fitting = bisect(
        range(1, min(len(rows), console.height) + 1), 0, key=lambda n: _height(console, shown(n)) >= console.height
    )
    return shown(fitting)


def _height(console: Console, shown: RenderableType) -> int:
    return len(console.render_lines(shown, pad=False))
