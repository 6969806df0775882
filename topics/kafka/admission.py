"""Which of the records that arrive are handled: the next of a partition of ours, meant for this stage."""

from __future__ import annotations

import asyncio
import json

from aiokafka import TopicPartition

from topics.buffered import as_write
from topics.kafka.behind import POSITIONS, Behind, key_of, told
from topics.kafka.era import Era, Fetched, Handled, Part
from topics.kafka.errors import StateBehind
from topics.kafka.headers import read_headers
from topics.kafka.missing import Missing
from topics.kafka.shared import Shared
from topics.kafka.source import Arrived, FaustSource, NotAssigned
from topics.kafka.track import Fit, Track

OWNERS = "kafka owners"
"""The space of the state that says which worker owns a partition."""


class Admission:
    """Admits the records of one stage in one lane, and makes their partitions this worker's."""

    def __init__(
        self, group: str, shared: Shared, source: FaustSource, missing: Missing, finished: asyncio.Queue[Handled]
    ) -> None:
        """What is not for this stage goes to `finished` at once."""
        self._group = group
        self._layout = shared.layout
        self._backing = shared.backing
        self._tallies = shared.tallies
        self._source = source
        self._missing = missing
        self._finished = finished

    async def admit(self, era: Era, arrived: Arrived) -> Fetched | None:
        """The record as an entry, where it is the next of its partition and meant for this stage."""
        try:
            part = era.parts.get(arrived.place) or await self._own(era, arrived.place)
            fit = part.track.fit(arrived.offset)
            if fit is Fit.REPEAT:
                return None
            if fit is Fit.GAP and await self._missing.passed_over(arrived, part):
                return None
        except NotAssigned:
            return None
        if era.over:
            return None
        part.track.take(arrived.offset)
        headers = read_headers(arrived.headers)
        if headers.stage and headers.stage != self._group:
            self._finished.put_nowait(Handled(era, (), [(arrived.place, arrived.offset)]))
            return None
        era.unsafe += 1
        return Fetched(
            self._layout.logical(arrived.place.topic),
            arrived.key.decode("utf-8", "replace"),
            headers.version,
            arrived.value,
            attempt=headers.attempt,
            trace=headers.traceparent,
            place=arrived.place,
            offset=arrived.offset,
            fresh=not headers.stage,
        )

    async def _own(self, era: Era, place: TopicPartition) -> Part:
        """Begin with a partition: write down that it is ours, so that a worker that lost it can write no state."""
        position = await self._source.position(place)
        await self._source.commit({place: position})  # refused where the group has gone on without us
        key = (OWNERS, key_of(self._group, place))
        while True:
            before = await self._backing.read(*key)
            count = json.loads(before)["count"] if before else 0
            mine = as_write({"count": count + 1, "worker": self._tallies.worker})
            created = set() if before else {key}
            if await self._backing.write({key: mine}, created, {key: before} if before else {}):
                break
        text = await self._backing.read(POSITIONS, key[1])
        known = int(json.loads(text)["next"]) if text else 0
        if era.over:
            raise NotAssigned
        if known < position and await self._source.first_at(place, known) < position:
            raise StateBehind(told([Behind(self._group, place, position, known)]))
        part = Part(Track(position), mine[0], known)
        era.parts[place] = part
        return part
