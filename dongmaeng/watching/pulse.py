"""The pulse of an event loop, which another thread can feel."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

BEAT = 1.0
"""Seconds between two beats: a thousand times rarer than the loop turns when it has work."""

STANDS_STILL = 20.0
"""Seconds without a beat after which the loop hangs: nothing that runs in it may take one."""


class Pulse:
    """When the loop turned last."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._last = clock()

    @property
    def age(self) -> float:
        """Seconds since the last beat."""
        return self._clock() - self._last

    @property
    def trouble(self) -> str:
        """That the loop hangs, in words; empty while it turns."""
        return f"the event loop stands still for {self.age:.0f} s" if self.age > STANDS_STILL else ""

    def beat(self) -> None:
        """Note that the loop turns."""
        self._last = self._clock()


@asynccontextmanager
async def beating(pulse: Pulse) -> AsyncIterator[None]:
    """Let the loop that runs this beat for as long as the context lasts."""

    async def beat() -> None:
        while True:
            pulse.beat()
            await asyncio.sleep(BEAT)

    task = asyncio.create_task(beat())
    try:
        yield
    finally:
        task.cancel()
