"""What became of each page is counted for its site, and hosts that are down are remembered without losing a story."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from agents.breaker import OF_A_HOST, Breaker, NotYet
from agents.fetch.fetch import fetch_stage
from agents.fetch.settings import FetchSettings
from agents.http_client import HttpClient
from agents.page_outcomes import PageOutcome, outcomes
from agents.sites import site_of_url
from tests.fakes import MemoryState, run_one
from tests.loopback import Answer, Asked, Reply, Site, loopback_site
from topics.outcome import Done, Drop, Outcome, Retry
from topics.records import Candidate, now

HTML = {"content-type": "text/html"}
NO_DELAY = FetchSettings(host_delay=0)


@pytest.fixture
async def http() -> AsyncIterator[HttpClient]:
    async with HttpClient(user_agent="Dongmaeng/0", allow_private=True, timeout=2) as http:
        yield http


@pytest.fixture
def state() -> MemoryState:
    return MemoryState()


async def drip(writer: asyncio.StreamWriter) -> None:
    await asyncio.Event().wait()


async def counted(state: MemoryState) -> dict[str, list[PageOutcome]]:
    return {found.site: found.outcomes for found in await outcomes(state)}


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (Reply(200, b"<html>x</html>", HTML), PageOutcome.FETCHED),
        (Reply(403), PageOutcome.BLOCKED),
        (Reply(401), PageOutcome.BLOCKED),
        (Reply(451), PageOutcome.BLOCKED),
        (Reply(503, b"", {"cf-mitigated": "challenge"}), PageOutcome.BLOCKED),
        (Reply(200, b"<html><div id='px-captcha'></div></html>", HTML), PageOutcome.BLOCKED),
        (Reply(402), PageOutcome.PAYWALLED),
        (Reply(302, b"", {"location": "/login?next=/news/1"}), PageOutcome.PAYWALLED),
        (Reply(302, b"", {"location": "/cookiewall?to=/news/1"}), PageOutcome.CONSENT),
        (Reply(404), PageOutcome.GONE),
        (Reply(302, b"", {"location": "/"}), PageOutcome.GONE),
        (Reply(200, b"<script>location.href='/'</script>", HTML), PageOutcome.GONE),
        (Reply(429), PageOutcome.TOLD_TO_WAIT),
        (Reply(500), PageOutcome.SERVER_ERROR),
        (drip, PageOutcome.TIMED_OUT),
        (Reply(200, b"%PDF", {"content-type": "application/pdf"}), PageOutcome.OTHER),
        (Reply(200, b"x", {**HTML, "content-encoding": "br"}), PageOutcome.UNREACHABLE),
    ],
)
async def test_each_answer_counts_for_its_site(
    site: Site, http: HttpClient, state: MemoryState, answer: Answer, outcome: PageOutcome
) -> None:
    for path in ("/", "/login", "/cookiewall"):
        site.page(path, "<html>x</html>")
    site.answers["/news/1"] = answer
    await run_one(fetch_stage(http, NO_DELAY), Candidate(url=f"{site.url}/news/1"), state)
    assert await counted(state) == {site_of_url(site.url): [outcome]}


async def test_robots_count_and_who_waits_does_not(site: Site, http: HttpClient, state: MemoryState) -> None:
    site.page("/robots.txt", "User-agent: *\nDisallow: /no")
    site.page("/news/1", "<html>x</html>")
    stage = fetch_stage(http, FetchSettings(host_delay=3600))
    for path in ("/no", "/news/1", "/news/2"):
        await run_one(stage, Candidate(url=site.url + path), state)
    assert await counted(state) == {site_of_url(site.url): [PageOutcome.ROBOTS, PageOutcome.FETCHED]}


async def test_page_of_another_site_counts_there(site: Site, http: HttpClient, state: MemoryState) -> None:
    async with loopback_site() as other:
        url = site.redirect("/r", other.page("/news/1", "<html>x</html>"))
        assert isinstance(await run_one(fetch_stage(http, NO_DELAY), Candidate(url=url), state), Done)
        assert await counted(state) == {site_of_url(other.url): [PageOutcome.FETCHED]}


async def test_no_address_counts_for_nobody(http: HttpClient, state: MemoryState) -> None:
    assert isinstance(await run_one(fetch_stage(http), Candidate(url="nonsense"), state), Drop)
    assert await counted(state) == {}


async def test_host_that_asked_to_wait_is_left_alone_after_a_restart(
    site: Site, http: HttpClient, state: MemoryState
) -> None:
    site.answers["/news/1"] = Reply(429, headers={"retry-after": "600"})
    site.page("/news/2", "<html>x</html>")
    await run_one(fetch_stage(http), Candidate(url=f"{site.url}/news/1"), state)
    before = site.paths()
    outcome = await run_one(fetch_stage(http), Candidate(url=f"{site.url}/news/2"), state)
    assert isinstance(outcome, Retry)
    assert outcome.after == pytest.approx(600, abs=30)
    assert not outcome.counts
    assert site.paths() == before


async def test_long_delay_between_two_requests_outlives_a_restart(
    site: Site, http: HttpClient, state: MemoryState
) -> None:
    site.page("/robots.txt", "User-agent: *\nCrawl-delay: 60")
    settings = FetchSettings(max_crawl_delay=100)
    for number in range(2):
        site.page(f"/news/{number}", f"<html>{number}</html>")
    assert isinstance(await run_one(fetch_stage(http, settings), Candidate(url=f"{site.url}/news/0"), state), Done)
    waiting = await run_one(fetch_stage(http, settings), Candidate(url=f"{site.url}/news/1"), state)
    assert isinstance(waiting, Retry)
    assert waiting.after == pytest.approx(60, abs=30)
    assert not waiting.counts


async def test_host_that_struggles_is_asked_more_slowly(site: Site, http: HttpClient, state: MemoryState) -> None:
    stage = fetch_stage(http, FetchSettings(host_delay=1000, obey_robots=False))
    site.answers["/news/1"] = Reply(503)
    await run_one(stage, Candidate(url=f"{site.url}/news/1"), state)
    waiting = await run_one(stage, Candidate(url=f"{site.url}/news/2"), state)
    assert isinstance(waiting, Retry)
    assert waiting.after == pytest.approx(1000, abs=60)  # no setting is shortened by the bound of what grows


class Clock:
    """Seconds that only a test moves."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


