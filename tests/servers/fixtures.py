"""Real servers as fixtures: started once a session, on ports and in folders of their own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.servers.kafka import Kafka, given_address
from tests.servers.need import needed
from tests.servers.process import wait_until_accepts
from tests.servers.shared import shared_kafka


@pytest.fixture(scope="session")
def kafka(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kafka]:
    """A Kafka 4 with all its ways in; tests keep apart by a prefix of their own."""
    if (shared := shared_kafka()) is not None:
        wait_until_accepts(shared.address)
        yield shared
        return
    kafka = _make(tmp_path_factory.mktemp("kafka"))
    kafka.start()
    yield kafka
    kafka.stop()


@pytest.fixture(scope="session")
def kafka_address(request: pytest.FixtureRequest) -> str:
    """The address of a Kafka 4 that speaks plainly."""
    kafka: Kafka
    if (given := given_address()) is not None:
        return given
    kafka = request.getfixturevalue("kafka")
    return kafka.address


@pytest.fixture
def own_kafka(tmp_path: Path) -> Iterator[Kafka]:
    """A Kafka for one test alone, which it may stop and kill."""
    kafka = _make(tmp_path / "kafka")
    kafka.start()
    yield kafka
    kafka.stop()


def _make(folder: Path) -> Kafka:
    with needed("Kafka"):
        return Kafka(folder)
