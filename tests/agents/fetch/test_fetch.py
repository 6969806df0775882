import asyncio
import gzip
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest

from agents.addresses import Ports
from agents.breaker import Breaker, Named
from agents.fetch.fetch import fetch_stage
from agents.fetch.settings import FetchSettings
from agents.http_client import HttpClient
from agents.sites import site_of_url
from agents.urls import article_id
from tests.fakes import MemoryState, run_one, run_until_through
from tests.loopback import Answer, Reply, Site, loopback_site
from topics.outcome import Done, Drop, Outcome, Quarantine, Retry
from topics.records import SEOUL, Candidate, Page, Quiet, now
from topics.stage import Stage

HTML = {"content-type": "text/html; charset=euc-kr"}
SETTINGS = FetchSettings(host_delay=0)


@pytest.fixture
async def http() -> AsyncIterator[HttpClient]:
    async with HttpClient(user_agent="Dongmaeng/0", allow_private=True, timeout=2) as http:
        yield http


@pytest.fixture
def stage(http: HttpClient) -> Stage:
    return fetch_stage(http, SETTINGS)


async def fetch(stage: Stage, url: str, **fields: object) -> Outcome:
    return await run_one(stage, Candidate.model_validate({"url": url, **fields}), MemoryState())


def page_of(outcome: Outcome) -> Page:
    assert isinstance(outcome, Done), outcome
    (page,) = outcome.outputs
    assert isinstance(page, Page)
    return page


async def test_a_page_keeps_its_bytes_and_what_the_source_said(site: Site, stage: Stage) -> None:
    body = "<html>가람전자</html>".encode("euc-kr")
    site.answers["/news/1"] = Reply(200, body, {**HTML, "etag": '"1"', "server": "x", "set-cookie": "id=1"})
    published = now().astimezone(SEOUL)
    page = page_of(
        await fetch(
            stage,
            site.url + "/news/1?utm_source=rss",
            source=site.url + "/feed",
            title="제목",
            published=published,
            quiet=Quiet.OLD,
        )
    )
    assert page.body == body
    assert page.headers == {"content-type": "text/html; charset=euc-kr", "etag": '"1"'}
    assert (page.title, page.published, page.quiet, page.status) == ("제목", published, Quiet.OLD, 200)
    assert page.url == page.final_url == site.url + "/news/1?utm_source=rss"
    assert page.id == article_id(site.url + "/news/1")


async def test_the_id_is_that_of_the_address_at_the_end_of_the_redirects(site: Site, stage: Stage) -> None:
    site.page("/news/1", "<html>x</html>")
    page = page_of(await fetch(stage, site.redirect("/r?id=1".partition("?")[0], "/news/1")))
    assert page.url == site.url + "/r"
    assert page.final_url == site.url + "/news/1"
    assert page.id == article_id(page.final_url)


HINTS = {"title": "제목", "published": now(), "quiet": Quiet.OLD, "old_before": now()}


@pytest.mark.parametrize("by_redirect", [False, True])
async def test_what_a_source_says_of_a_page_of_another_site_is_left_out(
    site: Site, stage: Stage, by_redirect: bool
) -> None:
    async with loopback_site() as outsider:
        url = site.page("/news/1", "<html>x</html>")
        named = outsider.redirect("/r", url) if by_redirect else url
        page = page_of(await fetch(stage, named, source=outsider.url + "/feed", **HINTS))
    assert (page.title, page.published, page.quiet, page.by_own_site) == (None, None, Quiet.UNDATED, False)
    assert page.old_before == HINTS["old_before"]
    assert page.url == page.final_url == url  # or a hit of a search would lead through the outsider


async def test_a_source_speaks_for_the_sites_of_its_setting_also_behind_a_redirect(site: Site, stage: Stage) -> None:
    async with loopback_site() as agency:
        named = agency.redirect("/r", site.page("/news/1", "<html>x</html>"))
        sites = [site_of_url(site.url)]
        page = page_of(await fetch(stage, named, source=agency.url + "/feed", sites=sites, **HINTS))
    assert (page.title, page.quiet, page.by_own_site) == ("제목", Quiet.OLD, True)


