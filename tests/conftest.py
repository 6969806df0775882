"""Servers that tests of several rooms share."""

from __future__ import annotations

import pytest

from tests.servers.elastic_fixtures import elastic_settings, elasticsearch
from tests.servers.fixtures import kafka_address, own_kafka


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what runs on Kafka, by file or parameter."""
    for item in items:
        if "kafka" in item.nodeid.lower():
            item.add_marker("kafka")


__all__ = ["elastic_settings", "elasticsearch", "kafka_address", "own_kafka"]
