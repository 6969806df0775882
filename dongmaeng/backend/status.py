"""Whether the service works, and what stands in its way, for whoever asks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from agents.alert.standing import Standing
from agents.stages import STAGES
from dongmaeng.backend.backend import Backend, of_backend
from dongmaeng.backend.endpoints import known_endpoints
from dongmaeng.backend.index import OLD_ANALYSIS, needs_rebuild
from dongmaeng.fault import Fault
from dongmaeng.health import WorkerHealth, workers_health
from dongmaeng.times import minute
from topics.carrier import Position
from topics.kafka.errors import WrongTopics


class TroubleKind(StrEnum):
    """What a trouble asks of whoever runs the service."""

    AWAY = "away"
    """A server cannot be used."""
    IDLE = "idle"
    """No worker runs some stages."""
    ENDPOINT = "endpoint"
    """An endpoint gets nothing now."""
    TOPICS = "topics"
    """Topics of the cluster are missing or wrong."""
    INDEX = "index"
    """Articles are found by what another version made of them."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something that was found to be wrong."""

    kind: TroubleKind
    said: str
    about: Sequence[str] = ()
    """The stages that nobody runs, or the endpoint."""


@dataclass(frozen=True, slots=True)
class ServiceStatus:
    """How the service is."""

    bus: str
    store: str
    state: str
    """The store or the data directory."""
    troubles: Sequence[Trouble]
    workers: Sequence[WorkerHealth]
    positions: Sequence[Position]

    @property
    def ok(self) -> bool:
        """Whether nothing stands in its way."""
        return not self.troubles and not any(worker.troubles for worker in self.workers if not worker.silent)


async def status(backend: Backend) -> ServiceStatus:
    """How the service is; what is away is told, not raised."""
    settings = backend.settings
    troubles: list[Trouble] = []
    workers: list[WorkerHealth] = []
    positions: list[Position] = []
    try:
        workers = await _workers(backend)
        troubles += await stopped_endpoints(backend)
    except Fault as fault:
        troubles.append(Trouble(TroubleKind.AWAY, str(fault)))
    else:
        running = {stage for worker in workers if not worker.silent for stage in worker.stages}
        if idle := [stage for stage in STAGES if stage not in running]:
            troubles.append(Trouble(TroubleKind.IDLE, f"no worker runs {', '.join(idle)}", idle))
    try:
        async with backend.operations() as operations:
            await operations.check_topics()
            positions = await operations.positions()
    except WrongTopics as wrong:
        troubles += [Trouble(TroubleKind.TOPICS, line) for line in str(wrong).splitlines()]
    except Fault as fault:
        troubles += [Trouble(TroubleKind.AWAY, line) for line in str(fault).splitlines()]
    try:
        await _ask_store(backend)
        if await needs_rebuild(backend):
            troubles.append(Trouble(TroubleKind.INDEX, f"{OLD_ANALYSIS}; `dongmaeng index rebuild` renews it"))
    except Fault as fault:
        troubles.append(Trouble(TroubleKind.AWAY, str(fault)))
    return ServiceStatus(
        bus=settings.bus,
        store=settings.store,
        state=settings.store if settings.state_is_shared else str(settings.data_dir),
        troubles=list({trouble.said: trouble for trouble in troubles}.values()),
        workers=workers,
        positions=positions,
    )


async def stopped_endpoints(backend: Backend) -> list[Trouble]:
    """The endpoints that get nothing now, and why."""
    return [
        Trouble(
            TroubleKind.ENDPOINT, f"endpoint {id} is {one.standing}: {one.reason}, since {minute(one.since)}", (id,)
        )
        for id, one in (await known_endpoints(backend)).items()
        if one.standing is not Standing.OPEN
    ]


@of_backend
async def _ask_store(backend: Backend) -> None:
    store = await backend.store()
    if store is not None:
        await store.recent_articles(limit=1)


@of_backend
async def _workers(backend: Backend) -> list[WorkerHealth]:
    state = await backend.state()
    return await workers_health(state) if state else []
