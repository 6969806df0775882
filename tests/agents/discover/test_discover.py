from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest

from agents.discover.discover import discover_stage
from agents.discover.health import SourceHealth, source_health, sources_health
from agents.discover.known import KnownSources
from agents.discover.sources import DiscoverSettings, SourceSetting
from agents.http_client import HttpClient
from agents.sites import site_of_url
from agents.workers import InlineWorkers
from tests.agents.discover.samples import SEEN, TITLE, rss, sitemap, sitemap_index
from tests.fakes import MemoryState, run_one
from tests.loopback import Asked, Reply, Site, loopback_site
from topics.outcome import Done, Drop, Later, Outcome, Retry
from topics.records import Candidate, Poll, Quiet

XML = "application/xml"


class Desk:
    """A discover stage with a clock that a test moves, looking at one site on loopback."""

    def __init__(self, site: Site, http: HttpClient) -> None:
        self.site = site
        self.http = http
        self.moment = SEEN
        self.state = MemoryState(lambda: self.moment)
        self.sources: list[SourceSetting] = []
        self.settings = DiscoverSettings()

    def source(self, path: str = "/feed", **fields: object) -> SourceSetting:
        source = SourceSetting.model_validate({"url": self.site.url + path, **fields})
        self.sources.append(source)
        return source

    def known(self) -> KnownSources:
        return KnownSources(self.sources, self.settings)

    async def look(self, source: SourceSetting) -> Outcome:
        stage = discover_stage(self.known(), self.http, InlineWorkers(), clock=lambda: self.moment)
        return await run_one(stage, Poll(source=source.id), self.state)

    async def when_due(self, source: SourceSetting) -> Outcome:
        self.moment = (await self.health(source)).next or self.moment
        return await self.look(source)

    async def health(self, source: SourceSetting) -> SourceHealth:
        return await source_health(self.state, source.url)

    def links(self, *numbers: int) -> list[str]:
        return [f"{self.site.url}/news/{number}" for number in numbers]


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    async with loopback_site() as site, HttpClient(user_agent="Dongmaeng/0", allow_private=True, timeout=5) as http:
        yield Desk(site, http)


@pytest.fixture
async def outsider(desk: Desk) -> AsyncIterator[Desk]:
    """Another site, looked at by the same service."""
    async with loopback_site() as site:
        other = Desk(site, desk.http)
        other.state = desk.state
        yield other


def candidates(outcome: Outcome) -> list[Candidate]:
    assert isinstance(outcome, Done), outcome
    return [output for output in outcome.outputs if isinstance(output, Candidate)]


def urls(outcome: Outcome) -> list[str]:
    return [candidate.url for candidate in candidates(outcome)]


def next_polls(outcome: Outcome) -> list[datetime]:
    assert isinstance(outcome, Done), outcome
    return [output.due for output in outcome.outputs if isinstance(output, Later)]


async def test_each_story_is_named_once(desk: Desk) -> None:
    source = desk.source()
    desk.site.page("/feed", rss(desk.links(2, 1)), XML)
    first = await desk.look(source)
    assert urls(first) == desk.links(2, 1)
    assert candidates(first)[0].title == TITLE
    assert candidates(first)[0].published == SEEN - timedelta(hours=1)
    assert candidates(first)[0].source == source.id
    desk.site.page("/feed", rss([*desk.links(3, 2), desk.links(2)[0] + "?utm_source=rss", *desk.links(1)]), XML)
    assert urls(await desk.when_due(source)) == desk.links(3)
    assert urls(await desk.when_due(source)) == []
    health = await desk.health(source)
    assert (health.items_seen, health.failures, health.last_error) == (3, 0, None)


async def test_two_sources_with_the_same_story_name_it_once(desk: Desk) -> None:
    one, other = desk.source("/one"), desk.source("/other")
    desk.site.page("/one", rss(desk.links(1)), XML)
    desk.site.page("/other", rss(desk.links(2, 1)), XML)
    assert urls(await desk.look(one)) == desk.links(1)
    assert urls(await desk.look(other)) == desk.links(2)


