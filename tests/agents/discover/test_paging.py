"""Feeds whose older entries stand on further pages."""

from collections.abc import AsyncIterator, Sequence

import pytest

from agents.discover.contents import Item
from agents.discover.discover import discover_stage
from agents.discover.known import KnownSources
from agents.discover.look import Look, Looker
from agents.discover.sources import DiscoverSettings, SourceSetting
from agents.http_client import HttpClient
from agents.workers import InlineWorkers
from tests.agents.discover.samples import SEEN
from tests.fakes import MemoryState, run_one
from tests.loopback import Site, loopback_site
from topics.outcome import Done
from topics.records import Candidate, Poll

ATOM = "application/atom+xml"


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    async with loopback_site() as site:
        yield site


@pytest.fixture
async def http() -> AsyncIterator[HttpClient]:
    async with HttpClient(user_agent="Dongmaeng/0", allow_private=True, timeout=5) as http:
        yield http


def page(site: Site, path: str, numbers: Sequence[int], following: str = "") -> str:
    entries = "".join(
        f'<entry><title>가람전자 새 소식 {n}</title><link href="{site.url}/news/{n}"/><id>n{n}</id>'
        f"<updated>2021-03-04T00:00:00Z</updated></entry>"
        for n in numbers
    )
    link = f'<link rel="next" href="{following}"/>' if following else ""
    return site.page(path, f'<feed xmlns="http://www.w3.org/2005/Atom"><title>가람</title>{link}{entries}</feed>', ATOM)


async def named(site: Site, http: HttpClient, state: MemoryState) -> list[str]:
    stage = discover_stage(
        KnownSources([SourceSetting(url=site.url + "/feed", interval=0.001)]),
        http,
        InlineWorkers(),
        clock=lambda: state.clock(),
    )
    outcome = await run_one(stage, Poll(source=site.url + "/feed"), state)
    assert isinstance(outcome, Done), outcome
    return [output.url.rpartition("/")[2] for output in outcome.outputs if isinstance(output, Candidate)]


async def test_the_first_look_turns_the_pages_and_a_later_one_only_where_the_first_page_is_all_new(
    site: Site, http: HttpClient
) -> None:
    clock = [SEEN.replace(hour=10)]
    state = MemoryState(lambda: clock[0])
    page(site, "/feed", [6, 5], "/feed2")
    page(site, "/feed2", [4, 3], f"{site.url}/feed3")
    page(site, "/feed3", [2, 1])
    assert await named(site, http, state) == ["6", "5", "4", "3", "2", "1"]

    site.asked.clear()
    clock[0] = SEEN.replace(hour=12)
    page(site, "/feed", [7, 6], "/feed2")
    assert await named(site, http, state) == ["7"]
    assert site.paths() == ["/feed"]

    clock[0] = SEEN.replace(hour=14)
    page(site, "/feed", [11, 10], "/feed2")
    page(site, "/feed2", [9, 8], "/feed3")
    page(site, "/feed3", [7, 6], "/feed4")
    site.asked.clear()
    assert await named(site, http, state) == ["11", "10", "9", "8"]
    assert site.paths() == ["/feed", "/feed2", "/feed3"]


async def always(items: Sequence[Item]) -> bool:
    return True


async def look(site: Site, http: HttpClient, **settings: int) -> Look:
    looker = Looker(http, InlineWorkers(), DiscoverSettings.model_validate(settings))
    return await looker.look(SourceSetting(url=site.url + "/feed"), {}, SEEN, always)


async def test_pages_without_end_are_bounded(site: Site, http: HttpClient) -> None:
    page(site, "/feed", [0], "/p1")
    for n in range(1, 20):
        page(site, f"/p{n}", [n], f"/p{n + 1}")
    assert len((await look(site, http, max_pages=3)).items) == 4
    assert len((await look(site, http, max_pages=0)).items) == 1


@pytest.mark.parametrize("following", ["/feed", "http://elsewhere.example/feed2", "ftp://x/"])
async def test_a_page_that_leads_in_a_circle_or_to_another_site_is_the_last(
    site: Site, http: HttpClient, following: str
) -> None:
    page(site, "/feed", [1], following)
    found = await look(site, http)
    assert (len(found.items), found.fault, site.paths()) == (1, None, ["/feed"])


async def test_a_further_page_that_fails_costs_nothing_of_the_first(site: Site, http: HttpClient) -> None:
    page(site, "/feed", [1], "/gone")
    found = await look(site, http)
    assert ([item.url for item in found.items], found.fault) == ([f"{site.url}/news/1"], "not found")


async def test_what_a_feed_says_of_hubs_goes_with_the_look(site: Site, http: HttpClient) -> None:
    site.page(
        "/feed",
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>가람</title><link rel="hub" href="https://hub.example/"/>'
        f'<link rel="self" href="{site.url}/feed.atom"/></feed>',
        ATOM,
    )
    found = await look(site, http)
    assert (found.hubs, found.own_address, found.title) == (["https://hub.example/"], f"{site.url}/feed.atom", "가람")
