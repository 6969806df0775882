"""One service reads honest papers beside sites that do all they can: each ends as documented, and harms nobody else."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import Path

import pytest

from benchmarks.crawl import READ, Crawl
from benchmarks.documented_answers import PAGES, SOURCES
from benchmarks.hostile_site import ASKS_TO_WAIT, HostileSite, hostile_site

HOSTS = 5_000
SETTLE = 240.0
"""Seconds for the service to come to rest on a busy machine."""

MOST_LATE = 20
"""Looks at its paper's feed within which a story is asked for: with nobody else to be read, it is one or two."""

MOST_GROWN = 40.0
"""MB that the service may grow from a fifth of the hosts to all; ten kilobytes a host."""


@dataclass(slots=True)
class Aftermath:
    """What came of one run."""

    world: HostileSite
    pages: dict[str, str]
    sources: dict[str, str]
    unread: list[str]
    """The addresses of honest stories that were not read."""
    grown: float
    """MB."""


@pytest.fixture(scope="module")
def aftermath(tmp_path_factory: pytest.TempPathFactory) -> Aftermath:
    return asyncio.run(crawled(tmp_path_factory.mktemp("crawl")))


async def crawled(home: Path) -> Aftermath:
    """Let the service read it all, until everything is as documented or time is over."""
    async with hostile_site(each=6, hosts=HOSTS) as world:
        with Crawl(world, home) as crawl:
            crawl.start()
            honest = {address: address for address in world.honest}
            pages: dict[str, str] = {}
            sources: dict[str, str] = {}

            async def all_read() -> bool:
                told = await crawl.outcomes({address: address for address in honest})
                for address in [address for address, outcome in told.items() if outcome == READ]:
                    del honest[address]
                return not honest

            async def as_documented() -> bool:
                left = {name: address for name, address in world.stories.items() if pages.get(name) != PAGES.get(name)}
                pages.update(await crawl.outcomes(left))
                sources.update(await crawl.reasons())
                return pages == PAGES and sources == SOURCES

            def asked(hosts: int) -> bool:
                return len(world.met()) >= hosts

            await crawl.until(all_read, SETTLE)
            await crawl.until(as_documented, SETTLE)
            await crawl.until(lambda: asked(HOSTS // 5), SETTLE)
            before = crawl.memory
            await crawl.until(lambda: asked(HOSTS), SETTLE)
            grown = crawl.memory - before
            crawl.stop()
        return Aftermath(world, pages, sources, list(honest), grown)


def test_each_answer_to_a_reader_of_pages_ends_as_documented(aftermath: Aftermath) -> None:
    assert aftermath.pages == PAGES


def test_each_answer_to_a_reader_of_sources_ends_as_documented(aftermath: Aftermath) -> None:
    assert aftermath.sources == SOURCES


def test_every_honest_story_is_read_soon_and_fetched_once(aftermath: Aftermath) -> None:
    assert aftermath.unread == []
    asked = aftermath.world.asked()
    assert {asked[address] for address in aftermath.world.honest} == {1}
    assert max(late for paper in aftermath.world.papers for late in paper.late.values()) <= MOST_LATE


def test_who_asks_to_wait_is_left_alone(aftermath: Aftermath) -> None:
    asked = aftermath.world.asked()
    waiting = [address for name, address in aftermath.world.stories.items() if name.startswith(ASKS_TO_WAIT)]
    assert {asked[address] for address in waiting} == {1}


def test_what_is_private_is_never_asked(aftermath: Aftermath) -> None:
    assert "inside.example" not in {asked.host for asked in aftermath.world.site.asked}


def test_memory_stays_flat_over_thousands_of_hosts(aftermath: Aftermath) -> None:
    assert len(aftermath.world.met()) == HOSTS
    assert aftermath.grown <= MOST_GROWN
