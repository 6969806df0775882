"""Whether the service works, and what stands in its way, for whoever asks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from agents.alert.standing import Standing
from agents.pipeline import STAGES
from dongmaeng.backend.backend import Backend, of_backend
from dongmaeng.backend.endpoints import known_endpoints
from dongmaeng.fault import Fault
from dongmaeng.health import WorkerHealth, workers_health
from dongmaeng.times import minute
from topics.carrier import Position
from topics.kafka.admin import WrongTopics
from topics.kafka.operations import KafkaOperations


@dataclass(frozen=True, slots=True)
class ServiceStatus:
    """How the service is."""

    bus: str
    store: str
    state: str
    """The store or the data directory."""
    troubles: Sequence[str]
    """What was found: a server that is away, a topic that is wrong, a stage that no worker runs, a stopped endpoint."""
    workers: Sequence[WorkerHealth]
    positions: Sequence[Position]

    @property
    def ok(self) -> bool:
        """Whether nothing stands in its way."""
        return not self.troubles and not any(worker.troubles for worker in self.workers if not worker.silent)


async def status(backend: Backend) -> ServiceStatus:
    """How the service is; what is away is told, not raised."""
    settings = backend.settings
    troubles: list[str] = []
    workers: list[WorkerHealth] = []
    positions: list[Position] = []
    try:
        workers = await _workers(backend)
        troubles += await stopped_endpoints(backend)
    except Fault as fault:
        troubles.append(str(fault))
    else:
        running = {stage for worker in workers if not worker.silent for stage in worker.stages}
        if idle := [stage for stage in STAGES if stage not in running]:
            troubles.append(f"no worker runs {', '.join(idle)}")
    try:
        async with backend.operations() as operations:
            if isinstance(operations, KafkaOperations):
                await operations.check_topics()
            positions = await operations.positions()
    except (Fault, WrongTopics) as fault:
        troubles += str(fault).splitlines()
    try:
        await _ask_store(backend)
    except Fault as fault:
        troubles.append(str(fault))
    return ServiceStatus(
        bus=settings.bus,
        store=settings.store,
        state=settings.store if settings.state_is_shared else str(settings.data_dir),
        troubles=list(dict.fromkeys(troubles)),
        workers=workers,
        positions=positions,
    )


async def stopped_endpoints(backend: Backend) -> list[str]:
    """The endpoints that get nothing now, and why."""
    return [
        f"endpoint {id} is {one.standing}: {one.reason}, since {minute(one.since)}"
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
