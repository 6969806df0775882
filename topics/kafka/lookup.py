"""Reading the records of one key, of a span of time or in the delays: what people ask for, beside the consumers."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Mapping, Sequence

from aiokafka import TopicPartition
from aiokafka.partitioner import murmur2
from aiokafka.structs import ConsumerRecord

from topics.buffered import Backing
from topics.carrier import Stored
from topics.catalogue import Topic
from topics.handling import Entry, Waiting
from topics.kafka.headers import read_headers
from topics.kafka.layout import LANES, Layout
from topics.kafka.offsets import Offsets
from topics.kafka.partitions import earlier_counts


class Lookup:
    """What lies in the topics of a cluster."""

    def __init__(self, offsets: Offsets, layout: Layout, backing: Backing) -> None:
        self._offsets = offsets
        self._layout = layout
        self._backing = backing

    def names(self, topic: Topic) -> list[str]:
        """What a topic is called on the cluster, in all its lanes."""
        return list(dict.fromkeys(self._layout.topic(topic.name, lane) for lane in LANES))

    async def of_key(self, topic: Topic, key: str, since: float | None, until: float | None) -> list[Stored]:
        """The records of a key written in a span of time, in order: the one partition that has them is read.

        Where the topic was given more partitions, that in which they lay before, too.
        """
        own = key.encode()
        places = []
        kept = max(topic.retention, self._layout.kept).total_seconds()
        for name in self.names(topic):
            partitions = sorted(await self._offsets.partitions([name]), key=lambda place: place.partition)
            counts = [len(partitions), *await earlier_counts(self._backing, name, kept)] if partitions else []
            places += [partitions[number] for number in {(murmur2(own) & 0x7FFFFFFF) % count for count in counts}]
        found = [self.stored(r) async for r in self._written(places, since, until) if r.key == own]
        return sorted(found, key=lambda stored: stored.written)

    async def between(self, topic: Topic, since: float | None, until: float | None) -> AsyncIterator[Stored]:
        """The records of a topic written in a span of time, in order within each partition."""
        places = await self._offsets.partitions(self.names(topic))
        async for record in self._written(places, since, until):
            yield self.stored(record)

    async def waiting(self, keys: Collection[str]) -> list[Waiting]:
        """The records of some keys in the delays."""
        own = {key.encode() for key in keys}
        handled = await self._offsets.committed(self._layout.delays_group)
        places = await self._offsets.partitions(list(self._layout.delays))
        begins, ends = await self._offsets.begins(places), await self._offsets.ends(places)
        start = {place: max(begins[place], handled.get(place, 0)) for place in places}
        return [self._waiting(r) async for r in self._offsets.each(start, ends) if r.key in own]

    async def _written(
        self, places: Sequence[TopicPartition], since: float | None, until: float | None
    ) -> AsyncIterator[ConsumerRecord[bytes, bytes]]:
        """The records of partitions, without those that are there once more for a single stage."""
        start, end = await self._span(places, since, until)
        async for record in self._offsets.each(start, end):
            if not read_headers(record.headers).stage:
                yield record

    async def _span(
        self, places: Sequence[TopicPartition], since: float | None, until: float | None
    ) -> tuple[Mapping[TopicPartition, int], Mapping[TopicPartition, int]]:
        start, end = await self._offsets.begins(places), await self._offsets.ends(places)
        if until is not None:
            to = await self._offsets.at(places, until)
            end = {place: end[place] if (offset := to[place]) is None else offset for place in places}
        if since is not None:
            first = await self._offsets.at(places, since)
            start = {place: end[place] if (offset := first[place]) is None else offset for place in places}
        return start, end

    def stored(self, record: ConsumerRecord[bytes, bytes]) -> Stored:
        """A record as it lies in its topic."""
        return Stored(
            f"{record.topic.removeprefix(self._layout.prefix)}/{record.partition}/{record.offset}",
            (record.key or b"").decode("utf-8", "replace"),
            record.value or b"",
            record.timestamp / 1000,
        )

    def _waiting(self, record: ConsumerRecord[bytes, bytes]) -> Waiting:
        headers = read_headers(record.headers)
        key = (record.key or b"").decode("utf-8", "replace")
        entry = Entry(self._layout.logical(headers.topic), key, headers.version, record.value or b"")
        stage = self._layout.logical(headers.stage) if headers.stage else None
        return Waiting(entry, headers.due, headers.reason, stage, headers.attempt, record.timestamp / 1000)
