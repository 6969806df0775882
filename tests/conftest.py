"""What tests of several rooms share: real servers, and logs that no other test has set."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import structlog
from hypothesis import settings

from tests.servers.elastic_fixtures import elastic_settings, elasticsearch
from tests.servers.fixtures import kafka, kafka_address, own_kafka

settings.register_profile("untimed", deadline=None)  # a busy machine is no fault
settings.load_profile("untimed")

__all__ = ["default_logs", "elastic_settings", "elasticsearch", "kafka", "kafka_address", "own_kafka"]


@pytest.fixture(autouse=True)
def default_logs() -> Iterator[None]:
    """Undo what a test of the command line sets for the whole process."""
    yield
    structlog.reset_defaults()
