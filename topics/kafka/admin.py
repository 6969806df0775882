"""Creating and checking the topics of a cluster."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.errors import KafkaError, for_code

from topics.kafka.cluster import Cluster, stop
from topics.kafka.errors import WrongTopics
from topics.kafka.layout import Planned

REQUEST_TIME = 15_000  # milliseconds
SEEN_PAUSE = 0.1  # seconds between looks whether new topics are known to the cluster
SEEN_TIME = 30.0  # seconds


@asynccontextmanager
async def open_admin(cluster: Cluster) -> AsyncIterator[AIOKafkaAdminClient]:
    """A client for the cluster; raises `Unreachable`."""
    admin = cluster.admin(request_timeout_ms=REQUEST_TIME)
    await cluster.start(admin)
    try:
        yield admin
    finally:
        await stop(admin)


async def create_topics(admin: AIOKafkaAdminClient, planned: Sequence[Planned]) -> list[str]:
    """Create the topics that are missing and wait until the cluster knows them; their names."""
    there = set(await admin.list_topics())
    missing = [topic for topic in planned if topic.name not in there]
    if missing:
        answer = await admin.create_topics(
            [NewTopic(t.name, t.partitions, t.replication, topic_configs=dict(t.config)) for t in missing]
        )
        for name, code, *rest in answer.topic_errors:
            if code not in (0, 36):  # 36: it exists already, another worker was faster
                raise WrongTopics(f"{name}: cannot be created: {for_code(code).__name__} {rest[0] if rest else ''}")
        async with asyncio.timeout(SEEN_TIME):
            while not {t.name for t in missing} <= set(await admin.list_topics()):
                await asyncio.sleep(SEEN_PAUSE)
    return [topic.name for topic in missing]


async def differences(admin: AIOKafkaAdminClient, planned: Sequence[Planned]) -> list[str]:
    """What is missing or otherwise than planned, one line for each, with what to do."""
    there = set(await admin.list_topics())
    known = [topic for topic in planned if topic.name in there]
    found = [
        f"{topic.name}: is missing: `dongmaeng topics create` makes it" for topic in planned if topic.name not in there
    ]
    described = {topic["topic"]: topic for topic in await admin.describe_topics([t.name for t in known])}
    configs = await _configs(admin, known)
    for topic in known:
        partitions = described[topic.name]["partitions"]
        if len(partitions) != topic.partitions:
            remedy = (
                "stop all workers, then `dongmaeng topics partitions` makes them more"
                if len(partitions) < topic.partitions
                else "Kafka takes none away: say so many in [kafka.partitions]"
            )
            found.append(f"{topic.name}: has {len(partitions)} partitions, not {topic.partitions}: {remedy}")
        replicas = min((len(p["replicas"]) for p in partitions), default=0)
        if replicas < topic.replication:
            remedy = f"Kafka's kafka-reassign-partitions.sh adds copies, or say [kafka] replication = {replicas}"
            found.append(f"{topic.name}: has {replicas} replicas, not {topic.replication}: {remedy}")
        found += [
            f"{topic.name}: {name} is {configs[topic.name].get(name)}, not {value}: Kafka's `kafka-configs.sh --alter "
            f"--entity-type topics --entity-name {topic.name} --add-config {name}={value}` sets it"
            for name, value in topic.config.items()
            if configs[topic.name].get(name) != value
        ]
    return found


async def _configs(admin: AIOKafkaAdminClient, topics: Sequence[Planned]) -> dict[str, dict[str, Any]]:
    if not topics:
        return {}
    resources = [ConfigResource(ConfigResourceType.TOPIC, t.name, dict(t.config)) for t in topics]
    configs: dict[str, dict[str, Any]] = {}
    for response in await admin.describe_configs(resources):
        for code, message, _, name, entries in response.resources:
            if code:
                raise KafkaError(f"{name}: {message}")
            configs[name] = {entry[0]: entry[1] for entry in entries}
    return configs


async def delete_topics(admin: AIOKafkaAdminClient, names: Sequence[str]) -> None:
    """Delete topics with all they hold."""
    await admin.delete_topics(list(names))
