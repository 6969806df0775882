"""How far groups have come and what waits, read beside the consumers."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from typing import TypeVar

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import GroupCoordinatorNotAvailableError, GroupLoadInProgressError
from aiokafka.structs import ConsumerRecord

from topics.kafka.cluster import Cluster, stop
from topics.kafka.headers import Headers, read_headers
from topics.kafka.layout import LARGEST_MESSAGE, Layout

REQUEST_TIME = 15_000  # milliseconds
BACKOFF = 20  # milliseconds: so long it waits for each topic that it hears of for the first time
COORDINATOR_TIME = 20.0  # seconds that a cluster may take to have coordinators: a new one makes them when first asked
COORDINATOR_PAUSE = 0.1  # seconds between tries to find one
READ_TIME = 30.0  # seconds for the next records that are known to be there

T = TypeVar("T")


class Offsets:
    """A view of the cluster's positions; connects when first asked, and again after a failure."""

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        self._admin: AIOKafkaAdminClient | None = None
        self._consumer: AIOKafkaConsumer | None = None
        self._partitions: dict[str, list[TopicPartition]] = {}
        self._lock = asyncio.Lock()

    async def partitions(self, topics: Sequence[str]) -> list[TopicPartition]:
        """The partitions of topics."""
        admin, _ = await self._ready()
        missing = [topic for topic in topics if topic not in self._partitions]
        if missing:
            for described in await admin.describe_topics(missing):
                name = described["topic"]
                if described["partitions"]:
                    self._partitions[name] = [TopicPartition(name, p["partition"]) for p in described["partitions"]]
        return [place for topic in topics for place in self._partitions.get(topic, ())]

    async def committed(self, group: str) -> dict[TopicPartition, int]:
        """Where a group stands, for the partitions where it has said so."""
        admin, _ = await self._ready()
        found = await once_coordinated(lambda: admin.list_consumer_group_offsets(group))
        return {place: offset.offset for place, offset in found.items() if offset.offset >= 0}

    async def begins(self, places: Iterable[TopicPartition]) -> dict[TopicPartition, int]:
        _, consumer = await self._ready()
        found: dict[TopicPartition, int] = await consumer.beginning_offsets(list(places))
        return found

    async def ends(self, places: Iterable[TopicPartition]) -> dict[TopicPartition, int]:
        _, consumer = await self._ready()
        found: dict[TopicPartition, int] = await consumer.end_offsets(list(places))
        return found

    async def at(self, places: Iterable[TopicPartition], moment: float) -> dict[TopicPartition, int | None]:
        """The first offsets written at or after a Unix time; None where there is none."""
        _, consumer = await self._ready()
        found = await consumer.offsets_for_times({place: int(moment * 1000) for place in places})
        return {place: entry.offset if entry else None for place, entry in found.items()}

    async def read(
        self, start: Mapping[TopicPartition, int], end: Mapping[TopicPartition, int]
    ) -> list[ConsumerRecord[bytes, bytes]]:
        """The records of partitions from start up to end, in order within each."""
        return [record async for record in self.each(start, end)]

    async def each(
        self, start: Mapping[TopicPartition, int], end: Mapping[TopicPartition, int]
    ) -> AsyncIterator[ConsumerRecord[bytes, bytes]]:
        """The records of partitions from start up to end, one after the other, in order within each."""
        left = {place: offset for place, offset in start.items() if offset < end.get(place, 0)}
        if not left:
            return
        consumer = self._cluster.consumer(enable_auto_commit=False, max_partition_fetch_bytes=LARGEST_MESSAGE)
        await self._cluster.start(consumer)
        try:
            consumer.assign(list(left))
            for place, offset in left.items():
                consumer.seek(place, offset)
            deadline = time.monotonic() + READ_TIME
            while left:
                for place, records in (await consumer.getmany(timeout_ms=500)).items():
                    deadline = time.monotonic() + READ_TIME
                    for record in records:
                        if record.offset < end[place]:
                            yield record
                for place in list(left):
                    if await consumer.position(place) >= end[place]:
                        del left[place]
                if left and time.monotonic() > deadline:
                    raise TimeoutError(f"{len(left)} partitions gave nothing for {READ_TIME:.0f} s")
        finally:
            await stop(consumer)

    async def close(self) -> None:
        async with self._lock:
            admin, self._admin = self._admin, None
            consumer, self._consumer = self._consumer, None
        for client in (admin, consumer):
            if client is not None:
                await stop(client)

    async def _ready(self) -> tuple[AIOKafkaAdminClient, AIOKafkaConsumer]:
        async with self._lock:
            if self._admin is None or self._consumer is None:
                admin = self._cluster.admin(request_timeout_ms=REQUEST_TIME)
                consumer = self._cluster.consumer(
                    enable_auto_commit=False, request_timeout_ms=REQUEST_TIME, retry_backoff_ms=BACKOFF
                )
                await self._cluster.start(admin, consumer)
                self._admin, self._consumer = admin, consumer
            return self._admin, self._consumer


async def once_coordinated(ask: Callable[[], Awaitable[T]]) -> T:
    """What a cluster answers of a group once it has coordinators for groups."""
    async with asyncio.timeout(COORDINATOR_TIME):
        while True:
            try:
                return await ask()
            except (GroupCoordinatorNotAvailableError, GroupLoadInProgressError):
                await asyncio.sleep(COORDINATOR_PAUSE)


class Backlog:
    """What waits in the delay topics: for whom, and until when; only what is new is read at each look."""

    def __init__(self, offsets: Offsets, layout: Layout) -> None:
        self._offsets = offsets
        self._layout = layout
        self._waiting: dict[TopicPartition, dict[int, Headers]] = {}
        self._read: dict[TopicPartition, int] = {}

    async def look(self, committed: Mapping[TopicPartition, int]) -> list[Headers]:
        """The headers of all records that wait behind the committed offsets."""
        places = await self._offsets.partitions(list(self._layout.delays))
        begins, ends = await self._offsets.begins(places), await self._offsets.ends(places)
        start = {p: max(self._read.get(p, 0), committed.get(p, 0), begins[p]) for p in places}
        for record in await self._offsets.read(start, ends):
            place = TopicPartition(record.topic, record.partition)
            self._waiting.setdefault(place, {})[record.offset] = read_headers(record.headers)
        for place in places:
            self._read[place] = ends[place]
            held = self._waiting.get(place, {})
            for offset in [o for o in held if o < committed.get(place, 0)]:
                del held[offset]
        return [headers for held in self._waiting.values() for headers in held.values()]
