"""The index is killed while stories flow, and comes back: nothing is lost and nothing is there twice."""

from __future__ import annotations

import asyncio
import itertools
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from elasticsearch.helpers import async_scan

from agents.index.index import index_stage
from search.elastic.store import ElasticStore
from search.query import parse_query
from tests.samples import robot_story
from tests.servers.elasticsearch import Elasticsearch
from tests.servers.need import needed
from topics.carrier import Tally
from topics.embedded.carrier import EmbeddedCarrier

pytestmark = pytest.mark.long

DOWN = float(os.environ.get("DONGMAENG_TEST_OUTAGE", "20"))
"""Seconds that the index is away; the environment may ask for more."""
A_SECOND = 50  # stories
HORIZON = 60.0  # seconds: retries that are due this soon are waited for
LONGEST = 300.0  # seconds beside the outage: on a busy machine a node has taken fifty to start


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Elasticsearch]:
    with needed("Elasticsearch"):
        made = Elasticsearch(tmp_path / "elasticsearch", heap="512m")
    made.start()
    yield made
    made.process.kill()


async def test_stories_wait_for_an_index_that_is_down(node: Elasticsearch, tmp_path: Path) -> None:
    store = ElasticStore(node.url)
    carrier = EmbeddedCarrier(tmp_path / "dongmaeng.sqlite", [index_stage(store)])
    ended = asyncio.Event()

    async def flow() -> int:
        """Publish stories at a constant rate; gives how many there were."""
        clock = asyncio.get_running_loop()
        started = clock.time()
        for number in itertools.count():
            if ended.is_set():
                return number
            await carrier.publish([robot_story(number)])
            await asyncio.sleep(started + number / A_SECOND - clock.time())
        raise AssertionError

    async def tally() -> Tally:
        return (await carrier.tallies()).get("index", Tally())

    async def more(stories: int) -> None:
        wanted = (await tally()).done + stories
        while (await tally()).done < wanted:
            await asyncio.sleep(0.1)

    async with asyncio.timeout(LONGEST + DOWN):
        running = asyncio.create_task(carrier.run())
        flowing = asyncio.create_task(flow())
        await more(A_SECOND)
        node.process.kill()
        await asyncio.sleep(DOWN)
        assert set((await tally()).retried) == {"store unavailable"}
        await asyncio.to_thread(node.start)
        await more(A_SECOND)
        ended.set()
        published = await flowing
        await carrier.idle(HORIZON)
        carrier.stop()
        await running
    told = await tally()
    assert (told.taken, told.done, told.dropped, told.quarantined) == (published, published, {}, {})
    await store.refresh()
    found = [hit["_id"] async for hit in async_scan(store.client, index="dongmaeng-articles", _source=False)]
    assert sorted(found) == sorted(f"a{n}" for n in range(published))
    assert (await store.search(parse_query("로봇"))).total == published
    await store.close()
