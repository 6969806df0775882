"""A rebuild of many documents while writing and searching go on, killed half-way and called again."""

from __future__ import annotations

import asyncio
import itertools
import os
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from elasticsearch.helpers import async_scan

from search.elastic import indices, rebuild
from search.elastic.settings import ElasticSettings
from search.elastic.store import ElasticStore
from search.query import parse_query
from search.store import MOST_COUNTED, StoreUnavailable, Written, version_of
from tests.command_line import CommandLine
from tests.samples import robot_story
from tests.servers.stores import dropped, made_empty, new_settings
from topics.records import TaggedArticle

pytestmark = pytest.mark.long

DOCUMENTS = 20_000
A_SECOND = 100  # writes
AT_ONCE = 10  # of which so many are one request
SEARCH_PAUSE = 0.05  # seconds: writing and copying need the processor too
LONGEST = 240.0  # seconds; on two idle cores it takes 30


@pytest.fixture
async def settings(elasticsearch: str) -> AsyncIterator[ElasticSettings]:
    """Indices of its own that hold the documents."""
    found = new_settings()
    store = await made_empty(elasticsearch, found)
    await store.close()
    store = ElasticStore(elasticsearch, found)
    await store.write([robot_story(n) for n in range(DOCUMENTS)])
    await store.refresh()
    yield found
    await dropped(store)
    await store.close()


class Newsroom:
    """Writes and searches without pause, and knows what must be there."""

    def __init__(self, store: ElasticStore) -> None:
        self._store = store
        self._ended = asyncio.Event()
        self.edits = dict.fromkeys(range(DOCUMENTS), 0)
        self.totals: list[int] = []

    async def write(self) -> None:
        """Edits of what is there and new documents, a constant number a second."""
        clock = asyncio.get_running_loop()
        started = clock.time()
        for turn in itertools.count(1):
            # Numbers far apart, so that the copy has passed some and not others.
            numbers = [(turn * 7919 + step * 1999) % DOCUMENTS for step in range(AT_ONCE)]
            numbers[0] = len(self.edits)  # one of them is new
            await self._stored([robot_story(number, turn) for number in numbers])
            self.edits.update(dict.fromkeys(numbers, turn))
            if self._ended.is_set():
                return
            await asyncio.sleep(started + turn * AT_ONCE / A_SECOND - clock.time())

    async def search(self) -> None:
        while not self._ended.is_set():
            found = await self._store.search(parse_query("로봇"))
            self.totals.append(found.total + found.at_least)  # one more than is counted, where there are more
            await asyncio.sleep(SEARCH_PAUSE)

    def close(self) -> None:
        self._ended.set()

    async def _stored(self, articles: list[TaggedArticle]) -> None:
        while True:
            try:
                results = await self._store.write(articles)
            except StoreUnavailable:
                continue  # again, as a carrier does
            assert {result.written for result in results} == {Written.STORED}
            return


async def test_a_rebuild_killed_half_way_goes_on_and_loses_nothing(
    command_line: CommandLine, elasticsearch: str, settings: ElasticSettings
) -> None:
    command_line.configure(f'store = "{elasticsearch}"\n[elastic]\nprefix = "{settings.prefix}"\n')
    store = ElasticStore(elasticsearch, settings)
    newsroom = Newsroom(store)

    async def remake() -> None:
        killed = await started(command_line.home)
        while await copied(store) < DOCUMENTS // 2:
            assert killed.returncode is None
            await asyncio.sleep(0.05)
        killed.kill()
        await killed.wait()
        assert await rebuild.unfinished(store.client, store.definition, "articles") is not None
        second = await started(command_line.home)
        said, complaint = await second.communicate()
        assert second.returncode == 0, complaint.decode()
        (line,) = [line for line in said.decode().splitlines() if "articles-v2 made" in line]
        assert int(line.split(", ")[1].split()[0]) < DOCUMENTS  # it did not begin again
        newsroom.close()

    async with asyncio.timeout(LONGEST):
        await asyncio.gather(newsroom.write(), newsroom.search(), remake())
    current = await indices.current_index(store.client, store.definition, "articles")
    assert current == store.definition.index("articles", 2)
    await store.client.indices.refresh(index=current)
    found = async_scan(store.client, index=current, _source=False, version=True, size=5000)
    versions = {hit["_id"]: hit["_version"] async for hit in found}
    assert versions == {f"a{n}": version_of(robot_story(n, edit).article) for n, edit in newsroom.edits.items()}
    assert min(newsroom.totals) > MOST_COUNTED  # all of them, as far as a search counts
    assert len(newsroom.edits) > DOCUMENTS
    await store.close()


async def copied(store: ElasticStore) -> int:
    """How many documents the unfinished new version holds."""
    index = store.definition.index("articles", 2)
    stats = await store.client.indices.stats(index=f"{index}*", metric=["indexing"])
    return int(stats["_all"]["primaries"].get("indexing", {}).get("index_total", 0))


async def started(home: Path) -> asyncio.subprocess.Process:
    """`dongmaeng index rebuild` in a process of its own."""
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "dongmaeng", "index", "rebuild", "--force"),
        cwd=home,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env=os.environ,
    )
