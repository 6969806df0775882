"""Empty stores in a real Elasticsearch, under prefixes of their own."""

from __future__ import annotations

import asyncio
import itertools
import os
from collections.abc import AsyncIterator, Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager

from elasticsearch.helpers import async_bulk, async_scan

from search.elastic.definition import KINDS
from search.elastic.indices import create_missing, drop
from search.elastic.settings import ElasticSettings
from search.elastic.store import ElasticStore

_numbers = itertools.count()


def new_settings() -> ElasticSettings:
    """Settings with a prefix that no other test has."""
    return ElasticSettings(prefix=f"test-{os.getpid()}-{next(_numbers)}")


async def made_empty(url: str, settings: ElasticSettings | None = None) -> ElasticStore:
    """A store whose writes can be found at once and which can be emptied."""
    store = ElasticStore(url, settings or new_settings(), refresh=True)
    await create_missing(store.client, store.definition)
    # The version of a deleted document would be remembered for a minute, and refuse an older one.
    indices = [store.definition.alias(kind) for kind in KINDS]
    await store.client.indices.put_settings(index=indices, settings={"index.gc_deletes": "0s"})
    return store


async def dropped(store: ElasticStore) -> None:
    """Drop what the store has written."""
    await drop(store.client, store.definition)


@asynccontextmanager
async def emptied_store(url: str, settings: ElasticSettings) -> AsyncIterator[ElasticStore]:
    """A store on indices that are there, which are emptied afterwards."""
    store = ElasticStore(url, settings, refresh=True)
    try:
        yield store
    finally:
        # The names of the indices, since an alias may hide documents.
        indices = [store.definition.index(kind, 1) for kind in KINDS]
        hits = async_scan(store.client, index=",".join(indices), _source=False)
        places = [{"_index": hit["_index"], "_id": hit["_id"]} async for hit in hits]
        await async_bulk(store.client, [{"_op_type": "delete", **place} for place in places], refresh=True)
        first = {"version": 1, "version_type": "external_gte"}
        # The versions of the deleted are forgotten soon after; then their places are left with the lowest there is.
        while places:
            again = [{"_op_type": "index", **place, **first, "_source": {}} for place in places]
            _, refused = await async_bulk(store.client, again, refresh=True, raise_on_error=False)
            if not refused:
                break
        await async_bulk(store.client, [{"_op_type": "delete", **place, **first} for place in places], refresh=True)
        await store.close()


def kept_indices(url: str) -> ElasticSettings:
    """Empty indices for many tests, one after the other."""
    settings = new_settings()

    async def make() -> None:
        await (await made_empty(url, settings)).close()

    _run(make())
    return settings


def drop_indices(url: str, settings: ElasticSettings) -> None:
    """Drop the indices of a prefix."""

    async def remove() -> None:
        store = ElasticStore(url, settings)
        await dropped(store)
        await store.close()

    _run(remove())


def _run(work: Coroutine[None, None, None]) -> None:
    """Run a coroutine to its end, whether or not this thread has a running loop."""
    with ThreadPoolExecutor(max_workers=1) as thread:
        thread.submit(asyncio.run, work).result()
