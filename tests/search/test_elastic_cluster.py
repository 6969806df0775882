"""Three nodes: what was acknowledged is there, whichever of them dies; what was not is written later."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest

from agents.index.index import index_stage
from search.elastic.client import ElasticSettings
from search.elastic.store import ElasticStore
from search.store import StoreUnavailable, Written
from tests.fakes import MemoryState
from tests.servers.elasticsearch import Elasticsearch, wait_for
from topics.outcome import Done, Retry
from topics.records import Article, TaggedArticle

NODES = 3
BATCH = 50
NOON = datetime(2020, 6, 1, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> list[Elasticsearch]:  # type: ignore[misc]
    nodes = Elasticsearch.cluster(tmp_path_factory.mktemp("cluster"), NODES, heap="384m")
    start(nodes)
    yield nodes
    for node in nodes:
        node.process.kill()


def start(nodes: list[Elasticsearch]) -> None:
    """Start nodes at the same time and wait until all three are one cluster."""
    with ThreadPoolExecutor(len(nodes)) as threads:
        list(threads.map(lambda node: node.start(wait=False), nodes))
    wait_for(nodes[0].url, "green", NODES)


@pytest.fixture
async def store(cluster: list[Elasticsearch]) -> AsyncIterator[ElasticStore]:
    made = ElasticStore(",".join(node.url for node in cluster), ElasticSettings(prefix="cluster"))
    yield made
    await made.close()


def batch(number: int) -> list[TaggedArticle]:
    ids = [f"b{number}-{n}" for n in range(BATCH)]
    urls = [f"https://news.example.com/{id}" for id in ids]
    return [
        TaggedArticle(
            article=Article(
                id=id,
                url=url,
                canonical_url=url,
                title=f"로봇 소식 {id}",
                body="로봇 이야기. " * 20,
                published=NOON,
                fetched=NOON,
            )
        )
        for id, url in zip(ids, urls, strict=True)
    ]


async def test_nothing_acknowledged_is_lost_when_a_node_and_then_the_master_die(
    cluster: list[Elasticsearch], store: ElasticStore
) -> None:
    acknowledged: set[str] = set()
    ended = asyncio.Event()
    written = asyncio.Event()

    async def write() -> None:
        number = 0
        while not ended.is_set():
            articles = batch(number)
            try:
                results = await store.write(articles)
            except StoreUnavailable:
                continue  # the same batch again, as a carrier does
            acknowledged.update(result.id for result in results if result.written is not Written.REFUSED)
            number += 1
            written.set()

    async def more_written(batches: int) -> None:
        for _ in range(batches):
            written.clear()
            await written.wait()

    async def kill() -> None:
        await more_written(5)
        master = await name_of_master(store)
        other = next(node for node in cluster if node.name != master)
        other.process.kill()
        await more_written(5)
        await asyncio.to_thread(start_again, cluster, [other])
        master = await name_of_master(store)
        head = next(node for node in cluster if node.name == master)
        head.process.kill()
        await more_written(5)
        await asyncio.to_thread(start_again, cluster, [head])
        ended.set()

    async with asyncio.timeout(300):
        await asyncio.gather(write(), kill())
    assert len(acknowledged) >= 15 * BATCH
    assert await missing(store, acknowledged) == set()


async def test_while_most_nodes_are_away_records_wait_and_are_then_written_once(
    cluster: list[Elasticsearch], store: ElasticStore
) -> None:
    stage = index_stage(store)
    articles = batch(100_000)
    first = await stage.handle(articles[:10], MemoryState())
    assert {type(outcome) for outcome in first} == {Done}
    away = cluster[1:]
    for node in away:
        node.process.kill()
    waiting = await stage.handle(articles[10:], MemoryState())
    for outcome in waiting:
        assert isinstance(outcome, Retry)
        assert not outcome.counts
    await asyncio.to_thread(start_again, cluster, away)
    async with asyncio.timeout(120):
        while not all(isinstance(outcome, Done) for outcome in await stage.handle(articles[10:], MemoryState())):
            pass
    assert await missing(store, {article.article.id for article in articles}) == set()
    await store.refresh()
    found = await store.client.count(
        index="cluster-articles", query={"prefix": {"url": "https://news.example.com/b100000"}}
    )
    assert found["count"] == len(articles)


def start_again(cluster: list[Elasticsearch], dead: list[Elasticsearch]) -> None:
    with ThreadPoolExecutor(len(dead)) as threads:
        list(threads.map(lambda node: node.start(wait=False), dead))
    wait_for(cluster[0].url, "green", NODES)


async def name_of_master(store: ElasticStore) -> str:
    answer = await store.client.cat.master(format="json")
    return str(answer[0]["node"])  # type: ignore[index]


async def missing(store: ElasticStore, ids: set[str]) -> set[str]:
    found: set[str] = set()
    wanted = sorted(ids)
    for first in range(0, len(wanted), 500):
        answer = await store.client.mget(index="cluster-articles", ids=wanted[first : first + 500], source=False)
        found |= {document["_id"] for document in answer["docs"] if document.get("found")}
    return ids - found
