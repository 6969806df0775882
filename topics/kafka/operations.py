"""What can be seen and done on a cluster beside running workers."""

from __future__ import annotations

import math
import time
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from dataclasses import replace

from aiokafka import TopicPartition

from topics.buffered import Backing
from topics.carrier import Position, Reach, Stored, Tally
from topics.catalogue import TOPICS, Topic
from topics.handling import Entry, Quarantined, Waiting
from topics.kafka.admin import create_topics, delete_topics, differences, open_admin
from topics.kafka.ages import ages
from topics.kafka.behind import Behind, accept, behind, told
from topics.kafka.cluster import Cluster
from topics.kafka.errors import StateBehind, WrongTopics
from topics.kafka.headers import Headers, read_headers
from topics.kafka.layout import LANES, Layout
from topics.kafka.lookup import Lookup
from topics.kafka.offsets import Backlog, Offsets
from topics.kafka.partitions import Growth, Member, grow, lacking, members
from topics.kafka.producer import Message, Producer
from topics.kafka.quarantine import QuarantineTopic
from topics.kafka.replay import Replay
from topics.kafka.tallies import sum_of_tallies


class KafkaOperations:
    """`Operations` on a cluster, and its topics."""

    def __init__(
        self,
        cluster: Cluster,
        layout: Layout,
        reads: Mapping[str, tuple[str, ...]],
        backing: Backing,
        producer: Producer,
    ) -> None:
        """`reads`: the topics that each stage of the pipeline reads."""
        self._cluster = cluster
        self._layout = layout
        self._reads = reads
        self._backing = backing
        self._producer = producer
        self._offsets = Offsets(cluster)
        self._backlog = Backlog(self._offsets, layout)
        self._lookup = Lookup(self._offsets, layout, backing)
        self._quarantine = QuarantineTopic(self._offsets, layout)
        self._replay = Replay(self._offsets, self._lookup, layout, producer)

    async def close(self) -> None:
        """Let go of the connections; the next call makes new ones."""
        await self._offsets.close()

    async def create_topics(self) -> list[str]:
        """Create the topics that are missing; their names."""
        async with open_admin(self._cluster) as admin:
            return await create_topics(admin, self._layout.planned())

    async def delete_topics(self) -> None:
        """Delete all topics with all they hold."""
        async with open_admin(self._cluster) as admin:
            await delete_topics(admin, [topic.name for topic in self._layout.planned()])

    async def differences(self) -> list[str]:
        """What the cluster's topics lack or have otherwise than they should, a line each."""
        async with open_admin(self._cluster) as admin:
            return await differences(admin, self._layout.planned())

    async def lacking_partitions(self) -> list[Growth]:
        """The topics that have fewer partitions than they should."""
        async with open_admin(self._cluster) as admin:
            return await lacking(admin, self._layout.planned())

    async def members(self) -> list[Member]:
        """Who is at work: every worker and import has part in some group of the service."""
        groups = [self._layout.group(stage, lane) for stage in self._reads for lane in LANES]
        async with open_admin(self._cluster) as admin:
            return await members(admin, [*groups, self._layout.delays_group])

    async def grow(self, growths: Sequence[Growth]) -> None:
        """Give topics more partitions; only while nobody is at work and all in them is handled."""
        async with open_admin(self._cluster) as admin:
            await grow(admin, self._backing, growths)
        await self._offsets.close()

    async def unhandled(self, topics: Collection[str]) -> dict[str, int]:
        """How many records lie unhandled in topics of the cluster, by topic; those with none left out."""
        found: dict[str, int] = {}
        for _, place, position, end in await self.partitions():
            if place.topic in topics and position < end:
                found[place.topic] = found.get(place.topic, 0) + end - position
        return found

    async def check_topics(self) -> None:
        if wrong := await self.differences():
            raise WrongTopics("\n".join(wrong))

    async def state_behind(self) -> list[Behind]:
        """Of which partitions the state knows less than was handled."""
        names = [
            self._layout.group(stage, lane)
            for lane in LANES
            for stage, topics in self._reads.items()
            if self._layout.reads([TOPICS[topic] for topic in topics], lane)
        ]
        return await behind(self._offsets, self._backing, names, self._layout.prefix)

    async def check_state(self) -> None:
        """Raises `StateBehind` where the state was lost or put back as it was earlier."""
        if found := await self.state_behind():
            raise StateBehind(told(found))

    async def accept_state(self, found: Sequence[Behind]) -> None:
        """Let the state know as much as was handled."""
        await accept(self._backing, found)

    async def tallies(self) -> dict[str, Tally]:
        return await sum_of_tallies(self._backing, self._layout.prefix)

    async def positions(self) -> list[Position]:
        # What waits is read last, as in `nothing_to_do`: what was put off meanwhile is no longer behind its stage.
        delayed = await self._offsets.committed(self._layout.delays_group)
        found = {stage: Position(stage, topics, 0, 0, 0, 0) for stage, topics in self._reads.items()}
        for stage, _, position, end in await self.partitions():
            before = found[stage]
            found[stage] = replace(
                before,
                position=before.position + position,
                end=before.end + end,
                lag=before.lag + end - position,
            )
        waiting = await self._backlog.look(delayed)
        for stage, before in found.items():
            groups = [self._layout.group(stage, lane) for lane in LANES]
            found[stage] = replace(before, waiting=sum(headers.stage in groups for headers in waiting))
        return list(found.values())

    async def oldest(self) -> dict[str, float]:
        """About how old (seconds) the oldest record is that each stage has not handled; none where it has all."""
        behind = [(stage, place, position) for stage, place, position, end in await self.partitions() if position < end]
        return await ages(self._offsets, behind, time.time())

    async def partitions(self) -> list[tuple[str, TopicPartition, int, int]]:
        """Each stage's partitions, live and back-filled, with where it stands and the end.

        Positions are read before ends: where all meet, nothing was on its way in between.
        """
        groups = [
            (stage, self._layout.group(stage, lane), names)
            for lane in LANES
            for stage, topics in self._reads.items()
            if (names := self._layout.reads([TOPICS[topic] for topic in topics], lane))
        ]
        at = {group: await self._offsets.committed(group) for _, group, _ in groups}
        places = {group: await self._offsets.partitions(topics) for _, group, topics in groups}
        every = {place for of_group in places.values() for place in of_group}
        begins, ends = await self._offsets.begins(every), await self._offsets.ends(every)
        return [
            (stage, place, max(at[group].get(place, 0), begins[place]), ends[place])
            for stage, group, _ in groups
            for place in places[group]
        ]

    async def reach(self, stages: Sequence[str], *, backfill: bool = False) -> dict[str, Reach]:
        handled: dict[str, dict[str, int]] = {stage: {} for stage in stages}
        ends: dict[str, dict[str, int]] = {stage: {} for stage in stages}
        of_today = {self._layout.topic(name) for name, topic in TOPICS.items() if backfill and topic.backfilled}
        for stage, place, position, end in await self.partitions():
            if stage in handled and place.topic not in of_today:
                part = f"{place.topic}/{place.partition}"
                handled[stage][part], ends[stage][part] = position, end
        return {stage: Reach(handled[stage], ends[stage]) for stage in stages}

    async def nothing_to_do(self, horizon: float) -> bool:
        """Whether all is handled, but for what waits longer than the horizon (seconds)."""
        delayed = await self._offsets.committed(self._layout.delays_group)
        if any(position < end for _, _, position, end in await self.partitions()):
            return False
        waiting = [headers for headers in await self._backlog.look(delayed) if self._is_for_these_stages(headers)]
        return min((headers.due for headers in waiting), default=math.inf) > time.time() + horizon

    def _is_for_these_stages(self, headers: Headers) -> bool:
        if headers.stage:
            return any(headers.stage == self._layout.group(stage, lane) for stage in self._reads for lane in LANES)
        read = [TOPICS[topic] for topics in self._reads.values() for topic in topics]
        return any(headers.topic in self._layout.reads(read, lane) for lane in LANES)

    async def set_aside(self) -> dict[str, int]:
        """How many records of each stage are in quarantine."""
        return await self._quarantine.counts()

    async def quarantined(self) -> AsyncIterator[Quarantined]:
        aside = (await self._quarantine.records()).values()
        for record in sorted(aside, key=lambda record: record.offset, reverse=True):
            headers = read_headers(record.headers)
            topic = self._layout.logical(headers.topic)
            entry = Entry(topic, headers.id, headers.version, record.value or b"", attempt=headers.attempt)
            stage = self._layout.logical(headers.stage)
            yield Quarantined(stage, entry, headers.reason, headers.cause, id=record.offset, at=headers.at)

    async def release(self, ids: Sequence[int]) -> int:
        messages: list[Message] = []
        gone: list[Message] = []
        for record in (await self._quarantine.records()).values():
            if record.offset in ids:
                headers = replace(read_headers(record.headers), attempt=0, reason="released", cause="", at=0.0)
                messages.append(Message(headers.topic, headers.id.encode(), record.value or b"", headers.raw()))
                gone.append(Message(self._layout.quarantine, record.key or b"", None))
        await self._producer.send(messages)
        await self._producer.send(gone)  # only then: a crash in between leaves them in both places, never in none
        return len(messages)

    async def tail(self, topic: Topic, limit: int) -> list[Stored]:
        places = await self._offsets.partitions(self._lookup.names(topic))
        begins, ends = await self._offsets.begins(places), await self._offsets.ends(places)
        start = {place: max(begins[place], ends[place] - limit) for place in places}
        records = sorted(await self._offsets.read(start, ends), key=lambda record: record.timestamp)
        return [self._lookup.stored(record) for record in records[-limit:]]

    async def of_key(self, topic: Topic, key: str, since: float | None, until: float | None) -> list[Stored]:
        return await self._lookup.of_key(topic, key, since, until)

    async def of_keys(self, topic: Topic, keys: Collection[str], since: float) -> list[Stored]:
        return [stored async for stored in self._lookup.between(topic, since, None) if stored.key in keys]

    def between(self, topic: Topic, since: float | None, until: float | None) -> AsyncIterator[Stored]:
        return self._lookup.between(topic, since, until)

    async def waiting(self, keys: Collection[str]) -> list[Waiting]:
        return await self._lookup.waiting(keys)

    async def replay(self, topic: Topic, stages: Sequence[str], since: float | None, until: float | None) -> int:
        return await self._replay.run(topic, stages, since, until)
