"""State documents in Elasticsearch."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from search.elastic.client import ElasticSettings
from search.elastic.state import ElasticState
from tests.servers.stores import emptied_store


@pytest.fixture
async def state(elasticsearch: str, elastic_settings: ElasticSettings) -> AsyncIterator[ElasticState]:
    async with emptied_store(elasticsearch, elastic_settings) as store:
        yield ElasticState(store.client, store.definition)


async def test_a_document_is_there_at_once_and_gone_at_once(state: ElasticState) -> None:
    assert await state.get("feeds", "https://a.kr/rss") is None
    await state.put("feeds", "https://a.kr/rss", {"etag": "1", "seen": ["가", "나"]})
    assert await state.get("feeds", "https://a.kr/rss") == {"etag": "1", "seen": ["가", "나"]}
    assert await state.get("other", "https://a.kr/rss") is None
    await state.put("feeds", "https://a.kr/rss", {"etag": "2"})
    assert await state.get("feeds", "https://a.kr/rss") == {"etag": "2"}
    await state.delete("feeds", "https://a.kr/rss")
    await state.delete("feeds", "https://a.kr/rss")
    assert await state.get("feeds", "https://a.kr/rss") is None


async def test_of_many_that_create_one_document_one_does(state: ElasticState) -> None:
    created = await asyncio.gather(*(state.create("urls", "u", {"by": n}) for n in range(8)))
    assert sum(created) == 1
    assert await state.get("urls", "u") == {"by": created.index(True)}


async def test_an_expired_document_is_gone_and_can_be_created_once(state: ElasticState) -> None:
    past = datetime.now(UTC) - timedelta(seconds=1)
    await state.put("urls", "u", {"by": "old"}, expires=past)
    assert await state.get("urls", "u") is None
    assert [key async for key, _ in state.scan("urls")] == []
    created = await asyncio.gather(*(state.create("urls", "u", {"by": n}) for n in range(8)))
    assert sum(created) == 1
    assert await state.create("urls", "u", {}) is False


async def test_a_scan_gives_a_space_in_the_order_of_keys(state: ElasticState) -> None:
    for key in ("b2", "a", "b1", "c" * 600, "가"):
        await state.put("s", key, {"key": key})
    await state.put("t", "b3", {})
    assert [key async for key, _ in state.scan("s")] == ["a", "b1", "b2", "c" * 600, "가"]
    assert [(key, found) async for key, found in state.scan("s", "b")] == [("b1", {"key": "b1"}), ("b2", {"key": "b2"})]
    assert [key async for key, _ in state.scan("none")] == []
