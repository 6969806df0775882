"""Gives stages again what stands in a topic."""

from __future__ import annotations

import time
from collections.abc import Sequence

from aiokafka.structs import ConsumerRecord

from topics.catalogue import Topic
from topics.handling import Entry, Waiting, made_quiet
from topics.kafka.headers import read_headers
from topics.kafka.layout import BACKFILL, LIVE, Layout
from topics.kafka.lookup import Lookup
from topics.kafka.messages import message_waiting
from topics.kafka.offsets import Offsets
from topics.kafka.producer import Producer

AT_ONCE = 200  # records read and sent again in one step


class Replay:
    """Replays over the topics of a cluster."""

    def __init__(self, offsets: Offsets, lookup: Lookup, layout: Layout, producer: Producer) -> None:
        self._offsets = offsets
        self._lookup = lookup
        self._layout = layout
        self._producer = producer

    async def run(self, topic: Topic, stages: Sequence[str], since: float | None, until: float | None) -> int:
        """Give stages the records of a span of time (Unix seconds) again, quiet; how many there were."""
        places = await self._offsets.partitions(self._lookup.names(topic))
        begins, ends = await self._offsets.begins(places), await self._offsets.ends(places)
        at = await self._offsets.at(places, since) if since is not None else begins
        to = await self._offsets.at(places, until) if until is not None else ends
        count = 0
        for place in places:
            start, end = at[place], to[place]
            stop = ends[place] if end is None else end
            position = stop if start is None else max(start, begins[place])
            while position < stop:
                step = min(position + AT_ONCE, stop)
                records = await self._offsets.read({place: position}, {place: step})
                count += await self._again(topic, [r for r in records if not read_headers(r.headers).stage], stages)
                position = step
        return count

    async def _again(self, topic: Topic, records: Sequence[ConsumerRecord[bytes, bytes]], stages: Sequence[str]) -> int:
        lane = BACKFILL if topic.backfilled else LIVE
        messages = []
        for record in records:
            key = (record.key or b"").decode("utf-8", "replace")
            again = made_quiet(topic, Entry(topic.name, key, 1, record.value or b""))
            if again is None:
                continue
            for stage in stages:
                waiting = Waiting(again, 0.0, "replay", stage, 0)
                belongs, group = self._layout.topic(topic.name, lane), self._layout.group(stage, lane)
                messages.append(message_waiting(waiting, self._layout, belongs, group, time.time()))
        await self._producer.send(messages)
        return len(records)
