from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.discover.health import SOURCES as SOURCES_SPACE
from agents.discover.health import SourceHealth, save_health
from agents.discover.known import KnownSources
from agents.discover.look import Look
from agents.discover.price import USUAL_PRICE
from agents.discover.schedule import NextBy, plan_next
from agents.discover.shared_price import HOLDS, SCHEDULE, SharedPrice, left_to_share
from agents.discover.sources import DiscoverSettings, SourceSetting
from agents.http_client import HttpClient
from tests.agents.discover.samples import SEEN, rss, sitemap, sitemap_index
from tests.agents.discover.test_discover import XML, Desk, next_polls
from tests.fakes import MemoryState
from tests.loopback import Asked, Reply, loopback_site
from topics.outcome import Done, Drop, Retry

SETTINGS = DiscoverSettings()
SOURCE = SourceSetting(url="https://garam.example/feed")
NIGHT = SEEN.replace(hour=3)

moments = st.datetimes(datetime(2021, 1, 1), datetime(2021, 6, 1)).map(lambda naive: naive.replace(tzinfo=SEEN.tzinfo))  # noqa: DTZ001
stamps = st.lists(st.none() | moments, max_size=30)


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    async with loopback_site() as site, HttpClient(user_agent="Dongmaeng/0", allow_private=True, timeout=5) as http:
        yield Desk(site, http)


def health() -> SourceHealth:
    return SourceHealth(source=SOURCE.id)


@given(
    st.lists(st.tuples(stamps, st.floats(0, 1e12), st.integers(1, 50)), min_size=1, max_size=6),
    moments,
    st.floats(1e-2, 1e12),
)
def test_no_look_comes_sooner_or_later_than_the_limits(
    looks: list[tuple[list[datetime | None], float, int]], moment: datetime, price: float
) -> None:
    known = health()
    for published, fresh_for, requests in looks:
        look = Look(200, fresh_for=fresh_for, requests=requests)
        pause = plan_next(look, published, SOURCE, known, SETTINGS, price, moment)
        asked = min(fresh_for, SETTINGS.max_interval)
        assert max(SETTINGS.min_interval, asked) <= pause <= SETTINGS.max_interval + 60
        assert len(known.rhythm.model_dump_json()) < 2_000
        moment += timedelta(seconds=pause)


@given(stamps, st.floats(0, 1e12), st.floats(0.1, 1e6))
def test_a_set_interval_is_kept_but_for_what_the_source_asks(
    published: list[datetime | None], fresh_for: float, interval: float
) -> None:
    source = SOURCE.model_copy(update={"interval": interval})
    known = health()
    pause = plan_next(Look(200, fresh_for=fresh_for), published, source, known, SETTINGS, USUAL_PRICE, SEEN)
    asked = min(fresh_for, SETTINGS.max_interval)
    assert max(interval, asked) <= pause <= max(interval, asked) + min(60, max(interval, asked) * 0.05)
    assert known.next_by == (NextBy.ASKED if asked > interval else NextBy.INTERVAL)


def test_a_look_that_costs_more_requests_comes_more_rarely() -> None:
    cheap, dear = health(), health()
    plan_next(Look(200), [], SOURCE, cheap, SETTINGS, USUAL_PRICE, SEEN)
    plan_next(Look(200, requests=9), [], SOURCE, dear, SETTINGS, USUAL_PRICE, SEEN)
    assert cheap.interval is not None
    assert dear.interval is not None
    assert dear.interval > 2 * cheap.interval


async def test_the_requests_of_a_look_are_counted(desk: Desk) -> None:
    index = desk.source("/index.xml")
    desk.site.page("/index.xml", sitemap_index(["/a.xml", "/b.xml"]), XML)
    for path in ("/a.xml", "/b.xml"):
        desk.site.page(path, sitemap(desk.links(1)), XML)
    await desk.look(index)
    assert (await desk.health(index)).requests == 3
    await desk.when_due(index)  # the index alone: its sitemaps have not changed
    assert (await desk.health(index)).requests == pytest.approx(2.6)


