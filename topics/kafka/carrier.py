"""The Kafka carrier: stages on as many machines as one likes, positions and waiting in the cluster."""

from __future__ import annotations

import asyncio
import random
import secrets
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import structlog
from aiokafka import TopicPartition
from aiokafka.errors import KafkaError

from topics.buffered import Backing, CommittedState, Documents
from topics.carrier import Position, Standing, Tally
from topics.embedded.carrier import StateFile
from topics.handling import entry_of
from topics.kafka.cluster import Cluster
from topics.kafka.delays import Delays
from topics.kafka.errors import WrongAccess
from topics.kafka.layout import BACKFILL, LANES, LIVE, Layout
from topics.kafka.messages import message_of
from topics.kafka.operations import KafkaOperations
from topics.kafka.producer import Producer
from topics.kafka.runner import StageRunner
from topics.kafka.shared import Shared
from topics.kafka.source import quiet_libraries
from topics.kafka.tallies import Tallies
from topics.kafka.watchdog import Watchdog
from topics.observer import UNOBSERVED, ObservedBacking, Observer
from topics.records import Record
from topics.stage import Stage
from topics.state import State

log = structlog.get_logger(__name__)

IDLE_LOOK = 0.1  # seconds between looks whether all is done
FORGET_EVERY = 3600.0  # seconds between two removals of expired state, which is in nobody's way until then
PAUSE = 2.0  # seconds between tries to reach a cluster
STANDSTILL = 300.0  # seconds: several times what the slowest record may take


class KafkaCarrier:
    """Carries records between stages through a Kafka cluster; state and counts live in a backing."""

    def __init__(
        self,
        cluster: Cluster,
        stages: Sequence[Stage],
        database: Path,
        *,
        backing: Backing | None = None,
        layout: Layout | None = None,
        worker: str = "",
        standstill: float = STANDSTILL,
        reads: dict[str, tuple[str, ...]] | None = None,
        observer: Observer = UNOBSERVED,
    ) -> None:
        """`worker`: a name that no other running worker has.

        `backing` is shared by all workers and closed with the carrier; without one the state is in the database.
        `reads`: the topics of every stage of the pipeline, those of other workers too; by default of these stages.
        """
        quiet_libraries()
        self.layout = layout or Layout()
        self._cluster = cluster
        self._stages = list(stages)
        self._observer = observer
        self._backing = ObservedBacking(backing or StateFile(database), observer)
        self._producer = Producer(cluster)
        self.operations = KafkaOperations(
            cluster,
            self.layout,
            reads or {s.name: tuple(t.name for t in s.reads) for s in stages},
            self._backing,
            self._producer,
        )
        self._tallies = Tallies(self.layout.prefix, worker or secrets.token_hex(4), observer)
        self._folder = database.parent / "faust"
        self._runners: list[StageRunner] = []
        self._delays = Delays(cluster, self.layout, self._producer)
        self._standstill = standstill
        self._watchdog: Watchdog | None = None
        self._stopping = asyncio.Event()
        self._ready = asyncio.Event()
        self.trouble = ""
        """Why the cluster cannot be reached; empty while it can."""

    @property
    def state(self) -> State:
        return CommittedState(self._backing)

    @property
    def troubles(self) -> list[str]:
        parts = [self.trouble, self._backing.trouble, self._producer.trouble, self._delays.trouble]
        parts += [self._watchdog.trouble] if self._watchdog else []
        parts += [runner.source.trouble for runner in self._runners]
        return list(dict.fromkeys(text for text in parts if text))

    @property
    def standing(self) -> list[Standing]:
        return self._watchdog.standing if self._watchdog else []

    async def publish(
        self, records: Sequence[Record], *, backfill: bool = False, documents: Documents | None = None
    ) -> None:
        entries = [entry_of(record) for record in records]
        lane = BACKFILL if backfill else LIVE
        await self._producer.send([message_of(entry, self.layout.topic(entry.topic, lane)) for entry in entries])
        if documents:
            await self._backing.write(documents, set(), {})

    async def ready(self) -> None:
        await self._ready.wait()

    def stop(self) -> None:
        self._stopping.set()
        for runner in self._runners:
            runner.stop()

    async def run(self) -> None:
        """Raises `WrongTopics`, `StateBehind`, and `WrongAccess` where we are kept out."""
        await self._wait_for_cluster()
        if self._stopping.is_set():
            return
        await self._tallies.load(self._backing)
        self._folder.mkdir(parents=True, exist_ok=True)
        shared = Shared(
            self._cluster, self.layout, self._folder, self._producer, self._backing, self._tallies, self._observer
        )
        self._runners = [
            StageRunner(stage, lane, shared) for lane in LANES for stage in self._stages if _has(stage, lane)
        ]
        watchdog = self._watchdog = Watchdog(
            self._cluster,
            {r.group: r.topics for r in self._runners},
            self._assigned,
            self._standstill,
            excuse=lambda: self._backing.trouble,
        )
        watchdog.start()
        delays = asyncio.create_task(self._delays.run())
        forgetting = asyncio.create_task(self._forget_for_ever())
        runners = [asyncio.create_task(runner.run()) for runner in self._runners]
        try:
            await asyncio.gather(*runners)
            self._delays.stop()
            await delays
        finally:
            watchdog.stop()
            for task in (*runners, delays, forgetting):
                task.cancel()
            await asyncio.gather(*runners, delays, forgetting, return_exceptions=True)
            await watchdog.stopped()

    async def idle(self, horizon: float = 0.0) -> None:
        while not self._stopping.is_set():
            try:
                if await self.operations.nothing_to_do(horizon):
                    return
            except (KafkaError, OSError, TimeoutError):
                await self.operations.close()
            await asyncio.sleep(IDLE_LOOK)  # also the clock ends it: a record may come due

    async def tallies(self) -> dict[str, Tally]:
        return await self.operations.tallies()

    async def positions(self) -> list[Position]:
        return await self.operations.positions()

    async def oldest(self) -> dict[str, float]:
        return await self.operations.oldest()

    async def set_aside(self) -> dict[str, int]:
        """How many records of each stage are in quarantine."""
        return await self.operations.set_aside()

    async def _forget_for_ever(self) -> None:
        while True:
            await asyncio.sleep(FORGET_EVERY * random.uniform(0.5, 1.5))  # workers need not all do it at once
            log.debug("forgot expired state", documents=await self._backing.forget_expired())

    def _assigned(self, group: str) -> set[TopicPartition]:
        return next((runner.source.assigned for runner in self._runners if runner.group == group), set())

    async def _wait_for_cluster(self) -> None:
        while not self._stopping.is_set():
            try:
                await self.operations.check_topics()
                await self.operations.check_state()
            except WrongAccess:
                raise  # nobody but a person mends that
            except (KafkaError, OSError, TimeoutError) as error:
                if not self.trouble:
                    servers = self._cluster.servers
                    log.warning("cluster cannot be reached, trying again", servers=servers, error=str(error))
                self.trouble = f"cluster cannot be reached: {error}"
                await asyncio.sleep(PAUSE)
                continue
            self.trouble = ""
            self._ready.set()
            return

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._producer.close()
        await self.operations.close()
        await self._backing.close()


def _has(stage: Stage, lane: str) -> bool:
    return lane == LIVE or any(topic.backfilled for topic in stage.reads)
