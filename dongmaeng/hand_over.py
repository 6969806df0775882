"""Handing over what a person wants: to a running service, or done at once where there is none."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from dongmaeng.connections import make_store
from dongmaeng.instance import InUse, instance_lock
from dongmaeng.running import running
from dongmaeng.service import append, open_carrier
from dongmaeng.settings import Settings
from search.store import Store
from topics.records import Record
from topics.stage import Stage

RETRY_HORIZON = 2.0  # seconds: what is to be tried again this soon is waited for; the rest is left to the service

Stages = Callable[[Store], Sequence[Stage]]
"""The stages that do what is asked, over the store of the settings."""


def hand_over(settings: Settings, records: Sequence[Record], stages: Stages, task: str) -> bool:
    """Append records for a running service to take up, or do at once what they ask; whether it is done.

    They are safe when this returns, in the order of all that comes on their topics. On a cluster the worker that owns
    them takes them up; raises what its client does where the cluster is away.
    """
    if settings.kafka_servers is not None:
        asyncio.run(append(settings, records))
        return False
    try:
        with instance_lock(settings.data_dir, task):
            asyncio.run(carry(settings, records, stages))
            return True
    except InUse:
        asyncio.run(append(settings, records))
        return False


async def carry(settings: Settings, records: Sequence[Record], stages: Stages) -> None:
    """Run some stages over records until nothing is left to do."""
    store = make_store(settings)
    try:
        async with open_carrier(settings, stages(store)) as carrier:
            await carrier.publish(records)
            idle = asyncio.create_task(carrier.idle(RETRY_HORIZON))
            async with running(carrier) as carrying:
                await asyncio.wait({idle, carrying}, return_when=asyncio.FIRST_COMPLETED)
            await idle
    finally:
        await store.close()
