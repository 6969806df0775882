"""`dongmaeng index rebuild` on the embedded store, killed with -9 again and again while searches go on."""

from __future__ import annotations

import asyncio
import signal
from pathlib import Path

import pytest

from search.embedded.store import EmbeddedStore
from search.query import parse_query
from tests.command_line import CommandLine
from tests.search.old_analysis import analysed_as_before, dump
from tests.search.test_store import article
from tests.waiting import wait_until
from topics.embedded.journal import Journal
from topics.records import TaggedArticle

pytestmark = pytest.mark.long

ARTICLES, KILLS, LONGEST = 1000, 2, 120.0
STORIES = [article(str(number), body=f"로봇 {number}대를 들였다고 밝혔다. " * 20) for number in range(ARTICLES)]


async def _found(file: Path) -> int:
    store = EmbeddedStore(file, read_only=True)
    try:
        return (await store.search(parse_query("로봇"), 1)).total
    finally:
        await store.close()


async def _write(file: Path, articles: list[TaggedArticle]) -> None:
    store = EmbeddedStore(file)
    await store.write(articles)
    await store.close()


def test_killed_again_and_again_it_is_finished_by_the_next_call(command_line: CommandLine) -> None:
    home, file = command_line.home, command_line.home / "data" / "dongmaeng.sqlite"
    file.parent.mkdir()
    Journal(file).close()  # it is there before any story is
    asyncio.run(analysed_as_before(file, STORIES))
    assert "`dongmaeng index rebuild` renews it" in command_line.run("status", "--json", code=1).stdout
    assert command_line.run("index", "check", code=1).stdout.startswith("articles: articles are found by")
    found = [asyncio.run(_found(file))]
    for _ in range(KILLS):
        with command_line.running("index", "rebuild") as running:
            wait_until(lambda: running.poll() is not None or asyncio.run(_found(file)) > found[-1], LONGEST)
            running.send_signal(signal.SIGKILL)
            running.wait()
        found.append(asyncio.run(_found(file)))
    assert found[0] == 0
    assert found == sorted(found)
    assert found[1] < ARTICLES
    assert command_line.json("index", "rebuild")["done"] == [f"articles analysed anew: {ARTICLES}"]
    assert asyncio.run(_found(file)) == ARTICLES
    assert command_line.json("index", "rebuild") == {"done": []}
    asyncio.run(_write(home / "fresh.sqlite", STORIES))
    assert dump(file) == dump(home / "fresh.sqlite")