@pytest.mark.parametrize("stamp", [NIGHT, SEEN + timedelta(hours=20), SEEN - timedelta(days=400), SEEN.replace(hour=0)])
def test_a_source_that_stamps_a_thousand_stories_with_what_cannot_be_harms_only_itself(stamp: datetime) -> None:
    liar, honest, moment = health(), health(), SEEN - timedelta(days=1)
    for known in (liar, honest):
        plan_next(Look(200), [], SOURCE, known, SETTINGS, USUAL_PRICE, moment)
    plan_next(Look(200), [stamp] * 1000, SOURCE, liar, SETTINGS, USUAL_PRICE, SEEN)
    plan_next(Look(200), [None] * 3, SOURCE, honest, SETTINGS, USUAL_PRICE, SEEN)
    looks, at = 0, SEEN
    while at < SEEN + timedelta(days=1):
        at += timedelta(seconds=plan_next(Look(304), [], SOURCE, liar, SETTINGS, USUAL_PRICE, at))
        looks += 1
    assert looks <= 1440
    assert honest.rhythm.stories.sum() == 3


@pytest.mark.parametrize(
    ("head", "headers", "seconds"),
    [
        ("", {"cache-control": "max-age=7200"}, 7200),
        ("<ttl>180</ttl>", {}, 10_800),
        ("<ttl>180</ttl>", {"cache-control": "max-age=7200"}, 10_800),
        ("<ttl>99999999</ttl>", {}, 43_200),
        (
            "",
            {"date": format_datetime(SEEN), "expires": format_datetime(SEEN + timedelta(hours=5))},
            18_000,
        ),
    ],
)
async def test_what_a_source_asks_for_is_never_undercut(
    desk: Desk,
    head: str,
    headers: dict[str, str],
    seconds: float,
) -> None:
    text = rss(desk.links(1)).replace("<item>", head + "<item>", 1).encode()

    def feed(asked: Asked) -> Reply:
        known = asked.headers.get("if-none-match") == '"v1"'
        return Reply(304, b"", headers) if known else Reply(200, text, {"etag": '"v1"', "content-type": XML, **headers})

    for source in (desk.source(), desk.source("/other", interval=60)):
        desk.site.answers[source.url.removeprefix(desk.site.url)] = feed
        for _ in range(3):
            (due,) = next_polls(await desk.when_due(source))
            assert seconds <= (due - desk.moment).total_seconds() <= seconds + 60
        assert (await desk.health(source)).next_by == NextBy.ASKED
        assert (await desk.health(source)).status == 304
        desk.moment += timedelta(seconds=seconds / 2)
        assert isinstance(await desk.look(source), Drop)  # nor after a restart, which orders all again


async def test_a_source_is_looked_at_when_it_publishes(desk: Desk) -> None:
    """A press room at nine: looked at often then, rarely in the night."""
    source = desk.source()
    number = 0
    pauses: dict[int, list[float]] = {}
    desk.moment = SEEN.replace(hour=0, minute=30)
    end = desk.moment + timedelta(days=4)
    published: list[int] = []
    shown = desk.moment
    while desk.moment < end:
        while (shown := shown + timedelta(minutes=6)) <= desk.moment:
            if shown.hour == 9:
                number += 1
                published.insert(0, number)
        shown -= timedelta(minutes=6)
        desk.site.page("/feed", rss(desk.links(*published[:30])), XML)
        looked = desk.moment
        (due,) = next_polls(await desk.when_due(source))
        pauses.setdefault(looked.hour, []).append((due - looked).total_seconds())
        desk.moment = due
    at_night = [pauses[hour][-1] for hour in (1, 2, 3, 4) if hour in pauses]
    assert pauses[9][-1] < min(at_night, default=SETTINGS.max_interval) / 3


