"""The service as those see it who watch it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from dongmaeng.health import WORKERS_SPACE
from dongmaeng.settings import Settings
from dongmaeng.watching.pulse import Pulse, beating
from dongmaeng.watching.readiness import Readiness
from dongmaeng.watching.told import Told

if TYPE_CHECKING:
    from dongmaeng.service import Pipeline
    from dongmaeng.watching.scrape import Scrape


class WatchedService:
    """A process that runs stages; `standstill`: seconds after which a partition that does not move ends it."""

    def __init__(self, pipeline: Pipeline, standstill: float, scrape: Scrape | None) -> None:
        self._carrier = pipeline.carrier
        self._standstill = standstill
        self.pulse = Pulse()
        self._readiness = Readiness(_parts(pipeline))
        self._scrape = scrape

    async def healthz(self) -> Told:
        reasons = [self.pulse.trouble] if self.pulse.trouble else []
        reasons += [
            f"{standing.topic} stands still for {standing.seconds:.0f} s"
            for standing in self._carrier.standing
            if standing.seconds > self._standstill
        ]
        return Told.of("healthy", reasons)

    async def readyz(self) -> Told:
        return Told.of("ready", await self._readiness.reasons())

    async def metrics(self) -> Told:
        if self._scrape is None:
            return Told.of("metrics", ["nothing is measured without [metrics] listen or [web] listen"])
        return await self._scrape.tell()


@asynccontextmanager
async def watched(pipeline: Pipeline, settings: Settings) -> AsyncIterator[WatchedService]:
    """Let a service be watched for as long as the context lasts."""
    registry = pipeline.watching.registry
    scrape = None
    if registry is not None:
        from dongmaeng.watching.parts import parts_of
        from dongmaeng.watching.scrape import Scrape

        scrape = Scrape(registry, list(parts_of(pipeline, registry)))
    service = WatchedService(pipeline, settings.kafka.standstill_seconds, scrape)
    async with beating(service.pulse):
        yield service


def _parts(pipeline: Pipeline) -> dict[str, Callable[[], Awaitable[object]]]:
    """What the stages of this process need."""
    carrier, store = pipeline.carrier, pipeline.store

    async def carrying() -> None:
        await carrier.ready()
        if carrier.troubles:
            raise RuntimeError

    parts: dict[str, Callable[[], Awaitable[object]]] = {
        "carrier": carrying,
        "state": lambda: carrier.state.get(WORKERS_SPACE, "readiness"),
    }
    if any(stage.name == "index" for stage in pipeline.stages):
        parts["store"] = lambda: store.get_alliance("readiness")
    return parts
