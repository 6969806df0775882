"""How the workers of a service are: each tells it in the state, where people on any machine can read it."""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta

from pydantic import Field

from topics.carrier import Carrier, Standing
from topics.records import Part, now
from topics.state import State

WORKERS_SPACE = "workers"
TELL_EVERY = 5.0  # seconds
SILENT = timedelta(seconds=60)  # a worker that told nothing for so long is gone or cannot write
FORGOTTEN = timedelta(days=1)  # after which a worker that was killed is no longer listed
CLOSING = 2.0  # seconds that a worker that stops tries to say so


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

    @property
    def silent(self) -> bool:
        """Whether it has said nothing for too long."""
        return self.at < now() - SILENT


async def tell_of_worker(carrier: Carrier, worker: str, stages: Sequence[str]) -> None:
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
            )
            document = health.model_dump(mode="json")
            await carrier.state.put(WORKERS_SPACE, worker, document, expires=moment + FORGOTTEN)
            await asyncio.sleep(TELL_EVERY)
    finally:
        with suppress(TimeoutError):
            await asyncio.wait_for(carrier.state.delete(WORKERS_SPACE, worker), CLOSING)


async def workers_health(state: State) -> list[WorkerHealth]:
    """What all workers said last, by name."""
    return [WorkerHealth.model_validate(document) async for _, document in state.scan(WORKERS_SPACE)]
