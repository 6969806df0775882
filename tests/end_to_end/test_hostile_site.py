"""One service reads honest papers beside sites that do all they can: each ends as documented, and harms nobody else."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import Path

import pytest

from benchmarks.crawl import READ, Crawl
from benchmarks.documented_answers import PAGES, SOURCES
from benchmarks.hostile_site import ASKS_TO_WAIT, HostileSite, hostile_site

pytestmark = pytest.mark.long

HOSTS = 5_000
MET = 4_500
"""Hosts whose story is asked for while the test waits; those named last come back at times of their own."""

SETTLE = 240.0
"""Seconds for the service to come to rest on a busy machine."""

MOST_LATE = 20
"""Looks at its paper's feed within which a story is asked for: with nobody else to be read, it is one or two."""

FEW = 1_000
"""Hosts after which all that a service needs has been in use."""

MOST_GROWN = 35.0
"""MB that the service may grow from the first thousand hosts on: ten kilobytes a host."""


@dataclass(slots=True)
class Aftermath:
    """What came of one run."""

    world: HostileSite
    pages: dict[str, str]
    sources: dict[str, str]
    unread: list[str]
    """The addresses of honest stories that were not read."""
    memory: list[tuple[int, float]]
    """How many of the crowds' hosts had been met, and the MB that the service had then, second by second."""


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

            memory: list[tuple[int, float]] = []

            def most_met() -> bool:
                memory.append((len(world.met()), crawl.memory))
                return memory[-1][0] >= MET

            meeting = asyncio.create_task(crawl.until(most_met, SETTLE))
            await crawl.until(all_read, SETTLE)
            await crawl.until(as_documented, SETTLE)
            await meeting
            crawl.stop()
        return Aftermath(world, pages, sources, list(honest), memory)


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
    early, late = ([mb for met, mb in aftermath.memory if met >= hosts] for hosts in (FEW, MET))
    assert late[-1] - early[0] <= MOST_GROWN
