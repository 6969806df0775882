"""When a look is taken before its time: for a corrected setting and for who asks, and never twice at once."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest

from agents.discover.discover import discover_stage
from agents.discover.health import SourceHealth, save_health, source_health
from agents.discover.known import KnownSources
from agents.discover.sources import SourceSetting
from agents.http_client import HttpClient
from agents.workers import InlineWorkers
from tests.agents.discover.samples import SEEN, rss
from tests.fakes import MemoryState, run_one
from tests.loopback import Asked, Reply, Site, loopback_site
from topics.outcome import Done, Drop, Later, Outcome, Retry
from topics.records import Poll

HOUR = 3600.0


class Desk:
    """A discover stage that goes on while its sources are swapped, with a clock that a test moves."""

    def __init__(self, site: Site, http: HttpClient) -> None:
        self.site = site
        self.moment = SEEN
        self.state = MemoryState(lambda: self.moment)
        self.known = KnownSources([self.setting()])
        self.stage = discover_stage(self.known, http, InlineWorkers(), clock=lambda: self.moment)
        site.page("/feed", rss([f"{site.url}/news/1"]), "application/xml", etag='"one"')

    def setting(self, **fields: object) -> SourceSetting:
        return SourceSetting.model_validate({"url": self.site.url + "/feed", "interval": HOUR, **fields})

    def swap(self, **fields: object) -> None:
        self.known.swap([self.setting(**fields)], self.known.settings)

    async def look(self, asked: str | None = None) -> Outcome:
        return await run_one(self.stage, Poll(source=self.setting().id, asked=asked), self.state)

    async def health(self) -> SourceHealth:
        return await source_health(self.state, self.setting().url)

    def later(self, seconds: float) -> datetime:
        self.moment += timedelta(seconds=seconds)
        return self.moment


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    async with loopback_site() as site, HttpClient(user_agent="Dongmaeng/0", allow_private=True, timeout=5) as http:
        yield Desk(site, http)


def due(outcome: Outcome) -> datetime:
    """When the look that an outcome orders is due."""
    assert isinstance(outcome, Done), outcome
    [later] = [output for output in outcome.outputs if isinstance(output, Later)]
    return later.due


@pytest.mark.parametrize("fields", [{"kind": "feed"}, {"interval": 60.0}, {"sites": ["zdnet.co.kr"]}])
async def test_a_corrected_source_is_looked_at_at_once_and_only_once(desk: Desk, fields: dict[str, object]) -> None:
    await desk.look()
    desk.swap(**fields)
    desk.later(30)
    assert due(await desk.look()) > desk.moment
    assert isinstance(await desk.look(), Drop)
    assert desk.site.paths() == ["/feed", "/feed"]
    assert "if-none-match" not in desk.site.asked[1].headers  # another reading of the same page may give more


async def test_a_correction_ends_the_backoff_of_what_was_wrong(desk: Desk) -> None:
    desk.site.answers["/feed"] = Reply(500)
    for _ in range(6):
        assert isinstance(await desk.look(), Retry)
        desk.moment = (await desk.health()).next or desk.moment
    assert isinstance(await desk.look(), Retry)
    desk.later(1)
    desk.swap(kind="listing")
    again = await desk.look()
    assert isinstance(again, Retry)
    assert again.after is not None
    assert again.after < 400
    assert (await desk.health()).failures == 1


@pytest.mark.parametrize("fields", [{"publisher": "가람일보"}, {"section": "경제"}])
async def test_what_is_for_people_alone_makes_no_look(desk: Desk, fields: dict[str, object]) -> None:
    await desk.look()
    desk.swap(**fields)
    assert isinstance(await desk.look(), Drop)


async def test_a_source_that_rested_is_looked_at_at_once(desk: Desk) -> None:
    await desk.look()
    desk.swap(enabled=False)
    rests = await desk.look()
    assert isinstance(rests, Drop)
    assert rests.reason == "paused"
    desk.swap()
    desk.later(5)
    assert isinstance(await desk.look(), Done)


async def test_what_an_earlier_version_kept_counts_as_no_correction(desk: Desk) -> None:
    health = SourceHealth(source=desk.setting().id, last_look=SEEN, next=SEEN + timedelta(hours=1))
    await save_health(desk.state, health)
    assert isinstance(await desk.look(), Drop)
    desk.later(HOUR)
    assert isinstance(await desk.look(), Done)
    assert not (await desk.health()).is_corrected(desk.setting())


async def test_who_asks_gets_a_look_before_its_time_and_the_schedule_goes_on_from_it(desk: Desk) -> None:
    scheduled = due(await desk.look())
    desk.later(60)
    again = due(await desk.look(asked="a command"))
    assert again > scheduled
    repeated = await desk.look(asked="a command")
    assert isinstance(repeated, Drop)
    desk.moment = scheduled
    assert isinstance(await desk.look(), Drop)  # the order from before; a second schedule would begin with it
    desk.moment = again
    assert isinstance(await desk.look(), Done)
    assert desk.site.paths() == ["/feed"] * 3


async def test_a_look_that_was_asked_for_and_failed_is_tried_again_when_that_is_due(desk: Desk) -> None:
    await desk.look()
    desk.later(60)
    desk.site.answers["/feed"] = Reply(500)
    failed = await desk.look(asked="a command")
    assert isinstance(failed, Retry)
    assert failed.after is not None
    desk.site.page("/feed", rss([]), "application/xml")
    desk.later(failed.after)
    assert isinstance(await desk.look(asked="a command"), Done)


async def test_who_asks_again_and_again_does_not_burden_the_site(desk: Desk) -> None:
    await desk.look()
    for second in range(5):
        desk.later(1)
        assert isinstance(await desk.look(asked=f"command {second}"), Drop)
    assert desk.site.paths() == ["/feed"]


async def test_of_two_orders_at_once_one_waits_until_the_look_is_over(desk: Desk) -> None:
    began, go_on = asyncio.Event(), asyncio.Event()

    async def slowly(writer: asyncio.StreamWriter) -> None:
        began.set()
        await go_on.wait()
        writer.write(b"HTTP/1.1 503 X\r\ncontent-length: 0\r\n\r\n")

    desk.site.answers["/feed"] = slowly
    first = asyncio.create_task(desk.look())
    await began.wait()
    second = await desk.look(asked="a command")
    assert isinstance(second, Retry)
    assert not second.counts
    go_on.set()
    assert isinstance(await first, Retry)
    assert desk.site.paths() == ["/feed"]


async def test_an_order_outlives_the_look_that_it_met_when_nothing_comes_of_that(desk: Desk) -> None:
    """A partition that moves comes back, its order with it, while what was begun before is thrown away at its end."""
    began, go_on = asyncio.Event(), asyncio.Event()

    async def slowly(writer: asyncio.StreamWriter) -> None:
        began.set()
        await go_on.wait()
        writer.write(b"HTTP/1.1 503 X\r\ncontent-length: 0\r\n\r\n")

    answer = desk.site.answers["/feed"]
    desk.site.answers["/feed"] = slowly
    thrown_away = MemoryState(lambda: desk.moment)
    before = asyncio.create_task(run_one(desk.stage, Poll(source=desk.setting().id), thrown_away))
    await began.wait()
    again = await desk.look()
    assert isinstance(again, Retry)
    assert not again.counts
    go_on.set()
    await before
    desk.site.answers["/feed"] = answer
    assert due(await desk.look()) > desk.moment


async def test_a_look_ends_by_the_settings_that_it_began_with(desk: Desk) -> None:
    def swapped(asked: Asked) -> Reply:
        desk.known.swap([], desk.known.settings)
        return Reply(200, rss([f"{desk.site.url}/news/1"]).encode(), {"content-type": "application/xml"})

    desk.site.answers["/feed"] = swapped
    outcome = await desk.look()
    assert isinstance(outcome, Done)
    assert len(outcome.outputs) == 2
    gone = await desk.look()
    assert isinstance(gone, Drop)
    assert gone.reason == "no longer a source"
