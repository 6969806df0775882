"""The servers of a benchmark, and the plain loop over Kafka that the carrier is held against."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager
from pathlib import Path

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer

from benchmarks.peers import needed
from dongmaeng.kafka_access import kafka_cluster
from dongmaeng.settings import Settings
from search.elastic.indices import create_missing, drop
from search.elastic.settings import ElasticSettings
from search.elastic.store import ElasticStore
from tests.servers.elasticsearch import Elasticsearch
from tests.servers.elasticsearch import given_address as given_elasticsearch
from tests.servers.kafka import Kafka, given_address
from topics.kafka.carrier import KafkaCarrier
from topics.kafka.layout import Layout
from topics.kafka.producer import SETTINGS

AT_ONCE = 500  # records that the plain loop takes in one step


@contextmanager
def cluster(given: str | None, folder: Path) -> Iterator[str]:
    """The address of the Kafka that is given, here or by the environment, or of one that lives as long as this."""
    if given or (given := given_address()):
        yield given
        return
    with needed():
        kafka = Kafka(folder, lasting=True)
    kafka.start()
    try:
        yield kafka.address
    finally:
        kafka.stop()


@contextmanager
def elasticsearch(given: str | None, folder: Path) -> Iterator[str]:
    """The address of the Elasticsearch that is given, here or by the environment, or of one that lives as long."""
    if given or (given := given_elasticsearch()):
        yield given
        return
    with needed():
        node = Elasticsearch(folder, lasting=True)
    node.start()
    try:
        yield node.url
    finally:
        node.stop()


def carrier(settings: Settings) -> KafkaCarrier:
    """The cluster of the settings, to make and drop topics."""
    assert settings.kafka_servers is not None
    layout = Layout(settings.kafka.prefix)
    settings.data_dir.mkdir(parents=True, exist_ok=True)  # records may stand there before the service starts
    return KafkaCarrier(kafka_cluster(settings), [], settings.data_dir / "benchmark.sqlite", layout=layout)


@contextmanager
def servers_for(name: str, bus: str, given: str | None, folder: Path) -> Iterator[str]:
    """The settings that lead to the servers of a bus, which live as long as this; `name` begins what is made there."""
    if bus == "embedded":
        yield ""
        return
    prefix = f"{name}-{secrets.token_hex(4)}"
    with ExitStack() as stack:
        kafka = stack.enter_context(cluster(given, folder / "kafka"))
        url = stack.enter_context(elasticsearch(None, folder / "elasticsearch"))
        elastic = ElasticSettings(prefix=prefix, replicas=0)
        yield (
            f'bus = "kafka://{kafka}"\nstore = "{url}"\n[kafka]\nprefix = "{prefix}."\n'
            f'[elastic]\nprefix = "{elastic.prefix}"\nreplicas = {elastic.replicas}\n'
        )


@asynccontextmanager
async def prepared(settings: Settings) -> AsyncIterator[None]:
    """Topics and indices of its own, while they are needed."""
    if settings.kafka_servers is None:
        yield
        return
    async with carrier(settings) as opened:
        await opened.operations.create_topics()
    store = ElasticStore(settings.store, settings.elastic)
    await create_missing(store.client, store.definition)
    try:
        yield
    finally:
        await drop(store.client, store.definition)
        await store.close()
        async with carrier(settings) as opened:
            await opened.operations.delete_topics()


async def raw_loop(
    servers: str, group: str, reads: str, writes: str, records: int, transform: Callable[[bytes], bytes]
) -> float:
    """Records a second of a plain aiokafka loop: fetch a batch, transform and send it, await all, commit.

    The producer has the carrier's settings. Time runs from the first batch to the last commit.
    """
    producer = AIOKafkaProducer(bootstrap_servers=servers, **SETTINGS)
    consumer = AIOKafkaConsumer(
        reads, bootstrap_servers=servers, group_id=group, enable_auto_commit=False, auto_offset_reset="earliest"
    )
    await producer.start()
    await consumer.start()
    try:
        done, began = 0, 0.0
        while done < records:
            batches = await consumer.getmany(timeout_ms=1000, max_records=AT_ONCE)
            began = began or (time.perf_counter() if batches else 0.0)
            sent = [
                await producer.send(writes, transform(record.value), key=record.key)
                for batch in batches.values()
                for record in batch
            ]
            await asyncio.gather(*sent)
            if sent:
                await consumer.commit()
            done += len(sent)
        return done / (time.perf_counter() - began)
    finally:
        await consumer.stop()
        await producer.stop()
