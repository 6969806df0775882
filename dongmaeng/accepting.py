"""Going on with a state that was lost or put back, on a cluster whose records went on."""

from __future__ import annotations

from datetime import datetime

from agents.alert.withheld import Restored, write_restored
from dongmaeng.backend.opening import open_cluster
from dongmaeng.connections import shared_state
from dongmaeng.fault import Fault
from dongmaeng.health import workers_health
from dongmaeng.settings import Settings
from topics.buffered import Backing, CommittedState
from topics.catalogue import MENTIONS
from topics.embedded.carrier import StateFile
from topics.records import now

REGISTRY = "resolve"
"""The stage that knows the alliances."""


async def accept_state(settings: Settings, told_until: datetime) -> tuple[int, int]:
    """Let endpoints count as told up to a moment, and the state as far as the records; how many partitions and reports.

    The reports that the cluster has are handed to the registry once more, quiet. Called again after it was interrupted,
    it begins anew. Raises `Fault` where a worker runs.
    """
    async with open_cluster(settings) as operations:
        found = await operations.state_behind()
        if not found:
            return 0, 0
        backing: Backing = shared_state(settings, patient=False) or StateFile(settings.database)
        try:
            state = CommittedState(backing)
            if running := [worker.worker for worker in await workers_health(state) if not worker.silent]:
                raise Fault(f"stop the workers first: {', '.join(running)}")
            await write_restored(state, Restored(at=now(), told_until=told_until))
            reports = await operations.replay(MENTIONS, [REGISTRY], None, None)
            await operations.accept_state(found)  # last: until then no worker starts
            return len(found), reports
        finally:
            await backing.close()
