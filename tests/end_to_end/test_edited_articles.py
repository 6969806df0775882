"""An article that is edited after it was read is read again, and the alliance is what it tells now: nothing twice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from agents.revisit.settings import RevisitSettings
from dongmaeng.backend.backend import Backend
from dongmaeng.backend.why import way
from dongmaeng.shapes.ways import WayShape
from tests.end_to_end.newsrooms import Newsroom, deal, endpoint, members, newsroom, source
from tests.loopback import Asked, Reply, Site, loopback_site
from topics.records import SEOUL, Alliance, ChangeKind, Status, now

__all__ = ["newsroom"]

ATOM = "application/atom+xml"
HTML = {"content-type": "text/html; charset=utf-8"}
NOW = now().astimezone(SEOUL).replace(microsecond=0)
PUBLISHED = NOW - timedelta(hours=1)
FIRST = deal("해온전자", "다솔통신", published=PUBLISHED)
SIGNED, PLANNED = "업무협약을 체결했다고 밝혔다", "업무협약을 체결할 예정이라고 밝혔다"
MORE = FIRST.replace("다솔통신과 물류", "다솔통신, 미르건설과 물류")
LATER = FIRST.replace(SIGNED, PLANNED)
EVENTS = ("alliance.announced", "alliance.changed", "alliance.joined", "alliance.denied", "alliance.ended")


def atom(url: str, updated: datetime) -> str:
    """An Atom feed of one story."""
    return (
        f'<feed xmlns="http://www.w3.org/2005/Atom"><title>해온일보</title><entry><title>물류 로봇 업무협약</title>'
        f'<link href="{url}"/><id>{url}</id><published>{PUBLISHED.isoformat()}</published>'
        f"<updated>{updated.isoformat()}</updated></entry></feed>"
    )


def in_turn(*texts: str, etags: bool = False) -> Callable[[Asked], Reply]:
    """A page that is another at each request, the last for good; with `etags`, an unchanged one is not sent again."""
    left = list(texts)

    def answer(asked: Asked) -> Reply:
        text = left.pop(0) if len(left) > 1 else left[0]
        tag = f'"{hash(text) & 0xFFFF}"'
        if etags and asked.headers.get("if-none-match") == tag:
            return Reply(304, headers={"etag": tag})
        return Reply(200, text.encode(), {**HTML, **({"etag": tag} if etags else {})})

    return answer


async def told_by(newsroom: Newsroom) -> list[Alliance]:
    async with Backend(newsroom.settings) as backend:
        store = await backend.store()
        assert store is not None
        return list((await store.alliances()).alliances)


async def way_of(newsroom: Newsroom, url: str) -> WayShape:
    async with Backend(newsroom.settings.model_copy(update={"endpoints": newsroom.endpoints})) as backend:
        return await way(backend, url)


def lines(told: WayShape, stage: str) -> str:
    return " | ".join(line for stop in told.way if stop.stage == stage for line in (stop.text, *stop.more))


async def look_twice(newsroom: Newsroom, paper: Site, *pages: str, etags: bool = False) -> str:
    """Read a story from one feed of its paper, and from another that says it was edited since; its address."""
    paper.answers["/news/1001"] = in_turn(*pages, etags=etags)
    url = paper.url + "/news/1001"
    paper.page("/feed", atom(url, PUBLISHED), ATOM)
    paper.page("/section", atom(url, NOW), ATOM)
    await newsroom.read(source(paper))
    await newsroom.read(source(paper), source(paper, "/section"))
    return url


async def test_a_story_that_its_feed_says_was_edited_is_told_as_it_is_now(newsroom: Newsroom) -> None:
    newsroom.settings.revisit = RevisitSettings(hours=[])
    with endpoint("desk", *EVENTS) as (desk, setting):
        newsroom.endpoints = [setting]
        async with loopback_site() as paper:
            url = await look_twice(newsroom, paper, FIRST, LATER)
        told = await newsroom.article(url)
        assert told is not None
        assert "체결할 예정" in told.article.body
        (alliance,) = await told_by(newsroom)
        assert alliance.status is Status.PLANNED
        edited, changed = alliance.changes[1:]
        assert (edited.change, changed.change) == (ChangeKind.EDITED, ChangeKind.CHANGED)
        assert [(one.matter, one.before, one.after) for one in edited.revised] == [("status", "announced", "planned")]
        assert [alert.event for alert in desk.acknowledged] == ["alliance.announced", "alliance.changed"]
    told_way = await way_of(newsroom, url)
    assert told_way.outcome == "alerted"
    assert "looked at again since its site says that it was edited" in lines(told_way, "clean")
    assert "edited, told otherwise since the article was edited: status announced → planned" in lines(
        told_way, "resolve"
    )


async def test_what_is_as_it_was_leads_to_nothing(newsroom: Newsroom) -> None:
    newsroom.settings.revisit = RevisitSettings(hours=[])
    clock = FIRST.replace("</body>", '<p class="clock">현재 시각 12:31</p><div class="ad">광고</div></body>')
    async with loopback_site() as paper, loopback_site("127.0.0.2") as other:
        url = await look_twice(newsroom, paper, FIRST, etags=True)
        assert newsroom.counts["fetch"] == {"not changed": 1}
        before = await newsroom.article(url)
        await look_twice(newsroom, other, FIRST, clock)
        assert newsroom.counts["clean"] == {"unchanged": 1}
        assert before == await newsroom.article(url)
    told_way = await way_of(newsroom, url)
    assert told_way.outcome != "dropped"
    assert "its site says that the page is as it was (looked at again: its site says that it was edited)" in lines(
        told_way, "fetch"
    )


async def test_an_outsider_says_nothing_of_the_edits_of_others(newsroom: Newsroom) -> None:
    newsroom.settings.revisit = RevisitSettings(hours=[])
    async with loopback_site() as paper, loopback_site("127.0.0.2") as outsider:
        url = paper.page("/news/1001", FIRST)
        paper.page("/feed", atom(url, PUBLISHED), ATOM)
        outsider.page("/feed", atom(url, NOW), ATOM)
        await newsroom.read(source(paper))
        await newsroom.read(source(paper), source(outsider))
        assert paper.paths().count("/news/1001") == 1


async def test_a_story_that_speaks_of_a_tie_is_looked_at_again_on_its_first_day(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("agents.fetch.again._TOO_SOON", timedelta(0))
    second = 1 / 3600
    newsroom.settings.revisit = RevisitSettings(hours=[second, 2 * second, 3 * second])
    weather = FIRST.replace("물류 로봇", "날씨").replace("업무협약", "체육대회").replace("체결", "개최")
    with endpoint("desk", *EVENTS) as (desk, setting):
        newsroom.endpoints = [setting]
        async with loopback_site() as paper:
            urls = [paper.url + "/news/1001", paper.page("/news/1002", weather)]
            paper.answers["/news/1001"] = in_turn(FIRST, FIRST, MORE, etags=True)
            for number, url in enumerate(urls):
                paper.page(f"/feed{number}", atom(url, PUBLISHED), ATOM)
            await newsroom.read(*(source(paper, f"/feed{number}") for number in range(2)))
            assert [paper.paths().count(f"/news/100{n}") for n in (1, 2)] == [4, 1]
        assert newsroom.counts["fetch"] == {"not changed": 2}
        (alliance,) = await told_by(newsroom)
        assert {member.name for member in alliance.members} == {"해온전자", "다솔통신", "미르건설"}
        assert members(desk) == [frozenset({"해온전자", "다솔통신"})]
        assert [alert.event for alert in desk.acknowledged] == ["alliance.announced"]


async def test_what_waits_to_be_looked_at_again_keeps_no_story_waiting(newsroom: Newsroom) -> None:
    async with loopback_site() as paper:
        url = paper.page("/news/1001", FIRST)
        paper.page("/feed", atom(url, PUBLISHED), ATOM)
        await newsroom.read(source(paper))
    told = await way_of(newsroom, url)
    assert told.outcome != "waiting"
    assert not [stop for stop in told.way if stop.outcome == "waiting"]
    assert "to be looked at again" in lines(told, "fetch")
