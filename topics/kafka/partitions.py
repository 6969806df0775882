"""More partitions for the topics of a cluster, once nobody is at work and all that lies in them is handled.

Where a key belongs follows from the number of partitions, so that a change moves keys. A record that still lay in the
old place of its key would then be handled beside, or after, one that came later.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from aiokafka.admin import AIOKafkaAdminClient, NewPartitions

from topics.buffered import Backing, as_write
from topics.kafka.admin import SEEN_PAUSE, SEEN_TIME
from topics.kafka.layout import Planned
from topics.kafka.offsets import once_coordinated

SPACE = "kafka partitions"
"""Where the state keeps how many partitions topics had, for as long as records may lie in the old places."""


@dataclass(frozen=True, slots=True)
class Growth:
    """A topic that is to have more partitions, or got them."""

    topic: str
    """As the cluster calls it."""
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Member:
    """A consumer that has part in the work of a group."""

    client: str
    host: str
    group: str


async def lacking(admin: AIOKafkaAdminClient, planned: Sequence[Planned]) -> list[Growth]:
    """The topics of the cluster that have fewer partitions than planned; those that are missing are not among them."""
    there = set(await admin.list_topics())
    counts = {
        described["topic"]: len(described["partitions"])
        for described in await admin.describe_topics([topic.name for topic in planned if topic.name in there])
    }
    return [
        Growth(topic.name, before, topic.partitions)
        for topic in planned
        if (before := counts.get(topic.name)) is not None and before < topic.partitions
    ]


async def members(admin: AIOKafkaAdminClient, groups: Sequence[str]) -> list[Member]:
    """Who has part in the work of groups now; asked one by one, since aiokafka 0.14 cannot read of several at once."""
    found = []
    for group in groups:
        [response] = await once_coordinated(partial(admin.describe_consumer_groups, [group]))
        for _, _, _, _, _, those, *_ in response.groups:
            found += [Member(client, host.strip("/"), group) for _, client, host, *_ in those]
    return found


async def grow(admin: AIOKafkaAdminClient, backing: Backing, growths: Iterable[Growth]) -> None:
    """Give topics more partitions and wait until the cluster knows them; first it is noted how many there were."""
    for growth in growths:
        await _note(backing, growth)
        await admin.create_partitions({growth.topic: NewPartitions(growth.after)})
        async with asyncio.timeout(SEEN_TIME):
            while len((await admin.describe_topics([growth.topic]))[0]["partitions"]) < growth.after:
                await asyncio.sleep(SEEN_PAUSE)


async def _note(backing: Backing, growth: Growth) -> None:
    while True:
        key = (SPACE, growth.topic)
        before = await backing.read(*key)
        counts: Mapping[str, float] = json.loads(before) if before else {}
        document = as_write({**counts, str(growth.before): time.time()})
        if await backing.write({key: document}, set() if before else {key}, {key: before} if before else {}):
            return


async def earlier_counts(backing: Backing, topic: str, kept: float) -> list[int]:
    """How many partitions a topic had when records that it still holds (seconds that it keeps them) were written."""
    found = await backing.read(SPACE, topic)
    counts: Mapping[str, float] = json.loads(found) if found else {}
    return [int(count) for count, until in counts.items() if until > time.time() - kept]
