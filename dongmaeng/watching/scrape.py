"""What is looked up at the moment it is asked for: in little time; what cannot be had is left out, and that told."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence

import structlog
from prometheus_client import CollectorRegistry, Gauge

from dongmaeng.watching.registry import text_of
from dongmaeng.watching.told import Told

log = structlog.get_logger(__name__)

LONGEST = 4.0
"""Seconds that all parts may take together: a scrape must answer within ten."""

Values = Mapping[str, float]
"""By the value of the one label."""

Look = Callable[[], Awaitable[Sequence[Values]]]


class Part:
    """Some gauges that are looked up together."""

    def __init__(self, name: str, gauges: Sequence[Gauge], look: Look) -> None:
        """`look`: the values of the gauges in their order; raises where they cannot be had."""
        self.name = name
        self._gauges = gauges
        self._look = look

    async def look(self) -> None:
        """Set the gauges."""
        for gauge, values in zip(self._gauges, await self._look(), strict=True):
            gauge.clear()
            for label, value in values.items():
                gauge.labels(label).set(value)

    def clear(self) -> None:
        """Tell nothing, which is better than what was so once."""
        for gauge in self._gauges:
            gauge.clear()


class Scrape:
    """All that is measured, with the parts that are looked up when it is asked for."""

    def __init__(self, registry: CollectorRegistry, parts: Sequence[Part]) -> None:
        self._registry = registry
        self._parts = parts
        self._one_at_a_time = asyncio.Lock()
        self._errors = Gauge(
            "dongmaeng_scrape_errors", "Whether a part could not be looked up just now.", ("part",), registry=registry
        )

    async def tell(self) -> Told:
        """Look all parts up at once, within `LONGEST`, and tell; never raises."""
        await self._look()
        return text_of(self._registry)

    async def _look(self) -> None:
        async with self._one_at_a_time:
            tasks = {asyncio.create_task(part.look()): part for part in self._parts}
            if tasks:
                await asyncio.wait(tasks, timeout=LONGEST)
            for task, part in tasks.items():
                failed = not task.done() or task.exception() is not None
                self._errors.labels(part.name).set(failed)
                if failed:
                    part.clear()
                    task.cancel()
                    log.debug("not looked up", part=part.name, cause=_cause(task))


def _cause(task: asyncio.Task[None]) -> str:
    return type(task.exception()).__name__ if task.done() and not task.cancelled() else "no answer in time"