async def test_what_an_outsider_names_first_is_new_to_its_own_site(desk: Desk, outsider: Desk) -> None:
    own, other, third = desk.source(), outsider.source(), outsider.source("/third")
    desk.site.page("/feed", rss(desk.links(1, 2)), XML)
    outsider.site.page("/feed", rss(desk.links(1)), XML)
    outsider.site.page("/third", rss(desk.links(1)), XML)
    assert urls(await outsider.look(other)) == desk.links(1)
    assert (await outsider.health(other)).elsewhere == 1
    assert urls(await outsider.look(third)) == []
    assert urls(await desk.look(own)) == desk.links(1, 2)
    assert urls(await desk.when_due(own)) == []


async def test_what_its_own_site_has_named_no_outsider_names_again(desk: Desk, outsider: Desk) -> None:
    own, other = desk.source(), outsider.source()
    desk.site.page("/feed", rss(desk.links(1)), XML)
    outsider.site.page("/feed", rss(desk.links(2, 1)), XML)
    await desk.look(own)
    assert urls(await outsider.look(other)) == desk.links(2)


async def test_a_source_speaks_for_the_sites_that_its_setting_names(desk: Desk, outsider: Desk) -> None:
    agency = outsider.source(sites=[desk.site.host])
    outsider.site.page("/feed", rss(desk.links(1)), XML)
    (candidate,) = candidates(await outsider.look(agency))
    assert (await outsider.health(agency)).elsewhere == 0
    assert candidate.sites == [site_of_url(desk.site.url)]
    desk.site.page("/feed", rss(desk.links(1)), XML)
    assert urls(await desk.look(desk.source())) == []


async def test_a_story_without_a_date_is_taken_once_more_when_its_own_site_dates_it(desk: Desk) -> None:
    undated = sitemap(desk.links(1)).replace("2021-03-04T12:00:00+09:00", "")
    desk.site.page("/map.xml", undated, XML)
    desk.site.page("/feed", rss(desk.links(1)), XML)
    desk.site.page("/other", rss(desk.links(1)), XML)
    (first,) = candidates(await desk.look(desk.source("/map.xml")))
    assert first.quiet is Quiet.UNDATED
    (dated,) = candidates(await desk.look(desk.source()))
    assert (dated.quiet, dated.published) == (None, SEEN - timedelta(hours=1))
    assert urls(await desk.look(desk.source("/other"))) == []


async def test_an_address_is_forgotten_in_the_end(desk: Desk) -> None:
    source = desk.source()
    desk.site.page("/feed", rss(desk.links(1)), XML)
    await desk.look(source)
    desk.moment += timedelta(days=61)
    (again,) = candidates(await desk.look(source))
    assert again.quiet


async def test_what_has_not_changed_is_not_sent_again(desk: Desk) -> None:
    def feed(asked: Asked) -> Reply:
        known = asked.headers.get("if-none-match") == '"v1"' and "if-modified-since" in asked.headers
        headers = {"etag": '"v1"', "last-modified": "Thu, 04 Mar 2021 12:00:00 GMT", "content-type": XML}
        return Reply(304) if known else Reply(200, rss(desk.links(1)).encode(), headers)

    source = desk.source()
    desk.site.answers["/feed"] = feed
    await desk.look(source)
    for _ in range(2):
        outcome = await desk.when_due(source)
        assert candidates(outcome) == []
        assert len(next_polls(outcome)) == 1
    assert (await desk.health(source)).status == 304


async def test_a_validator_that_cannot_be_sent_back_is_not_kept(desk: Desk) -> None:
    source = desk.source()
    desk.site.page("/feed", rss(desk.links(1)), XML, etag='"가"')
    await desk.look(source)
    assert isinstance(await desk.when_due(source), Done)
    assert "if-none-match" not in desk.site.asked[-1].headers


