"""Three nodes: what was acknowledged is there, whichever of them die; what was not waits and is written later."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest

from agents.index.index import index_stage
from search.elastic.settings import ElasticSettings
from search.elastic.store import ElasticStore
from tests.fakes import MemoryState
from tests.servers.elasticsearch import Elasticsearch, wait_for
from tests.servers.need import needed
from topics.outcome import Done, Retry
from topics.records import Article, TaggedArticle

pytestmark = pytest.mark.long

NODES = 3
BATCH = 50
LONGEST = 300  # seconds: on a busy machine a node has taken fifty to start
NOON = datetime(2020, 6, 1, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Elasticsearch]]:
    with needed("Elasticsearch"):
        nodes = Elasticsearch.cluster(tmp_path_factory.mktemp("cluster"), NODES, heap="384m")
    start(nodes, nodes)
    yield nodes
    for node in nodes:
        node.process.kill()


def start(cluster: list[Elasticsearch], nodes: list[Elasticsearch]) -> None:
    """Start nodes of the cluster at the same time and wait until it is whole."""
    with ThreadPoolExecutor(len(nodes)) as threads:
        list(threads.map(lambda node: node.start(wait=False), nodes))
    wait_for(cluster[0].url, "green", NODES)


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


async def test_nothing_acknowledged_is_lost_when_two_masters_die_one_after_the_other(
    cluster: list[Elasticsearch], store: ElasticStore
) -> None:
    stage = index_stage(store)
    acknowledged: set[str] = set()
    refused: set[str] = set()
    ended, progress = asyncio.Event(), asyncio.Event()
    waits: list[str] = []

    async def write() -> None:
        number = 0
        while not ended.is_set():
            articles = batch(number)
            outcomes = await stage.handle(articles, MemoryState())
            for article, outcome in zip(articles, outcomes, strict=True):
                if isinstance(outcome, Done):
                    acknowledged.add(article.article.id)
                elif isinstance(outcome, Retry) and not outcome.counts:
                    waits.append(outcome.reason)
                else:
                    refused.add(article.article.id)
            # The same batch again while it waits, as a carrier does.
            number += all(isinstance(outcome, Done) for outcome in outcomes)
            progress.set()

    async def until(reached: Callable[[], bool]) -> None:
        while not reached():
            progress.clear()
            await progress.wait()

    async def more(batches: int) -> None:
        wanted = len(acknowledged) + batches * BATCH
        await until(lambda: len(acknowledged) >= wanted)

    async def kill() -> None:
        await more(5)
        dead = [await kill_master(cluster, store)]
        await more(5)  # the two others elect another and go on
        dead.append(await kill_master(cluster, store))
        waited = len(waits)
        await until(lambda: len(waits) > waited)  # one of three takes no writes: the records wait
        await asyncio.to_thread(start, cluster, dead)
        await more(5)
        ended.set()

    async with asyncio.timeout(LONGEST):
        await asyncio.gather(write(), kill())
    assert refused == set()
    assert set(waits) == {"store unavailable"}
    assert await missing(store, acknowledged) == set()
    await store.refresh()
    # No document twice: ids come from the addresses of the articles.
    assert (await store.client.count(index="cluster-articles"))["count"] == len(acknowledged)


async def kill_master(cluster: list[Elasticsearch], store: ElasticStore) -> Elasticsearch:
    answer = await store.client.cat.master(format="json")
    name = answer[0]["node"]  # type: ignore[index]
    master = next(node for node in cluster if node.name == name)
    master.process.kill()
    return master


async def missing(store: ElasticStore, ids: set[str]) -> set[str]:
    found: set[str] = set()
    wanted = sorted(ids)
    for first in range(0, len(wanted), 500):
        answer = await store.client.mget(index="cluster-articles", ids=wanted[first : first + 500], source=False)
        found |= {document["_id"] for document in answer["docs"] if document.get("found")}
    return ids - found
