"""Servers that tests of several rooms share."""

from __future__ import annotations

from tests.servers.elastic_fixtures import elastic_settings, elasticsearch
from tests.servers.fixtures import kafka_address, own_kafka

__all__ = ["elastic_settings", "elasticsearch", "kafka_address", "own_kafka"]
