"""Each carrier in turn."""

from __future__ import annotations

import secrets
import tomllib
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest

from dongmaeng.kafka_access import kafka_cluster
from dongmaeng.settings import Settings
from search.elastic.state import ElasticState
from tests.servers.kafka import Kafka
from tests.servers.stores import drop_indices, new_settings
from tests.topics.carriers import Bus, MakeCarrier
from topics.embedded.carrier import EmbeddedCarrier
from topics.embedded.journal import Journal
from topics.embedded.operations import JournalOperations
from topics.handling import Entry
from topics.kafka.carrier import KafkaCarrier
from topics.kafka.cluster import Cluster
from topics.kafka.layout import Layout
from topics.kafka.producer import Message, Producer
from topics.observer import UNOBSERVED, Observer
from topics.stage import Stage


@pytest.fixture
def cluster(kafka: Kafka) -> Cluster:
    """A cluster that is spoken to over TLS and asks for a password (SCRAM-SHA-512): as people have it."""
    lines = tomllib.loads(kafka.security.lines("SCRAM"))
    return kafka_cluster(Settings(bus=f"kafka://{kafka.security.addresses['SCRAM']}", kafka=lines))


@pytest.fixture(params=["embedded", "kafka", "kafka, state in elasticsearch"])
async def bus(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Bus]:
    database = tmp_path / "dongmaeng.sqlite"
    if request.param == "embedded":
        journal = Journal(database)

        async def write(topic: str, value: bytes) -> None:
            journal.append([Entry(topic, "key", 1, value)])

        def embedded(stages: Sequence[Stage], *, observer: Observer = UNOBSERVED) -> EmbeddedCarrier:
            return EmbeddedCarrier(database, stages, observer=observer)

        yield Bus(embedded, write, JournalOperations(journal, {}))
        journal.close()
        return
    cluster = request.getfixturevalue("cluster")
    layout = Layout(f"test-{secrets.token_hex(4)}.", partitions=2)
    producer = Producer(cluster)

    async def send(topic: str, value: bytes) -> None:
        await producer.send([Message(layout.topic(topic), b"key", value)])

    async with KafkaCarrier(cluster, [], database, layout=layout) as carrier:
        await carrier.operations.create_topics()
        if request.param == "kafka":

            def with_own_state(stages: Sequence[Stage], *, observer: Observer = UNOBSERVED) -> KafkaCarrier:
                return KafkaCarrier(cluster, stages, database, layout=layout, observer=observer)

            yield Bus(with_own_state, send, carrier.operations)
        else:
            url, settings = request.getfixturevalue("elasticsearch"), new_settings()

            def with_shared_state(stages: Sequence[Stage], *, observer: Observer = UNOBSERVED) -> KafkaCarrier:
                state = ElasticState.at(url, settings, patient=True)
                return KafkaCarrier(cluster, stages, database, backing=state, layout=layout, observer=observer)

            yield Bus(with_shared_state, send, carrier.operations)
            drop_indices(url, settings)
    await producer.close()


@pytest.fixture
def make_carrier(bus: Bus) -> MakeCarrier:
    return bus.make
