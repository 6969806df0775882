"""Empty stores in a real Elasticsearch, each under a prefix of its own."""

from __future__ import annotations

import itertools
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from search.elastic.client import ElasticSettings
from search.elastic.indices import create_missing, drop
from search.elastic.store import ElasticStore

_numbers = itertools.count()


def new_settings() -> ElasticSettings:
    """Settings with a prefix that no other test has."""
    return ElasticSettings(prefix=f"test-{os.getpid()}-{next(_numbers)}")


async def made_empty(url: str) -> ElasticStore:
    """A store whose writes can be found at once."""
    store = ElasticStore(url, new_settings(), refresh=True)
    await create_missing(store.client, store.definition)
    return store


async def dropped(store: ElasticStore) -> None:
    """Drop what the store has written."""
    await drop(store.client, store.definition)


@asynccontextmanager
async def empty_elastic_store(url: str) -> AsyncIterator[ElasticStore]:
    """A store that is dropped afterwards."""
    store = await made_empty(url)
    try:
        yield store
    finally:
        await dropped(store)
        await store.close()
