"""Ends a process whose work stands still: outside the event loop, so that whatever hangs there cannot hang this."""

from __future__ import annotations

import asyncio
import os
import threading
import time
from collections.abc import Callable, Hashable, Mapping
from contextvars import copy_context
from typing import Generic, TypeVar

import structlog
from aiokafka import TopicPartition
from aiokafka.errors import KafkaError

from topics.carrier import Standing
from topics.kafka.cluster import Cluster
from topics.kafka.offsets import Offsets

log = structlog.get_logger(__name__)

STANDS_STILL = 75  # exit code: EX_TEMPFAIL of sysexits.h, "try again": a supervisor starts the process anew
LOOK = 5.0  # seconds between looks
STOP_TIME = 5.0  # seconds
Place = tuple[str, TopicPartition]
P = TypeVar("P", bound=Hashable)


class Standstill(Generic[P]):
    """Says which partitions with work have not moved, and for how long."""

    def __init__(self) -> None:
        self._since: dict[P, tuple[int, float]] = {}

    def look(self, committed: Mapping[P, int], ends: Mapping[P, int], moment: float) -> dict[P, float]:
        """For how long (seconds) partitions with work have stood still at this moment (monotonic)."""
        still = {}
        for place, end in ends.items():
            position = committed.get(place, 0)
            before = self._since.get(place)
            if position >= end:
                self._since.pop(place, None)
            elif before is None or before[0] != position:
                self._since[place] = (position, moment)
            else:
                still[place] = moment - before[1]
        for gone in set(self._since) - set(ends):
            del self._since[gone]
        return still

    def forget(self) -> None:
        """Begin anew: while the cluster does not answer nobody stands still."""
        self._since.clear()


class Watchdog:
    """A thread that looks at the positions of some groups."""

    def __init__(
        self,
        cluster: Cluster,
        reads: Mapping[str, list[str]],
        ours: Callable[[str], set[TopicPartition]],
        longest: float,
        *,
        excuse: Callable[[], str] = str,
        end: Callable[[int], None] = os._exit,
    ) -> None:
        """`reads`: the topics of each group; `ours`: the partitions of a group that this process has now.

        `excuse`: what stands in the way of the work beside the cluster; while there is something nobody stands still.
        """
        self._cluster = cluster
        self._reads = reads
        self._ours = ours
        self._longest = longest
        self._standstill: Standstill[Place] = Standstill()
        self._excuse = excuse
        self._end = end
        self._stopping = threading.Event()
        self.trouble = ""
        """Why the cluster cannot be seen; empty while it can."""
        self.standing: list[Standing] = []
        """What has not moved since a look ago or longer, the longest first."""
        context = copy_context()  # its lines name the worker, too
        self._thread = threading.Thread(
            target=lambda: context.run(asyncio.run, self._watch()), name="watchdog", daemon=True
        )

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()

    async def stopped(self) -> None:
        """Return when the thread has closed what it opened, or cannot since the cluster is away."""
        await asyncio.to_thread(self._thread.join, STOP_TIME)

    async def _watch(self) -> None:
        offsets = Offsets(self._cluster)
        while not self._stopping.is_set():
            try:
                await self._look(offsets)
                if self.trouble:
                    log.info("cluster answers again")
                self.trouble = ""
            except (KafkaError, OSError, TimeoutError, asyncio.InvalidStateError) as error:
                if not self.trouble:
                    log.warning("cluster does not answer", error=str(error) or type(error).__name__)
                self.trouble = f"cluster does not answer: {error or type(error).__name__}"
                self._standstill.forget()
                self.standing = []
                await _close(offsets)
                offsets = Offsets(self._cluster)
            for _ in range(int(LOOK / 0.25)):
                if self._stopping.is_set():
                    break
                await asyncio.sleep(0.25)
        await _close(offsets)

    async def _look(self, offsets: Offsets) -> None:
        committed: dict[Place, int] = {}
        ends: dict[Place, int] = {}
        for group, topics in self._reads.items():
            mine = self._ours(group)
            places = [place for place in await offsets.partitions(topics) if place in mine]
            at = await offsets.committed(group)
            committed |= {(group, place): at.get(place, 0) for place in places}
            ends |= {(group, place): end for place, end in (await offsets.ends(places)).items()} if places else {}
        if self._excuse():
            self._standstill.forget()
        still = self._standstill.look(committed, ends, time.monotonic())
        self.standing = sorted(
            (
                Standing(group, place.topic, place.partition, ends[group, place] - committed[group, place], seconds)
                for (group, place), seconds in still.items()
            ),
            key=lambda standing: -standing.seconds,
        )
        too_long = [place for place, seconds in still.items() if seconds > self._longest]
        for group, place in too_long:
            log.error(
                "work stands still, ending the process",
                group=group,
                topic=place.topic,
                partition=place.partition,
                position=committed[group, place],
                end=ends[group, place],
            )
        if too_long:
            self._end(STANDS_STILL)


async def _close(offsets: Offsets) -> None:
    try:
        await offsets.close()
    except (KafkaError, OSError, TimeoutError):
        return
