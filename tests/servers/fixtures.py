"""Real servers as fixtures: started once a session, on ports and in folders of their own."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.servers.java import Absent
from tests.servers.kafka import Kafka, given_address


@pytest.fixture(scope="session")
def kafka_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a Kafka 4; tests keep apart by a prefix of their own."""
    if (given := given_address()) is not None:
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
    """A server, a visible skip where it cannot be had, or a failure where the tests must be whole."""
    try:
        return Kafka(folder)
    except Absent as reason:
        if os.environ.get("CI") == "true":
            raise
        pytest.skip(f"no Kafka: {reason}")