async def test_a_busy_source_is_looked_at_more_often_than_a_quiet_one(desk: Desk) -> None:
    desk.settings = DiscoverSettings(min_interval=60, max_interval=3600)
    source = desk.source()
    pauses = []
    for number in range(20):
        desk.site.page("/feed", rss(desk.links(*range(5 * number, 5 * number + 5))), XML)
        (due,) = next_polls(await desk.when_due(source))
        pauses.append((due - desk.moment).total_seconds())
    assert pauses[0] > pauses[-1] == pytest.approx(60, rel=0.1)
    end = desk.moment + timedelta(hours=12)
    while desk.moment < end:
        (due,) = next_polls(await desk.when_due(source))
    assert (due - desk.moment).total_seconds() > 10 * 60


async def test_a_set_interval_is_kept(desk: Desk) -> None:
    source = desk.source(interval=2.0)
    desk.site.page("/feed", rss([]), XML)
    (due,) = next_polls(await desk.look(source))
    assert (due - desk.moment).total_seconds() == pytest.approx(2, rel=0.1)


async def test_a_second_order_for_the_same_look_is_dropped(desk: Desk) -> None:
    source = desk.source()
    desk.site.page("/feed", rss(desk.links(1)), XML)
    await desk.look(source)
    again = await desk.look(source)
    assert isinstance(again, Drop)
    assert again.reason == "polled already"
    assert desk.site.paths() == ["/feed"]
    assert next_polls(await desk.when_due(source))


async def test_a_shortened_interval_takes_effect_before_the_old_one_is_over(desk: Desk) -> None:
    slow = desk.source(interval=86_400)
    desk.site.page("/feed", rss(desk.links(1)), XML)
    await desk.look(slow)
    desk.sources = []
    fast = desk.source(interval=60)
    desk.moment += timedelta(seconds=61)
    assert isinstance(await desk.look(fast), Done)


@pytest.mark.parametrize(("left", "reason"), [({"enabled": False}, "paused"), (None, "no longer a source")])
async def test_a_source_that_is_no_longer_set_is_dropped(
    desk: Desk, left: dict[str, object] | None, reason: str
) -> None:
    source = desk.source()
    desk.sources = []
    if left is not None:
        desk.source(**left)
    outcome = await desk.look(source)
    assert isinstance(outcome, Drop)
    assert outcome.reason == reason
    assert desk.site.paths() == []


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (Reply(404), "not found"),
        (Reply(410), "gone"),
        (Reply(403), "forbidden"),
        (Reply(500), "server error"),
        (Reply(503), "told to wait"),
        (Reply(304), "unexpected status"),
        (Reply(302, headers={"location": "/feed"}), "too many redirects"),
        (Reply(302, headers={"location": "ftp://x/"}), "not a web address"),
        (Reply(200, "<html>점검 중</html>".encode()), "not a source"),
        (Reply(200, b'<!DOCTYPE x [<!ENTITY a "a">]><rss>&a;</rss>'), "xml bomb"),
        (Reply(200, b"<rss><channel><item>"), "broken XML"),
        (Reply(200, b" " * 10_000_001), "too large"),
    ],
)
async def test_a_failing_source_is_tried_again_ever_more_rarely_and_never_given_up(
    desk: Desk, reply: Reply, reason: str
) -> None:
    source = desk.source()
    desk.site.answers["/feed"] = reply
    pauses = []
    for failures in range(1, 16):
        outcome = await desk.when_due(source)
        assert isinstance(outcome, Retry)
        assert (outcome.reason, outcome.counts) == (reason, False)
        assert outcome.after is not None
        pauses.append(outcome.after)
        health = await desk.health(source)
        assert (health.last_error, health.failures) == (reason, failures)
    assert pauses[0] < pauses[2] < pauses[-1] == pytest.approx(86_400, rel=0.1)
    desk.site.page("/feed", rss(desk.links(1)), XML)
    assert urls(await desk.when_due(source)) == desk.links(1)
    assert (await desk.health(source)).failures == 0


