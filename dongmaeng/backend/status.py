"""Whether the service works, and what stands in its way, for whoever asks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from agents.alert.standing import Standing
from agents.stages import STAGES
from dongmaeng.backend.backend import Backend, of_backend
from dongmaeng.backend.endpoints import known_endpoints
from dongmaeng.backend.index import OLD_ANALYSIS, needs_rebuild
from dongmaeng.backend.sources import sources
from dongmaeng.fault import Fault
from dongmaeng.health import WorkerHealth, workers_health
from dongmaeng.settings import EMBEDDED
from dongmaeng.times import minute
from dongmaeng.watched_sources import WatchedSource
from search.elastic.definition import KINDS
from topics.carrier import Position
from topics.kafka.errors import WrongTopics
from topics.records import now

_LATE = timedelta(minutes=10)
"""After which a look is late: those of a busy service are by a minute or two."""

_NAMED = 3
"""Sources that are named where many are late."""


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
    LATE = "late"
    """Looks at sources are long due."""
    INDICES = "indices"
    """Indices of the store are gone, may not be used, or hold what another version made of the articles."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something that was found to be wrong."""

    kind: TroubleKind
    said: str
    about: Sequence[str] = ()
    """The stages that nobody runs, the endpoint, or the sources."""


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
        async with backend.operations() as operations:
            await operations.check_topics()
            positions = await operations.positions()
    except WrongTopics as wrong:
        troubles += [Trouble(TroubleKind.TOPICS, line) for line in str(wrong).splitlines()]
    except Fault as fault:
        troubles += [Trouble(TroubleKind.AWAY, line) for line in str(fault).splitlines()]
    try:
        of_store = await _troubles_of_store(backend, positions)
        if await needs_rebuild(backend):
            troubles.append(Trouble(TroubleKind.INDICES, f"{OLD_ANALYSIS}; `dongmaeng index rebuild` renews it"))
    except Fault as fault:
        of_store = [Trouble(TroubleKind.AWAY, str(fault))]
    troubles += of_store
    try:
        workers = await _workers(backend)
        troubles += await stopped_endpoints(backend)
        if any("discover" in worker.stages for worker in workers if not worker.silent):
            troubles += late_looks(await sources(backend), now())
    except Fault as fault:
        troubles.append(Trouble(TroubleKind.AWAY, str(fault)))
    else:
        troubles += _idle(workers, mute=bool(of_store) and settings.state_is_shared)
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


def late_looks(sources: Sequence[WatchedSource], moment: datetime) -> list[Trouble]:
    """The sources that should have been looked at long ago, in a line."""
    due = {
        source.setting.id: source.health.next
        for source in sources
        if source.setting.enabled and source.health is not None and source.health.next is not None
    }
    late = sorted((next, id) for id, next in due.items() if moment - next > _LATE)
    if not late:
        return []
    named = ", ".join(id for _, id in late[:_NAMED]) + (" …" if len(late) > _NAMED else "")
    said = f"looks at {len(late)} of {len(due)} sources are late, the first was due at {minute(late[0][0])}: {named}"
    return [Trouble(TroubleKind.LATE, f"{said}; `dongmaeng sources look` asks for one", [id for _, id in late])]


def _idle(workers: Sequence[WorkerHealth], *, mute: bool) -> list[Trouble]:
    """The stages that nobody runs; `mute`: workers may live and be unable to say so, since nothing can be written."""
    running = {stage for worker in workers if mute or not worker.silent for stage in worker.stages}
    idle = [stage for stage in STAGES if stage not in running]
    return [Trouble(TroubleKind.IDLE, f"no worker runs {', '.join(idle)}", idle)] if idle else []


@of_backend
async def _troubles_of_store(backend: Backend, positions: Sequence[Position]) -> list[Trouble]:
    """What keeps the store from being used; asked of it, since workers who can write nothing cannot tell."""
    store = await backend.store()
    if store is None:
        return []
    await store.recent_articles(limit=1)
    if backend.settings.store == EMBEDDED:
        return []
    from search.elastic.client import as_unavailable
    from search.elastic.condition import hindrances
    from search.elastic.store import ElasticStore

    assert isinstance(store, ElasticStore)
    async with as_unavailable():
        missing, blocked = await hindrances(store.client, store.definition)
    written = any(position.stage == "index" and position.position for position in positions)
    if missing and not written and len(missing) == len(KINDS):
        missing = []  # nothing was ever written, and the first write makes them
    gone = [f"the index {alias} is missing; `dongmaeng index create` makes it" for alias in missing]
    return [Trouble(TroubleKind.INDICES, f"the store {backend.settings.store}: {line}") for line in (*gone, *blocked)]


@of_backend
async def _workers(backend: Backend) -> list[WorkerHealth]:
    state = await backend.state()
    return await workers_health(state) if state else []
