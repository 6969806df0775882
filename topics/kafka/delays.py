"""Bringing back records that wait: beside the stages, on consumers of their own."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable
from dataclasses import dataclass, replace

import structlog
from aiokafka import AIOKafkaConsumer, ConsumerRebalanceListener, TopicPartition
from aiokafka.errors import CommitFailedError, IllegalStateError, KafkaError
from aiokafka.structs import ConsumerRecord

from topics.clock import CLOCK_STEP
from topics.kafka.cluster import Cluster, stop
from topics.kafka.headers import read_headers
from topics.kafka.layout import LARGEST_MESSAGE, Layout
from topics.kafka.messages import next_stop
from topics.kafka.producer import Message, Producer

log = structlog.get_logger(__name__)

LOOK = 100  # milliseconds between looks for records that are due
MOST = 500  # records brought back at once
SESSION = 10_000  # milliseconds
HEARTBEAT = 2_000  # milliseconds
PAUSE = 1.0  # seconds between tries while the cluster does not answer


@dataclass(frozen=True, slots=True)
class Head:
    """A record that waits, and with it all behind it."""

    offset: int
    release: float
    """Unix time; a clock that goes back must not put it off."""
    until: float
    """Seconds of the monotonic clock."""

    @property
    def is_over(self) -> bool:
        return self.release <= time.time() or self.until <= time.monotonic()


def due_by_this_clock(due: float, written: float, delay: float, moment: float) -> float:
    """When a record is due that has waited its delay (seconds), the other times being Unix times.

    Where that would be over only later, the clock was ahead when the record was written, and so was its due time.
    """
    ahead = written + delay - moment
    return due - ahead if ahead > CLOCK_STEP else due


class Delays(ConsumerRebalanceListener):  # type: ignore[misc]
    """Consumes the delay topics: the head of each partition waits, nothing behind it is looked at."""

    def __init__(self, cluster: Cluster, layout: Layout, producer: Producer) -> None:
        self._cluster = cluster
        self._layout = layout
        self._producer = producer
        self._heads: dict[TopicPartition, Head] = {}
        """The first record of a partition, while it waits."""
        self._stopping = asyncio.Event()
        self.trouble = ""

    async def run(self) -> None:
        """Serve until `stop`."""
        while not self._stopping.is_set():
            try:
                await self._serve()
            except (KafkaError, OSError) as error:
                if not self.trouble:
                    log.warning("delays cannot be read, trying again", error=f"{type(error).__name__}: {error}")
                self.trouble = f"delays cannot be read: {error or type(error).__name__}"
                await asyncio.sleep(PAUSE)

    def stop(self) -> None:
        self._stopping.set()

    async def on_partitions_revoked(self, revoked: Iterable[TopicPartition]) -> None:
        self._heads.clear()

    async def on_partitions_assigned(self, assigned: Iterable[TopicPartition]) -> None:
        self._heads.clear()

    async def _serve(self) -> None:
        consumer = self._cluster.consumer(
            group_id=self._layout.delays_group,
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            session_timeout_ms=SESSION,
            heartbeat_interval_ms=HEARTBEAT,
            max_partition_fetch_bytes=LARGEST_MESSAGE,
        )
        consumer.subscribe(list(self._layout.delays), listener=self)
        await self._cluster.start(consumer)
        try:
            while not self._stopping.is_set():
                self._go_on(consumer)
                records = await consumer.getmany(timeout_ms=LOOK, max_records=MOST)
                self.trouble = ""
                if records:
                    await self._bring_back(consumer, records)
        finally:
            self._heads.clear()
            await stop(consumer)

    def _go_on(self, consumer: AIOKafkaConsumer) -> None:
        for place, head in self._heads.items():
            if head.is_over and place in consumer.assignment():
                consumer.resume(place)

    async def _bring_back(
        self, consumer: AIOKafkaConsumer, records: dict[TopicPartition, list[ConsumerRecord[bytes, bytes]]]
    ) -> None:
        moment = time.time()
        messages: list[Message] = []
        positions: dict[TopicPartition, int] = {}
        try:
            for place, batch in records.items():
                for record in batch:
                    headers = read_headers(record.headers)
                    written, delay = record.timestamp / 1000, self._layout.delays[place.topic]
                    release = min(headers.due, written + delay)
                    head = self._heads.get(place)
                    if release > moment and not (head and head.offset == record.offset and head.is_over):
                        consumer.seek(place, record.offset)
                        consumer.pause(place)
                        if head is None or head.offset != record.offset:
                            until = time.monotonic() + min(release - moment, delay)
                            self._heads[place] = Head(record.offset, release, until)
                        break
                    self._heads.pop(place, None)
                    if headers.topic:
                        due = due_by_this_clock(headers.due, written, delay, moment)
                        raw = record.headers if due == headers.due else replace(headers, due=due).raw()
                        target = next_stop(self._layout, headers.topic, due - moment)
                        messages.append(Message(target, record.key or b"", record.value or b"", raw))
                    positions[place] = record.offset + 1
            if positions:
                await self._producer.send(messages)
                await consumer.commit(positions)
        except (CommitFailedError, IllegalStateError) as error:
            log.debug("delays moved to another worker", error=type(error).__name__)
