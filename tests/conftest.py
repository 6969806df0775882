"""Servers that tests of several rooms share."""

from __future__ import annotations

from tests.servers.fixtures import kafka_address, own_kafka

__all__ = ["kafka_address", "own_kafka"]
