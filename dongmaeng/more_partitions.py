"""Giving a cluster's topics as many partitions as the settings say: first all that lies in them is carried on."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import replace

from agents.stages import STAGES
from dongmaeng.backend.opening import open_cluster
from dongmaeng.connections import kafka_layout
from dongmaeng.fault import Fault
from dongmaeng.instance import data_lock
from dongmaeng.running import ready, running
from dongmaeng.service import open_pipeline
from dongmaeng.settings import Settings
from dongmaeng.signals import stop_on_signals
from dongmaeng.watching.watching import watching_of
from topics.kafka.carrier import KafkaCarrier
from topics.kafka.layout import Layout
from topics.kafka.operations import KafkaOperations
from topics.kafka.partitions import Growth

LOOK = 1.0  # seconds between two looks at how much is left
LEAVING = 20.0  # seconds: a worker that was killed is missed by its group after ten
_ANY_ORDER = ("discover",)
"""Stages whose topics need no draining: a source has one look on its way, and a look is like another."""

Told = Callable[[Mapping[str, int]], None]


class Stopped(Exception):
    """Somebody asked for it to end; called again, it goes on."""


def more_partitions(settings: Settings, told: Told) -> list[Growth]:
    """Carry on what lies in topics that are to have more partitions, then give them these; which those are.

    `told` hears how many records are left, by topic. Raises `Fault` while workers run, since what they write meanwhile
    would lie in the old places of keys, and `Stopped` where a signal ended it: nothing is lost by that.
    """
    with data_lock(settings, "topics partitions") as worker:
        return asyncio.run(_more_partitions(settings, worker, told))


async def _more_partitions(settings: Settings, worker: str, told: Told) -> list[Growth]:
    while True:
        async with open_cluster(settings) as operations:
            growths = await operations.lacking_partitions()
            if not growths:
                return []
            await _refuse_workers(operations)
            # Also after draining, since what waits to be tried again may come back while the stages stop.
            if not await operations.unhandled(_in_order(kafka_layout(settings), growths)):
                await operations.grow(growths)
                return growths
        await _drain(settings, worker, growths, told)


def _in_order(layout: Layout, growths: Sequence[Growth]) -> set[str]:
    """Those of the topics in which records of a key have an order to keep."""
    free = {topic for stage in _ANY_ORDER for topic in STAGES[stage]}
    return {growth.topic for growth in growths if layout.logical(growth.topic) not in free}


async def _refuse_workers(operations: KafkaOperations) -> None:
    """Raise `Fault` that names who is at work; who was killed a moment ago is waited for."""
    deadline = time.monotonic() + LEAVING
    while members := await operations.members():
        if time.monotonic() > deadline:
            hosts = sorted({f"{member.client} on {member.host}" for member in members})
            raise Fault(
                f"workers are running ({', '.join(hosts)}): stop all of them and every import, on all machines, then "
                "call again; records of one key could be handled in another order than they came"
            )
        await asyncio.sleep(LOOK)


async def _drain(settings: Settings, worker: str, growths: Sequence[Growth], told: Told) -> None:
    """Run the stages that read the topics until nothing is left in them."""
    layout = kafka_layout(settings)
    names = _in_order(layout, growths)
    logical = {layout.logical(name) for name in names}
    stages = [stage for stage, topics in STAGES.items() if stage not in _ANY_ORDER and logical.intersection(topics)]
    as_found = replace(layout, found={growth.topic: growth.before for growth in growths})
    async with AsyncExitStack() as stack:
        watching = stack.enter_context(watching_of(settings, worker, measured=False))
        opened = open_pipeline(
            settings, gather=True, alert=True, only=stages, worker=worker, watching=watching, layout=as_found
        )
        carrier, stopping = (await stack.enter_async_context(opened)).carrier, asyncio.Event()
        assert isinstance(carrier, KafkaCarrier)
        operations = carrier.operations
        stop_on_signals(stopping.set)
        async with running(carrier) as carrying:
            if await ready(carrier, carrying):
                before: Mapping[str, int] = {}
                while behind := await operations.unhandled(names):
                    if behind != before:
                        told(behind)
                    before = behind
                    await asyncio.wait({carrying}, timeout=LOOK)
                    if stopping.is_set():
                        raise Stopped
                    if carrying.done():
                        break
