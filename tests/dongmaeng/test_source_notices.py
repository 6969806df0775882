"""Troubles of sources are told once each, and once that they are over, whoever looks and whenever they are killed."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from typing import cast

import pytest

from agents.alert.events import EVENTS
from agents.alert.payload import notice_payload
from agents.clean.yields import Yield
from agents.discover.health import save_health
from agents.discover.known import KnownSources
from agents.page_outcomes import PageOutcome
from dongmaeng import source_notices
from dongmaeng.source_notices import TOLD_SPACE, news_of, remember, tell, tell_of_sources, told_before
from dongmaeng.watched_sources import WatchedSource
from tests.dongmaeng.watched import AT, HOUR, failing, health, outcomes, watched
from tests.fakes import MemoryState
from topics.carrier import Carrier
from topics.records import Notice

OTHER = watched("https://other.example/rss")


async def news(state: MemoryState, *sources: WatchedSource, later: timedelta = timedelta()) -> Sequence[Notice]:
    """What a worker tells at a look, beside a source that goes well."""
    found = news_of([*sources, OTHER], await told_before(state), AT + later)
    await remember(state, found)
    return found.notices


async def test_a_trouble_is_told_once_and_once_that_it_is_over() -> None:
    state = MemoryState()
    silent = watched(health=health(stirred=AT - 9 * HOUR))
    [begun] = await news(state, silent)
    assert begun.event == "source.silent"
    assert begun.data == {
        "source": "https://paper.example/rss",
        "publisher": "한빛일보",
        "site": None,
        "since": "2026-11-11T06:00:00+09:00",
        "fault": "silent",
        "reason": "no new story",
        "detail": None,
        "expected": begun.data["expected"],
        "longest_pause": 7_200,
        "what_to_do": begun.data["what_to_do"],
    }
    assert await news(state, silent, later=HOUR) == []
    [over] = await news(state, watched())
    assert (over.event, over.data["over"], over.data["since"]) == (
        "source.recovered",
        "source.silent",
        begun.data["since"],
    )
    assert await news(state, watched()) == []
    assert [key async for key, _ in state.scan(TOLD_SPACE)] == []


async def test_what_cannot_be_said_leaves_what_was_told() -> None:
    state = MemoryState()
    await news(state, watched(health=health(stirred=AT - 9 * HOUR)))
    [blocked] = await news(state, watched(health=health(**failing(AT - 4 * HOUR, stirred=AT - 19 * HOUR))))
    assert (blocked.event, blocked.data["fault"]) == ("source.blocked", "refused")
    [read_again] = await news(state, watched(health=health(stirred=AT - 19 * HOUR)))
    assert read_again.data["over"] == "source.blocked"
    [stirs] = await news(state, watched())
    assert stirs.data["over"] == "source.silent"


async def test_the_pages_of_a_site_are_told_once_for_all_its_sources() -> None:
    state = MemoryState()
    site = {
        "outcomes": outcomes(*[PageOutcome.BLOCKED] * 20),
        "yields": Yield(site="paper.example", usual=[900] * 50, recent=[0] * 20, fallen=AT - HOUR),
    }
    sections = [watched(f"https://paper.example/rss/{n}", **site) for n in range(5)]
    told = await news(state, *sections)
    assert [(one.event, one.data["site"]) for one in told] == [
        ("source.blocked", "paper.example"),
        ("source.changed", "paper.example"),
    ]
    assert await news(state, *reversed(sections)) == []
    assert {one.event for one in await news(state, *sections[:1])} == set()
    well = {"outcomes": outcomes(*[PageOutcome.FETCHED] * 20), "yields": Yield(site="paper.example")}
    assert [one.event for one in await news(state, watched(**well))] == ["source.recovered"] * 2


async def test_two_workers_that_see_the_same_give_it_one_id() -> None:
    silent = watched(health=health(stirred=AT - 9 * HOUR))
    [one], [other] = await news(MemoryState(), silent), await news(MemoryState(), silent, later=HOUR)
    assert one.id == other.id
    [next_time] = await news(MemoryState(), watched(health=health(stirred=AT - 10 * HOUR)))
    assert next_time.id != one.id


async def test_where_no_source_can_be_read_it_is_told_once_and_no_flood_follows() -> None:
    def all_of(what: dict[str, object]) -> list[WatchedSource]:
        urls = [f"https://paper{n}.example/rss" for n in range(20)]
        return [watched(url, health=health(url, **what)) for url in urls]

    state = MemoryState()

    async def look(*sources: WatchedSource, later: timedelta = timedelta()) -> Sequence[Notice]:
        found = news_of(sources, await told_before(state), AT + later)
        await remember(state, found)
        return found.notices

    cut_off = all_of(failing(AT - 4 * HOUR, last_error="unreachable", status=None))
    [told] = await look(*cut_off)
    assert (told.event, told.data["source"], told.data["fault"]) == ("source.blocked", "*", "cut_off")
    assert await look(*cut_off) == []
    first, *others = cut_off
    [over] = await look(watched(first.setting.url), *others)
    assert (over.event, over.data["source"]) == ("source.recovered", "*")
    assert await look(watched(first.setting.url), *others) == []
    dead = failing(AT - 4 * HOUR, AT + 4 * HOUR, last_error="unreachable", status=None)
    still = watched("https://paper1.example/rss", health=health("https://paper1.example/rss", **dead))
    [told] = await look(watched(first.setting.url), still, later=4 * HOUR)
    assert told.data["source"] == "https://paper1.example/rss"


@pytest.mark.parametrize("what", [{"enabled": False}, None], ids=["it rests", "it is gone"])
async def test_a_source_that_is_left_alone_is_forgotten_in_silence(what: dict[str, object] | None) -> None:
    state = MemoryState()
    silent = health(stirred=AT - 9 * HOUR)
    assert len(await news(state, watched(health=silent))) == 1
    assert await news(state, *([watched(setting=what, health=silent)] if what else [])) == []
    assert [key async for key, _ in state.scan(TOLD_SPACE)] == []
    assert len(await news(state, watched(health=silent))) == 1


async def test_what_was_told_and_cannot_be_read_is_told_again() -> None:
    state = MemoryState()
    await state.put(TOLD_SPACE, "https://paper.example/rss", {"troubles": "x"})
    assert len(await news(state, watched(health=health(stirred=AT - 9 * HOUR)))) == 1


async def test_every_notice_has_the_shape_that_receivers_are_promised() -> None:
    state = MemoryState()
    source = watched(
        health=health(stirred=AT - 9 * HOUR),
        outcomes=outcomes(*[PageOutcome.CONSENT] * 20),
        yields=Yield(site="paper.example", usual=[900] * 50, recent=[0] * 20, fallen=AT - HOUR),
    )
    well = {"outcomes": outcomes(*[PageOutcome.FETCHED] * 20), "yields": Yield(site="paper.example")}
    told = [*await news(state, source), *await news(state, watched(**well))]
    assert {one.event for one in told} == {"source.silent", "source.blocked", "source.changed", "source.recovered"}
    for notice in told:
        EVENTS.validate_json(notice_payload(notice))


class Bus:
    """A carrier that keeps what is published, whose state may refuse to be written."""

    def __init__(self) -> None:
        self.state = MemoryState()
        self.published: list[Notice] = []

    async def ready(self) -> None: ...

    async def publish(self, records: Sequence[Notice]) -> None:
        self.published += records


async def test_a_worker_that_dies_before_it_remembers_tells_it_again_under_the_same_id(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    bus, known = Bus(), KnownSources([watched().setting, OTHER.setting])
    for one in (health(**failing(AT - 4 * HOUR)), OTHER.health):
        assert one is not None
        await save_health(bus.state, one)

    async def die(state: object, news: object) -> None:
        raise OSError("killed")

    with monkeypatch.context() as dying:
        dying.setattr(source_notices, "remember", die)
        with pytest.raises(OSError, match="killed"):
            await tell(cast(Carrier, bus), known, AT)
    for later in (1, 2):
        await tell(cast(Carrier, bus), known, AT + later * HOUR / 6)
    assert len(bus.published) == 2
    assert len({notice.id for notice in bus.published}) == 1


async def test_telling_goes_on_where_a_look_failed(monkeypatch: pytest.MonkeyPatch) -> None:
    looks = asyncio.Queue[None]()

    async def look(*_: object) -> None:
        looks.put_nowait(None)
        raise OSError("the state is away")

    monkeypatch.setattr(source_notices, "LOOK_EVERY", 0.0)
    monkeypatch.setattr(source_notices, "tell", look)
    telling = asyncio.create_task(tell_of_sources(cast(Carrier, Bus()), KnownSources([])))
    async with asyncio.timeout(30):
        for _ in range(3):
            await looks.get()
    telling.cancel()
    with pytest.raises(asyncio.CancelledError):
        await telling
