"""The page of `dongmaeng web`, which runs no stages, as those see it who watch it."""

from __future__ import annotations

from dongmaeng.backend.backend import Backend
from dongmaeng.watching.readiness import Readiness
from dongmaeng.watching.registry import make_registry, text_of
from dongmaeng.watching.told import Told


class WatchedPage:
    """A process that only answers questions."""

    def __init__(self, backend: Backend) -> None:
        async def state() -> None:
            if (found := await backend.state()) is not None:
                await found.get("readiness", "readiness")

        async def store() -> None:
            if (found := await backend.store()) is not None:
                await found.get_alliance("readiness")

        self._registry = make_registry()
        self._readiness = Readiness({"state": state, "store": store})

    async def healthz(self) -> Told:
        return Told.of("healthy", ())  # who answers, lives

    async def readyz(self) -> Told:
        return Told.of("ready", await self._readiness.reasons())

    async def metrics(self) -> Told:
        return text_of(self._registry)
