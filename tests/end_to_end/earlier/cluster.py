"""Puts on a real Kafka and a real Elasticsearch what version 0.1.0 left there."""

from __future__ import annotations

import gzip
import json
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Any

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.structs import OffsetAndMetadata
from elasticsearch import AsyncElasticsearch
from elasticsearch.helpers import async_bulk

from search.elastic.definition import Definition
from search.elastic.indices import drop
from tests.end_to_end.earlier.stories import HERE
from topics.kafka.admin import create_topics, delete_topics, open_admin
from topics.kafka.cluster import Cluster
from topics.kafka.layout import Layout

PREFIX = "earlier-0-1-0"
"""What the names of its topics, groups and indices begin with; they stand inside of what was kept, too."""

Line = dict[str, Any]


def lines() -> Iterator[Line]:
    """Topics, positions, records, indices and documents, each as it was read."""
    with gzip.open(HERE / "cluster.jsonl.gz", "rt", encoding="utf-8") as kept:
        yield from map(json.loads, kept)


def records() -> Iterator[tuple[str, str]]:
    """The records of all topics of stages: topic and JSON text."""
    for line in lines():
        if "value" in line and "delay." not in line["of"] and not line["of"].endswith("quarantine"):
            yield line["of"].rpartition(".")[2], line["value"]


@asynccontextmanager
async def left_behind(kafka: str, elasticsearch: str) -> AsyncIterator[None]:
    """All of it, for as long as the context lasts."""
    found = list(lines())
    topics = {line["topic"] for line in found if "topic" in line}
    client = AsyncElasticsearch(elasticsearch)
    try:
        async with open_admin(Cluster(kafka)) as admin:
            planned = [topic for topic in Layout(f"{PREFIX}.").planned() if topic.name in topics]
            assert {topic.name: topic.partitions for topic in planned} == {
                line["topic"]: line["partitions"] for line in found if "topic" in line
            }
            await create_topics(admin, planned)
        await _send(kafka, [line for line in found if "value" in line])
        await _commit(kafka, [line for line in found if "group" in line])
        await _fill(client, found)
        yield
    finally:
        await drop(client, Definition(prefix=PREFIX))
        await client.close()
        async with open_admin(Cluster(kafka)) as admin:
            there = [name for name in await admin.list_topics() if name.startswith(f"{PREFIX}.")]
            await delete_topics(admin, there)


async def _send(kafka: str, found: list[Line]) -> None:
    async with AIOKafkaProducer(bootstrap_servers=kafka, max_request_size=10 << 20, linger_ms=50) as producer:
        sent = [
            await producer.send(
                line["of"],
                value=_bytes(line["value"]),
                key=_bytes(line["key"]),
                partition=line["partition"],
                headers=[(key, _bytes(value)) for key, value in line["headers"]],
            )
            for line in found
        ]
        for line, future in zip(found, sent, strict=True):
            assert (await future).offset == line["offset"]


async def _commit(kafka: str, found: list[Line]) -> None:
    groups: defaultdict[str, dict[TopicPartition, OffsetAndMetadata]] = defaultdict(dict)
    for line in found:
        if line["offset"] >= 0:
            place = TopicPartition(line["of"], line["partition"])
            groups[line["group"]][place] = OffsetAndMetadata(line["offset"], "")
    for group, offsets in groups.items():
        consumer = AIOKafkaConsumer(bootstrap_servers=kafka, group_id=group, enable_auto_commit=False)
        await consumer.start()
        consumer.assign(list(offsets))
        await consumer.commit(offsets)
        await consumer.stop()


async def _fill(client: AsyncElasticsearch, found: list[Line]) -> None:
    for line in found:
        if "synonyms" in line:
            await client.synonyms.put_synonym(id=line["synonyms"], synonyms_set=line["rules"])
    for line in found:
        if "mappings" in line:
            of_index = {"settings": line["settings"], "mappings": line["mappings"], "aliases": line["aliases"]}
            await client.indices.create(index=line["index"], **of_index)
    documents = [line for line in found if "document" in line]
    told = [line["source"]["expires"] for line in documents if line["source"].get("space") == "deliveries"]
    passed = time.time() - (max(told) - KEPT)
    for line in documents:
        if "expires" in line["source"]:
            line["source"]["expires"] += passed
    actions = (
        {
            "_index": line["index_of"],
            "_id": line["document"],
            "version": line["version"],
            "version_type": "external_gte",
            "_source": line["source"],
        }
        for line in documents
    )
    await async_bulk(client, actions, refresh=True)


KEPT = 90 * 86_400.0  # seconds that 0.1.0 remembered a delivery


def _bytes(text: str | None) -> bytes | None:
    return None if text is None else text.encode()