async def test_nothing_is_undated_where_no_age_is_too_old(site: Site, stage: Stage) -> None:
    hints = {**HINTS, "quiet": None, "old_before": None}
    page = page_of(await fetch(stage, site.page("/news/1", "<html>x</html>"), source="http://other.example/", **hints))
    assert (page.quiet, page.by_own_site) == (None, False)


async def test_what_was_ordered_quiet_stays_so_whoever_named_it(site: Site, stage: Stage) -> None:
    hints = {**HINTS, "quiet": Quiet.REPLAYED}
    page = page_of(await fetch(stage, site.page("/news/1", "<html>x</html>"), source="http://other.example/", **hints))
    assert page.quiet is Quiet.REPLAYED


@pytest.mark.parametrize(
    ("answer", "ending", "reason"),
    [
        (Reply(404), Drop, "gone"),
        (Reply(410), Drop, "gone"),
        (Reply(401), Drop, "forbidden"),
        (Reply(403), Drop, "forbidden"),
        (Reply(451), Drop, "forbidden"),
        (Reply(418), Drop, "unexpected status"),
        (Reply(304), Drop, "unexpected status"),
        (Reply(200, b"%PDF", {"content-type": "application/pdf"}), Drop, "not a page"),
        (Reply(200, b"{}", {"content-type": "application/json"}), Drop, "not a page"),
        (Reply(200, b"\xff\xd8\xff"), Drop, "not a page"),
        (Reply(200, b" \n", HTML), Drop, "empty page"),
        (Reply(302, headers={"location": "/"}), Drop, "gone"),
        (Reply(302, headers={"location": "mailto:a@a.kr"}), Drop, "not a web address"),
        (Reply(302, headers={"location": "/news/1"}), Quarantine, "too many redirects"),
        (Reply(200, bytes(5_000_001), HTML), Quarantine, "too large"),
        (Reply(200, gzip.compress(bytes(50_000_000)), {**HTML, "content-encoding": "gzip"}), Quarantine, "too large"),
        (Reply(200, b"x", {**HTML, "content-encoding": "br"}), Retry, "broken encoding"),
        (Reply(500), Retry, "server error"),
        (Reply(502), Retry, "server error"),
        (Reply(408), Retry, "timed out"),
        (Reply(429), Retry, "told to wait"),
        (Reply(503), Retry, "told to wait"),
    ],
)
async def test_every_answer_has_its_ending(
    site: Site, stage: Stage, answer: Answer, ending: type[Exception], reason: str
) -> None:
    site.page("/", "<html>front</html>")
    site.answers["/news/1"] = answer
    outcome = await fetch(stage, site.url + "/news/1")
    assert isinstance(outcome, ending), outcome
    assert str(outcome) == reason


async def test_a_page_without_a_type_is_known_by_its_look(site: Site, stage: Stage) -> None:
    site.answers["/news/1"] = Reply(200, b"\n<!DOCTYPE html>\n<html><body>x</body></html>")
    assert page_of(await fetch(stage, site.url + "/news/1")).headers == {}


async def test_the_front_page_itself_may_be_asked_for(site: Site, stage: Stage) -> None:
    assert page_of(await fetch(stage, site.page("/", "<html>front</html>"))).final_url == site.url + "/"


