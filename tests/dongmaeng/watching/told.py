"""A process that is watched, as a test wants it to be."""

from __future__ import annotations

import asyncio

from dongmaeng.watching.told import Told


class AsTold:
    """Tells what it was given; without a body for `metrics` it never answers."""

    def __init__(self, *, ill: str = "", waits_for: str = "", metrics: str | None = "one 1\n") -> None:
        self._ill = ill
        self._waits_for = waits_for
        self._metrics = metrics
        self.asked = 0

    async def healthz(self) -> Told:
        return Told.of("healthy", [self._ill] if self._ill else [])

    async def readyz(self) -> Told:
        return Told.of("ready", [self._waits_for] if self._waits_for else [])

    async def metrics(self) -> Told:
        self.asked += 1
        if self._metrics is None:
            await asyncio.Event().wait()
        return Told(200, self._metrics or "", "text/plain; version=0.0.4; charset=utf-8")
