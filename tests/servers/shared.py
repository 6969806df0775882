"""The servers that all processes of a parallel run share, so that a run on several has two servers and not two each."""

from __future__ import annotations

import os
import pickle
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.servers import elasticsearch
from tests.servers.elasticsearch import Elasticsearch
from tests.servers.java import Absent
from tests.servers.kafka import Kafka

_KAFKA = "DONGMAENG_TEST_SHARED_KAFKA"
"""The environment variable with the file that says where the shared Kafka is and how it is spoken to."""


def shared_kafka() -> Kafka | None:
    """The Kafka that the process started which hands out the tests."""
    if _KAFKA not in os.environ:
        return None
    kafka = pickle.loads(Path(os.environ[_KAFKA]).read_bytes())
    assert isinstance(kafka, Kafka)
    return kafka


def hands_out_tests(config: pytest.Config) -> bool:
    """Whether this process is the one of several that has the tests run by the others."""
    is_another = hasattr(config, "workerinput")
    return not is_another and bool(config.getoption("numprocesses", None)) and not config.option.collectonly


@contextmanager
def shared_servers() -> Iterator[None]:
    """Start them beside the tests and tell their addresses to the processes to come.

    Those that the environment gives are used, and where one cannot be had each test that needs it says so.
    """
    with tempfile.TemporaryDirectory(prefix="dongmaeng-servers-") as folder, ThreadPoolExecutor() as threads:
        servers: list[Kafka | Elasticsearch] = []
        try:
            servers.append(kafka := Kafka(Path(folder) / "kafka"))
            os.environ[_KAFKA] = str(Path(folder) / "kafka.pickle")
            Path(os.environ[_KAFKA]).write_bytes(pickle.dumps(kafka))
            if elasticsearch.ADDRESS not in os.environ:
                servers.append(node := Elasticsearch(Path(folder) / "elasticsearch"))
                os.environ[elasticsearch.ADDRESS] = node.url
        except Absent:
            pass
        starting = [threads.submit(server.start) for server in servers]
        try:
            yield
        finally:
            for start, server in zip(starting, servers, strict=True):
                start.exception()
                server.stop()