@pytest.mark.parametrize("obey_robots", [True, False])
async def test_host_that_is_down_is_remembered_and_its_stories_come_back(
    http: HttpClient, state: MemoryState, obey_robots: bool
) -> None:
    clock = Clock()
    down = Breaker("reach", clock, OF_A_HOST)
    stage = fetch_stage(http, FetchSettings(host_delay=0, obey_robots=obey_robots), down=down)
    async with loopback_site() as site:
        url = site.page("/news/1", "<html>x</html>")

    async def attempt(source: str = "") -> Outcome:
        return await run_one(stage, Candidate(url=url, source=source), state)

    for pause in (30, 60, 120):
        tried = await attempt()
        assert isinstance(tried, Retry)
        assert (tried.reason, tried.after, tried.counts) == ("unreachable", pause, False)
        for number in range(4):  # whoever named it
            waiting = await attempt(f"http://{number}.example/rss")
            assert isinstance(waiting, NotYet)
            assert (waiting.reason, waiting.counts) == (tried.reason, False)
            assert waiting.after == pytest.approx(pause + 0.5 * number)
        clock.now += pause
    (delayed,) = down.delayed()
    assert (delayed.what, delayed.named.source, delayed.named.host) == ("reach", "", site.url)
    server = await asyncio.start_server(
        lambda reader, writer: again(reader, writer), "127.0.0.1", int(url.split(":")[2][:-7])
    )
    async with server:
        assert isinstance(await attempt(), Done)
    assert down.delayed() == []
    (counts,) = await outcomes(state)
    assert counts.outcomes == [*[counts.outcomes[0]] * 3, PageOutcome.FETCHED]  # who was sent away did not ask


async def again(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readuntil(b"\r\n\r\n")
    writer.write(
        b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 14\r\nconnection: close\r\n\r\n<html>x</html>"
    )
    await writer.drain()
    writer.close()


async def test_tries_of_a_story_whose_host_is_down_for_more_than_a_day_count(
    http: HttpClient, state: MemoryState
) -> None:
    candidate = Candidate(url="http://127.0.0.1:1/news/1", seen=now() - timedelta(days=1, minutes=1))
    outcome = await run_one(fetch_stage(http, NO_DELAY), candidate, state)
    assert isinstance(outcome, Retry)
    assert outcome.counts


async def test_host_whose_pages_fail_is_not_down(site: Site, http: HttpClient, state: MemoryState) -> None:
    down = Breaker("reach", patience=OF_A_HOST)
    stage = fetch_stage(http, NO_DELAY, down=down)
    for answer in (Reply(500), Reply(404), drip, Reply(200, b"x", {**HTML, "content-encoding": "br"})):
        site.answers["/news/1"] = answer
        await run_one(stage, Candidate(url=f"{site.url}/news/1"), state)
        assert down.delayed() == []


async def test_cookie_wall_is_passed(site: Site, http: HttpClient, state: MemoryState) -> None:
    def wall(asked: Asked) -> Reply:
        if "cookie" in asked.headers:
            return Reply(200, b"<html>story</html>", HTML)
        return Reply(302, headers={"location": "/news/1", "set-cookie": "seen=1; Path=/"})

    site.answers["/news/1"] = wall
    assert isinstance(await run_one(fetch_stage(http, NO_DELAY), Candidate(url=f"{site.url}/news/1"), state), Done)


async def test_robots_of_where_a_page_leads_count_too(site: Site, http: HttpClient, state: MemoryState) -> None:
    async with loopback_site() as other:
        other.page("/robots.txt", "User-agent: *\nDisallow: /")
        to = other.page("/news/1", "<html>x</html>")
        site.answers["/news/1"] = Reply(200, f"<script>location.replace('{to}')</script>".encode(), HTML)
        outcome = await run_one(fetch_stage(http, NO_DELAY), Candidate(url=f"{site.url}/news/1"), state)
    assert isinstance(outcome, Drop)
    assert outcome.reason == "robots"


async def test_a_redirect_to_a_dead_host_of_another_site_delays_nothing_at_its_own(
    site: Site, http: HttpClient
) -> None:
    site.page("/news/2", "<html><body><p>가람전자가 새 공장을 열었다.</p></body></html>")
    away = site.redirect("/news/1", "http://127.0.0.1:9/")
    stage, state = fetch_stage(http, NO_DELAY), MemoryState()
    outcome = await run_one(stage, Candidate(url=away), state)
    assert isinstance(outcome, Retry)
    assert outcome.reason == "unreachable"
    assert isinstance(await run_one(stage, Candidate(url=f"{site.url}/news/2"), state), Done)