@pytest.mark.parametrize(("interval", "pause"), [(60.0, 60.0), (None, 300.0), (86_400.0, 300.0)])
async def test_after_one_failure_a_source_is_tried_again_soon_however_rarely_it_is_looked_at(
    desk: Desk, interval: float | None, pause: float
) -> None:
    source = desk.source(interval=interval)
    desk.site.answers["/feed"] = Reply(503)
    outcome = await desk.look(source)
    assert isinstance(outcome, Retry)
    assert outcome.after == pytest.approx(pause, rel=0.06)


async def test_a_dead_server_and_a_private_address_are_failures_with_a_reason(desk: Desk) -> None:
    dead = SourceSetting(url="http://127.0.0.1:1/feed")
    desk.sources.append(dead)
    outcome = await desk.look(dead)
    assert isinstance(outcome, Retry)
    assert outcome.reason == "unreachable"
    async with HttpClient(user_agent="x") as desk.http:
        desk.moment += timedelta(days=1)
        outcome = await desk.look(dead)
    assert isinstance(outcome, Retry)
    assert outcome.reason == "private address"


async def test_the_pause_that_a_server_asks_for_is_kept(desk: Desk) -> None:
    source = desk.source(interval=1.0)
    desk.site.answers["/feed"] = Reply(429, headers={"retry-after": "4000"})
    outcome = await desk.look(source)
    assert isinstance(outcome, Retry)
    assert outcome.after == 4000  # not spread: what the site asks for is never undercut


async def test_a_broken_feed_gives_what_could_be_read_and_the_fault_is_told(desk: Desk) -> None:
    source = desk.source()
    whole = rss(desk.links(1, 2, 3))
    desk.site.page("/feed", whole[: whole.index("/news/3")], XML, etag='"v1"')
    assert urls(await desk.look(source))[:2] == desk.links(1, 2)
    health = await desk.health(source)
    assert (health.last_error, health.failures) == ("broken XML", 0)
    desk.site.page("/feed", whole, XML, etag='"v1"')
    assert urls(await desk.when_due(source)) == desk.links(3)
    assert "if-none-match" not in desk.site.asked[-1].headers


async def test_old_stories_are_quiet(desk: Desk) -> None:
    source = desk.source()
    links = desk.links(*range(200))  # each an hour older than the one before
    desk.site.page("/feed", rss(links), XML)
    quiet = [candidate.quiet for candidate in candidates(await desk.look(source))]
    assert quiet == [Quiet.OLD if n >= 7 * 24 else None for n in range(200)]


async def test_a_plain_sitemap_is_no_archive_to_crawl(desk: Desk) -> None:
    source = desk.source("/map.xml")
    old = sitemap(desk.links(1), "2020-01-01T00:00:00+09:00")
    undated = sitemap(desk.links(2)).replace("2021-03-04T12:00:00+09:00", "")
    fresh = sitemap(desk.links(3))
    desk.site.page("/map.xml", sitemap_index(["/old.xml", "/undated.xml", "/fresh.xml"]), XML)
    for name, text in (("/old.xml", old), ("/undated.xml", undated), ("/fresh.xml", fresh)):
        desk.site.page(name, text, XML)
    quiet = {candidate.url: candidate.quiet for candidate in candidates(await desk.look(source))}
    assert quiet == {desk.links(2)[0]: Quiet.UNDATED, desk.links(3)[0]: None}
    desk.site.page("/map.xml", undated.replace("/news/2", "/news/4"), XML)
    (new,) = candidates(await desk.when_due(source))
    assert not new.quiet
    assert new.published is None


