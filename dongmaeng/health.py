"""How the workers of a service are: each tells it in the state, where people on any machine can read it."""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta

from pydantic import Field

from agents.breaker import Breaker
from agents.urls import loggable
from topics.carrier import Carrier, Standing
from topics.records import Part, now
from topics.state import State

WORKERS_SPACE = "workers"
TELL_EVERY = 5.0  # seconds
SILENT = timedelta(seconds=60)  # a worker that told nothing for so long is gone or cannot write
FORGOTTEN = timedelta(days=1)  # after which a worker that was killed is no longer listed
MOST_DELAYED = 50  # pairs of source and host that are told; the longest delayed of each kind come first
CLOSING = 2.0  # seconds that a worker that stops tries to say so


class DelayedSource(Part):
    """What a source named at a host and what is tried less often, since it keeps ending badly."""

    source: str
    host: str
    what: str
    """What is delayed: `fetch`, `read` (its pages), `look` (the source itself) or `reach` (its host)."""
    reason: str
    endings: int
    """Endings of this kind in a row."""
    since: datetime
    next: datetime
    """When it is tried again."""


class WorkerHealth(Part):
    """What one worker said of itself."""

    worker: str
    host: str = Field(default_factory=socket.gethostname)
    process: int = Field(default_factory=os.getpid)
    stages: list[str] = Field(default_factory=list)
    since: datetime
    at: datetime
    troubles: list[str] = Field(default_factory=list)
    """What stands in the way of its work."""
    standing: list[Standing] = Field(default_factory=list)
    """Its partitions that have work and do not move."""
    delayed: list[DelayedSource] = Field(default_factory=list)

    @property
    def silent(self) -> bool:
        """Whether it has said nothing for too long."""
        return self.at < now() - SILENT


async def tell_of_worker(
    carrier: Carrier, worker: str, stages: Sequence[str], breakers: Sequence[Breaker] = ()
) -> None:
    """Write how a worker is every few seconds; until it is cancelled, and then that it is gone."""
    since = now()
    try:
        while True:
            moment = now()
            health = WorkerHealth(
                worker=worker,
                stages=list(stages),
                since=since,
                at=moment,
                troubles=carrier.troubles,
                standing=carrier.standing,
                delayed=[source for breaker in breakers for source in _delayed(breaker, moment)][:MOST_DELAYED],
            )
            document = health.model_dump(mode="json")
            await carrier.state.put(WORKERS_SPACE, worker, document, expires=moment + FORGOTTEN)
            await asyncio.sleep(TELL_EVERY)
    finally:
        with suppress(TimeoutError):
            await asyncio.wait_for(carrier.state.delete(WORKERS_SPACE, worker), CLOSING)


def _delayed(breaker: Breaker, moment: datetime) -> list[DelayedSource]:
    return [
        DelayedSource(
            source=loggable(delayed.named.source),
            host=delayed.named.host,
            what=delayed.what,
            reason=delayed.reason,
            endings=delayed.endings,
            since=moment - timedelta(seconds=delayed.lasting),
            next=moment + timedelta(seconds=delayed.due),
        )
        for delayed in breaker.delayed()
    ]


async def workers_health(state: State) -> list[WorkerHealth]:
    """What all workers said last, by name."""
    return [WorkerHealth.model_validate(document) async for _, document in state.scan(WORKERS_SPACE)]
