"""Bringing back records that wait: beside the stages, on consumers of their own."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable

import structlog
from aiokafka import AIOKafkaConsumer, ConsumerRebalanceListener, TopicPartition
from aiokafka.errors import CommitFailedError, IllegalStateError, KafkaError
from aiokafka.structs import ConsumerRecord

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


class Delays(ConsumerRebalanceListener):  # type: ignore[misc]
    """Consumes the delay topics: the head of each partition waits, nothing behind it is looked at."""

    def __init__(self, servers: str, layout: Layout, producer: Producer) -> None:
        self._servers = servers
        self._layout = layout
        self._producer = producer
        self._heads: dict[TopicPartition, float] = {}
        """When the head of a partition may go on."""
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
                self.trouble = type(error).__name__
                await asyncio.sleep(PAUSE)

    def stop(self) -> None:
        self._stopping.set()

    async def on_partitions_revoked(self, revoked: Iterable[TopicPartition]) -> None:
        self._heads.clear()

    async def on_partitions_assigned(self, assigned: Iterable[TopicPartition]) -> None:
        self._heads.clear()

    async def _serve(self) -> None:
        consumer = AIOKafkaConsumer(
            bootstrap_servers=self._servers,
            client_id="dongmaeng-delays",
            group_id=self._layout.delays_group,
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            session_timeout_ms=SESSION,
            heartbeat_interval_ms=HEARTBEAT,
            max_partition_fetch_bytes=LARGEST_MESSAGE,
        )
        consumer.subscribe(list(self._layout.delays), listener=self)
        try:
            await consumer.start()
            while not self._stopping.is_set():
                self._go_on(consumer)
                records = await consumer.getmany(timeout_ms=LOOK, max_records=MOST)
                self.trouble = ""
                if records:
                    await self._bring_back(consumer, records)
        finally:
            self._heads.clear()
            await consumer.stop()

    def _go_on(self, consumer: AIOKafkaConsumer) -> None:
        moment = time.time()
        due = [place for place, release in self._heads.items() if release <= moment]
        for place in due:
            del self._heads[place]
            if place in consumer.assignment():
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
                    release = min(headers.due, record.timestamp / 1000 + self._layout.delays[place.topic])
                    if release > moment:
                        consumer.seek(place, record.offset)
                        consumer.pause(place)
                        self._heads[place] = release
                        break
                    if headers.topic:
                        target = next_stop(self._layout, headers.topic, headers.due - moment)
                        messages.append(Message(target, record.key or b"", record.value or b"", record.headers))
                    positions[place] = record.offset + 1
            if positions:
                await self._producer.send(messages)
                await consumer.commit(positions)
        except (CommitFailedError, IllegalStateError) as error:
            log.debug("delays moved to another worker", error=type(error).__name__)