@pytest.mark.parametrize(("interval", "next_pause"), [(None, 300.0), (60.0, 60.0)])
async def test_after_a_failure_the_rhythm_goes_on(desk: Desk, interval: float | None, next_pause: float) -> None:
    source = desk.source(interval=interval)
    desk.site.page("/feed", rss(desk.links(1)), XML)
    await desk.look(source)
    before = (await desk.health(source)).rhythm
    desk.site.answers["/feed"] = Reply(500)
    outcome = await desk.when_due(source)
    assert isinstance(outcome, Retry)
    assert outcome.after is not None
    assert next_pause <= outcome.after <= next_pause * 1.05
    known = await desk.health(source)
    assert (known.next_by, known.rhythm.watched) == (NextBy.FAILURE, before.watched)
    desk.site.page("/feed", rss(desk.links(2, 1)), XML)
    assert isinstance(await desk.when_due(source), Done)
    assert (await desk.health(source)).rhythm.watched == desk.moment


class ScannedState(MemoryState):
    """Counts how often the health of all sources was read."""

    scans = 0

    def scan(self, space: str, prefix: str = ""):  # type: ignore[no-untyped-def]
        self.scans += space == SOURCES_SPACE
        return super().scan(space, prefix)


SOURCES = [SourceSetting(url=f"https://outlet{n}.example/feed") for n in range(20)]
KNOWN = KnownSources(SOURCES, DiscoverSettings(requests_per_day=20 * 96))


async def test_workers_agree_on_a_price_and_few_looks_read_all_sources() -> None:
    state = ScannedState(lambda: SEEN)
    workers = [SharedPrice() for _ in range(3)]
    prices = {await worker.at(SEEN + timedelta(minutes=n), KNOWN, state) for n in range(50) for worker in workers}
    assert len(prices) == 1
    assert state.scans == 1
    await workers[0].at(SEEN + timedelta(seconds=HOLDS), KNOWN, state)
    assert state.scans == 2


async def test_without_a_budget_no_source_need_know_of_others() -> None:
    state = ScannedState(lambda: SEEN)
    assert await SharedPrice().at(SEEN, KnownSources(SOURCES), state) == USUAL_PRICE
    assert state.scans == 0


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"price": "dear"},
        {"price": -1.0, "made": SEEN.isoformat(), "requests_per_day": 1920.0},
        {"price": float("inf"), "made": SEEN.isoformat(), "requests_per_day": 1920.0},
        {"price": 1.5, "made": "2021-03-04T22:00:00", "requests_per_day": 1920.0},
        {"price": 1.5, "made": (SEEN + timedelta(days=300)).isoformat(), "requests_per_day": 1920.0},
        {"price": 1.5, "made": (SEEN - timedelta(days=300)).isoformat(), "requests_per_day": 1920.0},
        {"price": 1.5, "made": SEEN.isoformat(), "requests_per_day": 7.0},
    ],
)
async def test_a_price_that_does_not_hold_is_made_anew(document: dict[str, object]) -> None:
    state = MemoryState(lambda: SEEN)
    right = await SharedPrice().at(SEEN, KNOWN, MemoryState(lambda: SEEN))
    await state.put(SCHEDULE, "price", document)
    assert await SharedPrice().at(SEEN, KNOWN, state) == right


async def test_a_clock_that_goes_back_makes_a_new_price() -> None:
    state = ScannedState(lambda: SEEN)
    shared = SharedPrice()
    await shared.at(SEEN + timedelta(days=300), KNOWN, state)
    await shared.at(SEEN, KNOWN, state)
    assert state.scans == 2


async def test_failing_sources_leave_their_share_to_others() -> None:
    state = MemoryState(lambda: SEEN)
    before = await SharedPrice().at(SEEN, KNOWN, MemoryState(lambda: SEEN))
    for source in SOURCES[:10]:
        await save_health(state, SourceHealth(source=source.id, failures=3))
    assert await SharedPrice().at(SEEN, KNOWN, state) < before / 2


def test_sources_with_an_interval_take_theirs_first() -> None:
    hourly = SourceSetting(url="https://hourly.example/feed", interval=3600)
    assert left_to_share(100, [hourly, *SOURCES]) == 76
    assert left_to_share(10, [hourly, *SOURCES]) == 0
