"""Secrets in the addresses of sources: nowhere but in the settings, and what earlier versions wrote is moved."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.discover.claims import LOOKS
from agents.discover.contents import Item
from agents.discover.discover import discover_stage, first_polls
from agents.discover.health import SOURCES, source_health, sources_health
from agents.discover.known import KnownSources
from agents.discover.seen import SEEN, named_before
from agents.discover.sources import DiscoverSettings, SourceSetting
from agents.discover.upgrade import UPGRADES, forget_addresses
from agents.http_client import HttpClient
from agents.urls import article_id
from agents.workers import InlineWorkers
from search.elastic.state import ElasticState
from tests.agents.discover.samples import SEEN as MOMENT
from tests.agents.discover.samples import rss, sitemap, sitemap_index
from tests.fakes import MemoryState, run_one
from tests.loopback import Site, loopback_site
from tests.servers.stores import emptied_store
from topics.buffered import Backing, CommittedState
from topics.catalogue import POLLS
from topics.codec import decode, encode
from topics.embedded.carrier import StateFile
from topics.outcome import Done, Drop, Later, Retry
from topics.records import Candidate, Poll, now, source_id
from topics.state import State

SECRET = "geheim-1234"
XML = "application/xml"


@pytest.fixture
async def http() -> AsyncIterator[HttpClient]:
    async with HttpClient(user_agent="Dongmaeng/0", allow_private=True, timeout=5) as http:
        yield http


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    async with loopback_site() as site:
        yield site


@pytest.fixture(params=["embedded", "elasticsearch"])
async def state(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[State]:
    """The state as each store keeps it."""
    if request.param == "embedded":
        backing: Backing = StateFile(tmp_path / "state.sqlite")
        yield CommittedState(backing)
        await backing.close()
        return
    url, settings = request.getfixturevalue("elasticsearch"), request.getfixturevalue("elastic_settings")
    async with emptied_store(url, settings):
        backing = ElasticState.at(url, settings)
        yield CommittedState(backing)
        await backing.close()


def secret_address(site: Site, path: str) -> str:
    return f"http://reader:{SECRET}@{site.host}{path}?key={SECRET}"


def everything_in(state: MemoryState) -> str:
    return repr(state._documents)


@pytest.mark.parametrize("address", ["https://news.example/feed", "http://127.0.0.1:8080/feed.xml", ""])
def test_an_address_without_secrets_is_its_own_id(address: str) -> None:
    assert source_id(address) == address


@given(
    st.sampled_from(["", "reader:geheim-1234@", "geheim-1234@"]),
    st.sampled_from(["/", "/feed", "/a~b/"]),
    st.sampled_from(["", "?key=geheim-1234", "?a=1&b=geheim-1234"]),
    st.sampled_from(["", "#geheim-1234"]),
)
def test_an_id_holds_no_secret_and_is_its_own_id(user: str, path: str, query: str, fragment: str) -> None:
    address = f"https://{user}news.example:8443{path}{query}{fragment}"
    id = source_id(address)
    assert "geheim" not in id
    assert id.startswith(f"https://news.example:8443{path}")
    assert source_id(id) == id
    assert (id == address) == (not (user or query or fragment))


def test_feeds_of_one_path_are_told_apart() -> None:
    ids = {source_id(f"https://news.example/feed?section={number}") for number in range(1000)}
    assert len(ids) == 1000


@pytest.mark.parametrize("works", [True, False])
async def test_a_look_leaves_no_secret_in_records_state_and_logs(
    site: Site, http: HttpClient, works: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    state, source = MemoryState(lambda: MOMENT), SourceSetting(url=secret_address(site, "/index.xml"))
    if works:
        further = f"/map.xml?key={SECRET}"
        site.page("/index.xml", sitemap_index([further]), XML)
        site.page("/map.xml", sitemap([f"{site.url}/news/1"]), XML)
    (poll,) = first_polls([source])
    outcome = await run_one(
        discover_stage(KnownSources([source]), http, InlineWorkers(), clock=lambda: MOMENT), poll, state
    )
    assert isinstance(outcome, Done if works else Retry)
    if isinstance(outcome, Done):
        records = [output.record if isinstance(output, Later) else output for output in outcome.outputs]
        assert {type(record) for record in records} == {Candidate, Poll}
        assert not any(SECRET.encode() in encode(record) for record in records)
    assert SECRET not in poll.key() + encode(poll).decode()
    assert SECRET not in everything_in(state)
    out, err = capsys.readouterr()
    assert SECRET not in out + err


async def test_links_without_a_host_take_no_secret_of_the_feed_with_them(site: Site, http: HttpClient) -> None:
    source = SourceSetting(url=secret_address(site, "/feed"))
    site.page("/feed", rss(["/news/1", "?no=2", "#3"]), XML)
    (poll,) = first_polls([source])
    outcome = await run_one(
        discover_stage(KnownSources([source]), http, InlineWorkers(), clock=lambda: MOMENT), poll, MemoryState()
    )
    assert isinstance(outcome, Done)
    urls = [output.url for output in outcome.outputs if isinstance(output, Candidate)]
    assert urls[:2] == [f"{site.url}/news/1", f"{site.url}/feed?no=2"]
    assert not any(SECRET in url for url in urls)


async def test_a_schedule_of_an_earlier_version_goes_on_and_leaves_its_address(site: Site, http: HttpClient) -> None:
    address = secret_address(site, "/feed")
    source = SourceSetting(url=address, interval=60)
    state, moment = MemoryState(lambda: MOMENT), MOMENT
    due = MOMENT + timedelta(minutes=1)
    document = {
        "url": address,
        "next": due.isoformat(),
        "interval": 60.0,
        "last_look": MOMENT.isoformat(),
        "last_success": MOMENT.isoformat(),
        "items_seen": 7,
        "validators": {address: {"etag": '"1"'}},
    }
    await state.put(SOURCES, address, document)
    earlier = decode(POLLS, json.dumps({"url": address}).encode())
    stage = discover_stage(KnownSources([source]), http, InlineWorkers(), clock=lambda: moment)
    outcome = await run_one(stage, earlier, state)
    assert isinstance(outcome, Drop)
    assert outcome.reason == "polled already"
    undated = sitemap([f"{site.url}/news/1"]).replace("2021-03-04T12:00:00+09:00", "")
    site.page("/feed", undated, XML)
    moment = due
    outcome = await run_one(stage, earlier, state)
    assert isinstance(outcome, Done)
    (candidate,) = [output for output in outcome.outputs if isinstance(output, Candidate)]
    assert candidate.quiet is None  # at a first look it would be
    assert site.asked[-1].headers["if-none-match"] == '"1"'
    assert (await source_health(state, address)).items_seen == 8
    assert SECRET not in everything_in(state)


async def test_the_whole_state_of_an_earlier_version_leaves_its_addresses(state: State) -> None:
    kept, gone = "https://news.example/feed", f"https://news.example/feed?key={SECRET}"
    for address in (kept, gone):
        await state.put(SOURCES, address, {"url": address, "items_seen": 3, "validators": {address: {}}})
        await state.put(SEEN, article_id(address), {"source": address})
        await state.put(LOOKS, f"first {address}", {})
    before = {health.source: health.items_seen for health in await sources_health(state)}
    assert set(before) == {kept, source_id(gone)}
    for _ in range(2):
        await forget_addresses(state, DiscoverSettings(), now())
        assert {health.source: health.items_seen for health in await sources_health(state)} == before
        for address in (kept, gone):
            later = now() + timedelta(days=1)
            assert await named_before(Item(address), article_id(address), False, state, later, now()) is not None
        held = [found for space in (SOURCES, SEEN, LOOKS, UPGRADES) async for found in state.scan(space)]
        assert SECRET not in repr(held)
        assert len(held) == 6
