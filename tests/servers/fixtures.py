"""Real servers as fixtures: started once a session, on ports and in folders of their own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.servers.kafka import Kafka, given_address
from tests.servers.need import needed
from tests.servers.process import wait_until_accepts


@pytest.fixture(scope="session")
def kafka_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a Kafka 4; tests keep apart by a prefix of their own."""
    if (given := given_address()) is not None:
        wait_until_accepts(given.partition(",")[0])
        yield given
        return
    kafka = _make(tmp_path_factory.mktemp("kafka"))
    kafka.start()
    yield kafka.address
    kafka.stop()


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
