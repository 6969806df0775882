"""How the service is, as JSON."""

from __future__ import annotations

from dongmaeng.backend.status import ServiceStatus
from dongmaeng.health import WorkerHealth
from dongmaeng.shapes.moment import Moment
from dongmaeng.shapes.shape import Shape
from dongmaeng.shapes.source_parts import DelayedShape
from topics.carrier import Position, Standing


class StandingShape(Shape):
    """A partition with work that does not move."""

    group: str
    topic: str
    partition: int
    lag: int
    """Records not yet handled."""
    seconds: int

    @classmethod
    def of(cls, standing: Standing) -> StandingShape:
        return cls(
            group=standing.group,
            topic=standing.topic,
            partition=standing.partition,
            lag=standing.lag,
            seconds=round(standing.seconds),
        )


class WorkerShape(Shape):
    """What one worker said of itself last."""

    worker: str
    host: str
    process: int
    stages: list[str]
    since: Moment
    at: Moment
    silent: bool
    """Whether it has told nothing for a minute."""
    troubles: list[str]
    """What stands in the way of its work."""
    standing: list[StandingShape]
    """Its partitions that have work and do not move."""
    delayed: list[DelayedShape]

    @classmethod
    def of(cls, worker: WorkerHealth) -> WorkerShape:
        return cls(
            worker=worker.worker,
            host=worker.host,
            process=worker.process,
            stages=worker.stages,
            since=worker.since,
            at=worker.at,
            silent=worker.silent,
            troubles=worker.troubles,
            standing=[StandingShape.of(standing) for standing in worker.standing],
            delayed=[DelayedShape.of(delayed) for delayed in worker.delayed],
        )


class StageShape(Shape):
    """How far a stage has come."""

    stage: str
    lag: int
    """Records not yet handled."""
    waiting: int
    """Records to be tried again later."""

    @classmethod
    def of(cls, position: Position) -> StageShape:
        return cls(stage=position.stage, lag=position.lag, waiting=position.waiting)


class StatusShape(Shape):
    """Whether the service works, and what stands in its way."""

    ok: bool
    bus: str
    store: str
    state: str
    """The store or the data directory."""
    troubles: list[str]
    workers: list[WorkerShape]
    stages: list[StageShape]

    @classmethod
    def of(cls, status: ServiceStatus) -> StatusShape:
        return cls(
            ok=status.ok,
            bus=status.bus,
            store=status.store,
            state=status.state,
            troubles=[trouble.said for trouble in status.troubles],
            workers=[WorkerShape.of(worker) for worker in status.workers],
            stages=[StageShape.of(position) for position in status.positions],
        )