async def test_a_drip_times_out(site: Site, stage: Stage) -> None:
    async def drip(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\n\r\n")
        await writer.drain()
        await asyncio.Event().wait()

    site.answers["/news/1"] = drip
    outcome = await fetch(stage, site.url + "/news/1")
    assert isinstance(outcome, Retry)
    assert (outcome.reason, outcome.counts) == ("timed out", True)


async def test_a_stream_without_end_is_too_large(site: Site, stage: Stage) -> None:
    async def endless(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\n\r\n")
        while True:
            writer.write(bytes(500_000))
            await writer.drain()

    site.answers["/news/1"] = endless
    outcome = await fetch(stage, site.url + "/news/1")
    assert isinstance(outcome, Quarantine)
    assert outcome.reason == "too large"


@pytest.mark.parametrize(
    "url", ["", "news/1", "ftp://a.kr/1", "http://[::1", "http://a.kr:port/", "file:///etc/passwd"]
)
async def test_what_is_no_web_address_is_dropped(stage: Stage, url: str) -> None:
    outcome = await fetch(stage, url)
    assert isinstance(outcome, Drop)
    assert outcome.reason == "not a web address"


@pytest.mark.parametrize("obey", [True, False])
async def test_private_addresses_are_dropped(site: Site, obey: bool) -> None:
    async with HttpClient(user_agent="x") as http:
        outcome = await fetch(fetch_stage(http, FetchSettings(host_delay=0, obey_robots=obey)), site.url + "/news/1")
    assert isinstance(outcome, Drop)
    assert outcome.reason == "private address"
    assert site.asked == []


@pytest.mark.parametrize("obey", [True, False])
async def test_ports_that_nobody_allowed_are_dropped(site: Site, obey: bool) -> None:
    async with HttpClient(user_agent="x", allow_private=True, ports=Ports()) as http:
        outcome = await fetch(fetch_stage(http, FetchSettings(host_delay=0, obey_robots=obey)), site.url + "/news/1")
    assert isinstance(outcome, Drop)
    assert outcome.reason == "port not allowed"
    assert site.asked == []


async def test_a_redirect_to_a_private_address_is_dropped(site: Site) -> None:
    async with loopback_site() as inner, HttpClient(user_agent="x", private_hosts=[site.host]) as http:
        outcome = await fetch(fetch_stage(http, SETTINGS), site.redirect("/news/1", inner.url + "/"))
        assert inner.asked == []
    assert isinstance(outcome, Drop)
    assert outcome.reason == "private address"


async def test_a_dead_host_is_tried_again(http: HttpClient) -> None:
    outcome = await fetch(fetch_stage(http, FetchSettings(host_delay=0, obey_robots=False)), "http://127.0.0.1:1/a")
    assert isinstance(outcome, Retry)
    assert (outcome.reason, outcome.counts) == ("unreachable", False)


async def test_a_host_that_asks_to_wait_is_left_alone(site: Site, stage: Stage) -> None:
    site.page("/robots.txt", "")
    site.answers["/news/1"] = Reply(429, headers={"retry-after": "30"})
    first = await fetch(stage, site.url + "/news/1")
    assert isinstance(first, Retry)
    assert (first.reason, first.after, first.counts) == ("told to wait", 30, True)
    second = await fetch(stage, site.url + "/news/2")
    assert isinstance(second, Retry)
    assert (second.reason, second.counts) == ("host busy", False)
    assert second.after is not None
    assert 29 < second.after <= 30
    assert site.paths() == ["/robots.txt", "/news/1"]


async def test_what_robots_forbid_is_not_asked_for(site: Site, stage: Stage) -> None:
    site.page("/robots.txt", "User-agent: *\nDisallow: /private")
    outcome = await fetch(stage, site.page("/private/1", "<html>x</html>"))
    assert isinstance(outcome, Drop)
    assert outcome.reason == "robots"
    assert site.paths() == ["/robots.txt"]


async def test_the_robots_of_the_site_at_the_end_of_the_redirects_count_too(site: Site, stage: Stage) -> None:
    async with loopback_site() as other:
        other.page("/robots.txt", "User-agent: *\nDisallow: /")
        outcome = await fetch(stage, site.redirect("/news/1", other.page("/news/1", "<html>x</html>")))
    assert isinstance(outcome, Drop)
    assert outcome.reason == "robots"


async def test_robots_may_be_left_aside_by_setting(site: Site, http: HttpClient) -> None:
    site.page("/robots.txt", "User-agent: *\nDisallow: /")
    stage = fetch_stage(http, FetchSettings(host_delay=0, obey_robots=False))
    assert page_of(await fetch(stage, site.page("/news/1", "<html>x</html>")))


async def test_a_burst_on_one_host_waits_off_the_path(site: Site, http: HttpClient) -> None:
    stage = fetch_stage(http, FetchSettings(host_delay=3600))
    for number in range(10):
        site.page(f"/news/{number}", "<html>x</html>")
    outcomes = [await fetch(stage, f"{site.url}/news/{number}") for number in range(10)]
    page_of(outcomes[0])
    waits = [outcome.after for outcome in outcomes[1:] if isinstance(outcome, Retry) and not outcome.counts]
    assert waits == [pytest.approx(3600 * number, abs=60) for number in range(1, 10)]


async def never(_: asyncio.StreamWriter) -> None:
    """An answer that does not come."""
    await asyncio.Event().wait()


@pytest.mark.parametrize("robots_hang", [False, True])
async def test_a_source_whose_pages_hang_at_many_hosts_leaves_slots_to_the_others(
    site: Site, robots_hang: bool
) -> None:
    async with AsyncExitStack() as open_sites, HttpClient(user_agent="x", allow_private=True, timeout=3600) as http:
        hosts = [await open_sites.enter_async_context(loopback_site()) for _ in range(12)]
        for host in hosts:
            host.answers["/1"] = never
            if robots_hang:
                host.answers["/robots.txt"] = never
        hostile = [
            Candidate(url=f"{host.url}/1?{n}", source="http://hostile.example/rss") for n in range(10) for host in hosts
        ]
        honest = [Candidate(url=site.page(f"/{n}", "<html>x</html>"), source=f"{site.url}/rss") for n in range(5)]
        outcomes = await run_until_through(fetch_stage(http, SETTINGS), [*hostile, *honest], honest, MemoryState())
    for n in range(len(honest)):
        page_of(outcomes[len(hostile) + n])
    sent_away = [outcomes[n] for n in range(len(hostile)) if n in outcomes]
    assert sent_away
    assert all(isinstance(outcome, Retry) and not outcome.counts for outcome in sent_away)


async def test_an_article_of_the_site_itself_goes_before_what_outsiders_name_there(
    site: Site, http: HttpClient
) -> None:
    stage = fetch_stage(http, FetchSettings(host_delay=1.0, obey_robots=False))
    foreign = [Candidate(url=f"{site.url}/foreign/{n}", source="http://hostile.example/rss") for n in range(1_000)]
    own = Candidate(url=site.page("/own", "<html>x</html>"), source=f"{site.url}/rss")
    outcomes = await run_until_through(stage, [*foreign, own], [own], MemoryState())
    page_of(outcomes[len(foreign)])
    assert site.paths().index("/own") <= 4


async def test_what_a_source_names_at_a_host_that_keeps_timing_out_is_delayed_and_what_others_name_there_is_not(
    site: Site, http: HttpClient
) -> None:
    site.answers["/slow"] = never
    breaker = Breaker("fetch")
    stage = fetch_stage(http, FetchSettings(host_delay=0, obey_robots=False), breaker)
    hostile, url = "http://hostile.example/rss", site.page("/news/1", "<html>x</html>")
    for _ in range(3):
        assert isinstance(await fetch(stage, f"{site.url}/slow", source=hostile), Retry)
    delayed = await fetch(stage, url, source=hostile)
    assert isinstance(delayed, Retry)
    assert (delayed.reason, delayed.counts) == ("source delayed", False)
    assert [each.named for each in breaker.delayed()] == [Named(hostile, site.host)]
    page_of(await fetch(stage, url, source=f"{site.url}/rss"))
    breaker.went_well(Named(hostile, site.host))
    page_of(await fetch(stage, url, source=hostile))


async def test_a_host_that_tells_outsiders_to_wait_is_still_asked_for_what_it_names_itself(
    site: Site, stage: Stage
) -> None:
    site.answers["/limited"] = Reply(503, headers={"retry-after": "3600"})
    outsider, url = "http://hostile.example/rss", site.page("/news/1", "<html>x</html>")
    assert isinstance(await fetch(stage, f"{site.url}/limited", source=outsider), Retry)
    waiting = await fetch(stage, url, source=outsider)
    assert isinstance(waiting, Retry)
    assert waiting.after == pytest.approx(3600, abs=60)
    page_of(await fetch(stage, url, source=f"{site.url}/rss"))
