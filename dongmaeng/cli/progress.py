"""Live progress: a line a stage."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.live import Live
from rich.table import Table

from dongmaeng.service import Pipeline
from topics.carrier import Tally

REFRESH = 0.25  # seconds between two looks at the tallies


class Progress:
    """What each stage has done since the watching began, shown while it is a terminal and once at the end."""

    def __init__(self, console: Console, total: int | None = None) -> None:
        self._console = console
        self._total = total
        self._before: dict[str, Tally] | None = None
        self._now: dict[str, Tally] = {}
        self._order: list[str] = []
        self._started = time.monotonic()
        self._live = Live(console=console, auto_refresh=False, transient=False)

    @asynccontextmanager
    async def watch(self, pipeline: Pipeline) -> AsyncIterator[None]:
        """Look at the pipeline's tallies now and then while the block runs, and once at its end."""
        looking = asyncio.create_task(self._look_for_ever(pipeline))
        try:
            yield
        finally:
            looking.cancel()
            await asyncio.gather(looking, return_exceptions=True)
            await self._look(pipeline)

    async def _look_for_ever(self, pipeline: Pipeline) -> None:
        while True:
            await self._look(pipeline)
            await asyncio.sleep(REFRESH)

    async def _look(self, pipeline: Pipeline) -> None:
        self._order = [position.stage for position in await pipeline.carrier.positions()]
        self._now = await pipeline.carrier.tallies()
        if self._before is None:
            self._before = self._now
        if self._console.is_terminal:
            self._live.update(self.table(), refresh=True)

    def since_start(self) -> dict[str, Tally]:
        """By stage, what was done since the watching began."""
        before = self._before or {}
        return {stage: _less(tally, before.get(stage, Tally())) for stage, tally in self._now.items()}

    def table(self) -> Table:
        """The table as shown."""
        seconds = max(time.monotonic() - self._started, 0.001)
        table = Table(box=None, pad_edge=False)
        for column in ("stage", "in", "out", "dropped", "retried", "quarantined", "a second"):
            table.add_column(column, justify="left" if column == "stage" else "right")
        done = self.since_start()
        for stage in self._order:
            tally = done.get(stage, Tally())
            table.add_row(
                stage,
                str(tally.taken),
                str(tally.written),
                _sum(tally.dropped),
                _sum(tally.retried),
                _sum(tally.quarantined),
                f"{tally.taken / seconds:.1f}",
            )
        return table

    def __enter__(self) -> Self:
        if self._console.is_terminal:
            self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._console.is_terminal:
            self._live.stop()


def _sum(reasons: dict[str, int]) -> str:
    return str(sum(reasons.values()))


def _less(now: Tally, before: Tally) -> Tally:
    """What was added between two tallies."""

    def reasons(a: dict[str, int], b: dict[str, int]) -> dict[str, int]:
        return {reason: n - b.get(reason, 0) for reason, n in a.items() if n > b.get(reason, 0)}

    return Tally(
        taken=now.taken - before.taken,
        written=now.written - before.written,
        done=now.done - before.done,
        dropped=reasons(now.dropped, before.dropped),
        retried=reasons(now.retried, before.retried),
        quarantined=reasons(now.quarantined, before.quarantined),
    )
