"""A state whose index, or a part of it, went away while it was in use."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from search.elastic.by_id import IndexGone
from search.elastic.settings import ElasticSettings
from search.elastic.state import LOGS, ElasticState
from search.elastic.store import ElasticStore
from tests.servers.stores import dropped, made_empty, new_settings
from topics.buffered import as_write

ONE, OTHER = ("sources", "one"), ("sources", "other")


@pytest.fixture
async def store(elasticsearch: str) -> AsyncIterator[ElasticStore]:
    store = await made_empty(elasticsearch, new_settings())
    yield store
    await dropped(store)
    await store.close()


@pytest.fixture
async def state(store: ElasticStore, elasticsearch: str) -> AsyncIterator[ElasticState]:
    state = ElasticState.at(elasticsearch, ElasticSettings(prefix=store.definition.prefix), patient=True)
    yield state
    await state.close()


async def test_an_index_that_went_away_is_not_taken_for_a_new_beginning(
    store: ElasticStore, state: ElasticState
) -> None:
    assert await state.write({ONE: as_write({"n": 1})}, set(), {})
    assert await state.read(*ONE) == '{"n": 1}'
    await store.client.indices.delete(index=store.definition.index("state", 1))
    told = f"{store.definition.alias('state')} is gone from Elasticsearch while it was in use"
    with pytest.raises(IndexGone, match=told):
        await state.read(*ONE)
    with pytest.raises(IndexGone, match=told):
        await state.read_all("sources", "")
    with pytest.raises(IndexGone, match=told):
        await state.write({ONE: as_write({"n": 2}), OTHER: as_write({"n": 2})}, set(), {})


async def test_a_writer_whose_log_went_away_begins_another(store: ElasticStore, state: ElasticState) -> None:
    both = {ONE: as_write({"n": 1}), OTHER: as_write({"n": 1})}
    assert await state.write(both, set(), {})
    index = store.definition.alias("state")
    await store.client.indices.refresh(index=index)
    found = await store.client.search(index=index, query={"term": {"space": LOGS}})
    [log] = found["hits"]["hits"]
    await store.client.delete(index=index, id=log["_id"])
    for n in (2, 3):
        assert await state.write({ONE: as_write({"n": n}), OTHER: as_write({"n": n})}, set(), {})
        assert [await state.read(*key) for key in (ONE, OTHER)] == [f'{{"n": {n}}}'] * 2
