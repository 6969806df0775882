"""A real Elasticsearch for the tests of a session."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from search.elastic.settings import ElasticSettings
from tests.servers.elasticsearch import Elasticsearch, given_address, wait_for
from tests.servers.need import needed
from tests.servers.stores import drop_indices, kept_indices


@pytest.fixture(scope="session")
def elasticsearch(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of an Elasticsearch with analysis-nori."""
    given = given_address()
    if given:
        wait_for(given, "yellow")
        yield given
        return
    with needed("Elasticsearch"):
        node = Elasticsearch(tmp_path_factory.mktemp("elasticsearch"))
        node.start()
    yield node.url
    node.stop()


@pytest.fixture(scope="session")
def elastic_settings(elasticsearch: str) -> Iterator[ElasticSettings]:
    """Indices that each test finds empty and leaves to the next."""
    settings = kept_indices(elasticsearch)
    yield settings
    drop_indices(elasticsearch, settings)