async def test_what_is_too_much_for_one_look_comes_with_the_next(desk: Desk) -> None:
    desk.settings = DiscoverSettings(max_items=3)
    source = desk.source()
    desk.site.page("/feed", rss(desk.links(1, 2, 3, 4, 5)), XML, etag='"v1"')
    assert urls(await desk.look(source)) == desk.links(1, 2, 3)
    assert urls(await desk.when_due(source)) == desk.links(4, 5)


async def test_the_front_page_is_no_story(desk: Desk) -> None:
    source = desk.source()
    plain = desk.site.url + "/?p=4411"
    desk.site.page(
        "/feed", rss([desk.site.url + "/", desk.site.url + "/index.html?lang=ko", plain, *desk.links(1)]), XML
    )
    assert urls(await desk.look(source)) == [plain, *desk.links(1)]


async def test_the_sitemaps_of_an_index_are_read_and_the_unchanged_ones_left_alone(desk: Desk) -> None:
    source = desk.source("/index.xml")
    desk.site.page("/index.xml", sitemap_index(["/a.xml", "/b.xml", "/gone.xml"]), XML)
    desk.site.page("/a.xml", sitemap(desk.links(1)), XML)
    desk.site.page("/b.xml", sitemap(desk.links(2)), XML)
    assert sorted(urls(await desk.look(source))) == desk.links(1, 2)
    assert (await desk.health(source)).last_error == "not found"
    desk.site.asked.clear()
    assert urls(await desk.when_due(source)) == []
    assert desk.site.paths() == ["/index.xml", "/gone.xml"]
    desk.site.page("/index.xml", sitemap_index(["/a.xml", "/b.xml"], "2021-03-04T21:00:00+09:00"), XML)
    desk.site.page("/b.xml", sitemap(desk.links(2, 3)), XML)
    assert urls(await desk.when_due(source)) == desk.links(3)


async def test_indexes_that_point_to_each_other_end(desk: Desk) -> None:
    source = desk.source("/a.xml")
    desk.site.page("/a.xml", sitemap_index([f"/{n}.xml" for n in range(50)] + ["/a.xml"]), XML)
    for n in range(50):
        desk.site.page(f"/{n}.xml", sitemap_index(["/a.xml", f"/{n + 1}.xml"]), XML)
    await desk.look(source)
    assert len(desk.site.asked) <= 1 + desk.settings.max_sitemaps


async def test_the_health_of_all_sources_can_be_read(desk: Desk) -> None:
    good, bad = desk.source("/good", publisher="가람일보"), desk.source("/bad")
    desk.site.page("/good", rss(desk.links(1)), XML)
    await desk.look(good)
    await desk.look(bad)
    by_id = {health.source: health for health in await sources_health(desk.state)}
    assert by_id[good.id].publisher == "가람일보"
    assert by_id[good.id].last_new == by_id[good.id].last_success == desk.moment
    assert (by_id[bad.id].last_error, by_id[bad.id].last_success) == ("not found", None)


async def test_after_a_clock_that_was_a_year_ahead_a_source_is_looked_at_at_once(desk: Desk) -> None:
    source = desk.source(interval=60)
    desk.site.page("/feed", rss(desk.links(1)), XML)
    right, desk.moment = desk.moment, desk.moment + timedelta(days=365)
    await desk.look(source)
    desk.moment = right
    assert isinstance(await desk.look(source), Done)
    assert isinstance(await desk.look(source), Drop)  # no second look for the second order
    assert (await desk.health(source)).next == pytest.approx(right + timedelta(seconds=60), abs=timedelta(seconds=10))


async def test_after_a_clock_that_was_a_year_behind_a_source_is_looked_at_at_once(desk: Desk) -> None:
    source = desk.source(interval=60)
    desk.site.page("/feed", rss(desk.links(1)), XML)
    right, desk.moment = desk.moment, desk.moment - timedelta(days=365)
    await desk.look(source)
    desk.moment = right
    assert isinstance(await desk.look(source), Done)
