"""Faust's consumer made to hand on what it fetched in chunks: by the record, it makes two tasks for each.

What Faust does to a message (flow control, generations, the agent's queue) it does to a chunk. Only whether it has read
an offset before it does not judge any more.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

from aiokafka.structs import ConsumerRecord
from faust.types import TP
from faust.types.tuples import ConsumerMessage

CHUNK = 200  # records of one partition: enough that the price of a chunk is nothing, few to hold in memory

Records = Sequence[ConsumerRecord[bytes, bytes]]


class Chunk(ConsumerMessage):
    """Records of one partition as one message, in the place of the last."""

    __slots__ = ("records",)

    def __init__(self, place: TP, records: Records, generation: int) -> None:
        last = records[-1]
        super().__init__(
            place.topic,
            place.partition,
            last.offset,
            last.timestamp / 1000,
            last.timestamp_type,
            headers=None,
            key=None,
            value=None,
            checksum=None,
            tp=place,
            generation_id=generation,
        )
        self.records = records


def fetch_in_chunks(app: Any) -> None:
    """Let the app's consumer give chunks in place of records; before the app is started."""
    consumer = app.consumer

    async def getmany(timeout: float) -> AsyncIterator[tuple[TP, Chunk]]:  # noqa: ASYNC109 - as Faust calls it
        found: Mapping[TP, Records] | None
        found, active = await consumer._wait_next_records(timeout)
        generation = app.consumer_generation_id
        if not found or consumer.should_stop:
            return
        if not consumer.flow_active:
            await consumer.perform_seek()  # as Faust does: what came while partitions moved is fetched again
            return
        for place, records in found.items():
            for start in range(0, len(records), CHUNK):
                if not consumer.flow_active or app.consumer_generation_id != generation:
                    return
                if active is None or place in active:
                    consumer._read_offset[place] = None  # else Faust drops what was fetched again after a seek
                    yield place, Chunk(place, records[start : start + CHUNK], generation)

    consumer.getmany = getmany
