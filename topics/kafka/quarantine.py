"""What lies in the quarantine topic: the last record of each key, unless it was taken out."""

from __future__ import annotations

from collections import Counter

from aiokafka import TopicPartition
from aiokafka.structs import ConsumerRecord

from topics.kafka.layout import Layout
from topics.kafka.offsets import Offsets


class QuarantineTopic:
    """Reads the quarantine topic beside the consumers."""

    def __init__(self, offsets: Offsets, layout: Layout) -> None:
        self._offsets = offsets
        self._layout = layout
        self._known: dict[bytes, int] = {}
        """The offset of what lies there, by key."""
        self._read: dict[TopicPartition, int] = {}

    async def records(self) -> dict[bytes, ConsumerRecord[bytes, bytes]]:
        """All that lies there, by key."""
        places = await self._offsets.partitions([self._layout.quarantine])
        found: dict[bytes, ConsumerRecord[bytes, bytes]] = {}
        for record in await self._offsets.read(await self._offsets.begins(places), await self._offsets.ends(places)):
            if record.value is None:
                found.pop(record.key or b"", None)
            else:
                found[record.key or b""] = record
        return found

    async def counts(self) -> dict[str, int]:
        """How many records of each stage lie there; only what is new is read, also after one that was broken off."""
        places = await self._offsets.partitions([self._layout.quarantine])
        begins, ends = await self._offsets.begins(places), await self._offsets.ends(places)
        start = {place: max(self._read.get(place, 0), begins[place]) for place in places}
        async for record in self._offsets.each(start, ends):
            self._known.pop(record.key or b"", None)
            if record.value is not None:
                self._known[record.key or b""] = record.offset
            self._read[TopicPartition(record.topic, record.partition)] = record.offset + 1
        self._read |= ends
        oldest = min(begins.values(), default=0)
        self._known = {key: offset for key, offset in self._known.items() if offset >= oldest}  # retention took others
        return dict(Counter(self._stage(key) for key in self._known))

    def _stage(self, key: bytes) -> str:
        group, _, _ = key.decode("utf-8", "replace").partition(" ")  # as `message_aside` makes it
        return self._layout.logical(group)
