"""What tests of several rooms share: real servers, and logs that no other test has set."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
import structlog
from hypothesis import settings

from tests.servers.elastic_fixtures import elastic_settings, elasticsearch
from tests.servers.fixtures import kafka, kafka_address, own_kafka
from tests.servers.shared import hands_out_tests, shared_servers

pytest_plugins = ["tests.left_out", "tests.sharing_out"]


def pytest_configure(config: pytest.Config) -> None:
    """Have what the processes of a parallel run share at hand for as long as it lasts."""
    if hands_out_tests(config):
        servers = ExitStack()
        servers.enter_context(shared_servers())
        config.add_cleanup(servers.close)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[None]:
    """Leave all that is collected out of the search for garbage: it stays to the end."""
    gc.disable()
    yield
    gc.freeze()
    gc.enable()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the tests that wait most, so that the others are done meanwhile and no process ends long after."""
    items.sort(key=lambda item: "end_to_end" not in item.path.parts)


settings.register_profile("untimed", deadline=None)  # a busy machine is no fault
settings.load_profile("untimed")

__all__ = ["default_logs", "elastic_settings", "elasticsearch", "kafka", "kafka_address", "own_kafka"]


@pytest.fixture(autouse=True)
def default_logs() -> Iterator[None]:
    """Undo what a test of the command line sets for the whole process."""
    yield
    structlog.reset_defaults()
