"""Looks again at pages that were fetched: cheap for their site, behind what is new, and not too often."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from agents.daily_limit import DAILY_LIMITS
from agents.fetch.again import FETCHED
from agents.fetch.fetch import fetch_stage
from agents.fetch.settings import FetchSettings
from agents.http_client import HttpClient
from agents.urls import article_id
from tests.fakes import MemoryState, run_one
from tests.loopback import Asked, Reply, Site, loopback_site
from topics.outcome import Done, Drop, Outcome, Quarantine, Retry
from topics.records import Again, Candidate, Page, Quiet, now

HTML = {"content-type": "text/html; charset=utf-8"}
SETTINGS = FetchSettings(host_delay=0, obey_robots=False)


@pytest.fixture
async def http() -> AsyncIterator[HttpClient]:
    async with HttpClient(user_agent="Dongmaeng/0", allow_private=True, timeout=1) as http:
        yield http


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    async with loopback_site() as site:
        yield site


@pytest.fixture
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("agents.fetch.again._TOO_SOON", timedelta(0))


def page_of(outcome: Outcome) -> Page:
    assert isinstance(outcome, Done), outcome
    (page,) = outcome.outputs
    assert isinstance(page, Page)
    return page


def knows(tag: str, text: str = "<html>x</html>") -> Reply | object:
    def answer(asked: Asked) -> Reply:
        if asked.headers.get("if-none-match") == tag:
            return Reply(304)
        return Reply(200, text.encode(), {**HTML, "etag": tag, "last-modified": "Mon, 04 Mar 2024 00:00:00 GMT"})

    return answer


async def look(http: HttpClient, site: Site, state: MemoryState, again: Again | None = None, **what: object) -> Outcome:
    settings = what.pop("settings", SETTINGS)
    assert isinstance(settings, FetchSettings)
    named = {"url": site.url + "/news/1", "source": site.url + "/feed", "again": again, **what}
    return await run_one(fetch_stage(http, settings), Candidate.model_validate(named), state)


async def test_a_page_that_is_as_it_was_costs_no_body(http: HttpClient, site: Site, soon: None) -> None:
    site.answers["/news/1"] = knows('"1"')  # type: ignore[assignment]
    state = MemoryState()
    page_of(await look(http, site, state))
    assert "if-none-match" not in site.asked[-1].headers
    for again in Again:
        outcome = await look(http, site, state, again)
        assert isinstance(outcome, Drop)
        assert outcome.reason == "not changed"
        assert "looked at again" in str(outcome.__cause__)
    assert site.asked[-1].headers["if-modified-since"] == "Mon, 04 Mar 2024 00:00:00 GMT"
    site.answers["/news/1"] = knows('"2"', "<html>y</html>")  # type: ignore[assignment]
    page = page_of(await look(http, site, state, Again.FIRST_DAY))
    assert (page.body, page.again) == (b"<html>y</html>", Again.FIRST_DAY)
    assert isinstance(await look(http, site, state, Again.FIRST_DAY), Drop)


async def test_a_first_look_asks_for_all_and_takes_no_304(http: HttpClient, site: Site) -> None:
    state = MemoryState()
    site.answers["/news/1"] = knows('"1"')  # type: ignore[assignment]
    page_of(await look(http, site, state))
    page_of(await look(http, site, state))
    site.answers["/news/1"] = Reply(304)
    outcome = await look(http, site, state)
    assert isinstance(outcome, Drop)
    assert outcome.reason == "unexpected status"


async def test_nobody_named_anew_what_is_looked_at_on_its_first_day(http: HttpClient, site: Site, soon: None) -> None:
    site.page("/news/1", "<html>x</html>")
    state = MemoryState()
    named = page_of(await look(http, site, state, title="제목", published=now()))
    assert named.by_own_site
    edited = page_of(await look(http, site, state, Again.UPDATED, title="고친 제목", published=now()))
    assert (edited.by_own_site, edited.title) == (True, "고친 제목")
    again = page_of(await look(http, site, state, Again.FIRST_DAY, old_before=now()))
    assert (again.by_own_site, again.title, again.published, again.quiet) == (False, None, None, Quiet.UNDATED)


async def test_looks_that_fell_due_together_are_one(http: HttpClient, site: Site) -> None:
    site.page("/news/1", "<html>x</html>")
    state = MemoryState()
    page_of(await look(http, site, state))
    outcome = await look(http, site, state, Again.FIRST_DAY)
    assert isinstance(outcome, Drop)
    assert outcome.reason == "fetched just now"
    page_of(await look(http, site, state, Again.UPDATED))
    assert len(site.asked) == 2


async def test_a_host_is_asked_again_so_often_a_day(http: HttpClient, site: Site, soon: None) -> None:
    site.page("/news/1", "<html>x</html>")
    state, settings = MemoryState(), SETTINGS.model_copy(update={"looks_again": 2})
    for _ in range(3):
        page_of(await look(http, site, state, settings=settings))
    for _ in range(2):
        page_of(await look(http, site, state, Again.FIRST_DAY, settings=settings))
    outcome = await look(http, site, state, Again.UPDATED, settings=settings)
    assert isinstance(outcome, Drop)
    assert outcome.reason == "looked again often enough"
    assert len(site.asked) == 5
    page_of(await look(http, site, state, settings=settings))
    assert len([key async for key, _ in state.scan(DAILY_LIMITS)]) == 1


@pytest.mark.parametrize(("status", "reason"), [(500, "server error"), (429, "told to wait")])
async def test_a_look_of_a_first_day_that_fails_is_left_to_the_next(
    http: HttpClient, site: Site, soon: None, status: int, reason: str
) -> None:
    site.answers["/news/1"] = Reply(status)
    outcome = await look(http, site, MemoryState(), Again.FIRST_DAY)
    assert isinstance(outcome, Drop)
    assert outcome.reason == reason
    assert isinstance(await look(http, site, MemoryState(), Again.UPDATED), Retry)
    site.page("/news/1", "x" * 100)
    small = SETTINGS.model_copy(update={"max_bytes": 10})
    assert isinstance(await look(http, site, MemoryState(), Again.FIRST_DAY, settings=small), Drop)
    assert isinstance(await look(http, site, MemoryState(), settings=small), Quarantine)


@pytest.mark.parametrize("held", [{"at": "no time"}, {"etag": 3}, {}])
async def test_a_broken_memory_of_a_fetch_is_none(http: HttpClient, site: Site, held: dict[str, object]) -> None:
    url = site.page("/news/1", "<html>x</html>")
    state = MemoryState()
    await state.put(FETCHED, article_id(url), held)
    page_of(await look(http, site, state, Again.FIRST_DAY))


async def test_a_hostile_validator_is_not_sent_back(http: HttpClient, site: Site, soon: None) -> None:
    site.answers["/news/1"] = Reply(200, b"<html>x</html>", {**HTML, "etag": "x" * 5_000})
    state = MemoryState()
    page_of(await look(http, site, state))
    page_of(await look(http, site, state, Again.FIRST_DAY))
    assert "if-none-match" not in site.asked[-1].headers
