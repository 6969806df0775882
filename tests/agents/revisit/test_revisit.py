"""Which stories are looked at again on their first day, and when."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.revisit.revisit import revisit_stage
from agents.revisit.settings import RevisitSettings
from agents.urls import article_id
from tests.fakes import MemoryState, run_one
from topics.outcome import Done, Later
from topics.records import Again, Article, Candidate, Quiet, TaggedArticle, now

NOW = now()
URL = "https://garam.example/news/1001?utm_source=feed"


def story(*, ties: bool = True, **article: object) -> TaggedArticle:
    told = {"id": "a", "url": URL, "canonical_url": URL, "by_own_site": True, "fetched": NOW, **article}
    return TaggedArticle(article=Article.model_validate(told), speaks_of_ties=ties)


async def looks(
    tagged: TaggedArticle, state: MemoryState | None = None, hours: list[float] | None = None
) -> list[Later]:
    settings = RevisitSettings() if hours is None else RevisitSettings(hours=hours)
    outcome = await run_one(revisit_stage(settings, clock=lambda: NOW), tagged, state or MemoryState())
    assert isinstance(outcome, Done)
    return [output for output in outcome.outputs if isinstance(output, Later)]


async def test_a_story_that_speaks_of_a_tie_is_looked_at_four_times_on_its_first_day() -> None:
    found = await looks(story(source="https://garam.example/feed", seen=NOW - timedelta(minutes=1)))
    assert [one.due - NOW for one in found] == [timedelta(hours=hours) for hours in (1, 3, 9, 24)]
    for one in found:
        candidate = one.record
        assert isinstance(candidate, Candidate)
        assert (candidate.url, candidate.id, candidate.again) == (URL, article_id(URL), Again.FIRST_DAY)
        assert (candidate.source, candidate.seen) == ("https://garam.example/feed", NOW - timedelta(minutes=1))


@pytest.mark.parametrize(
    "tagged",
    [
        story(ties=False),
        story(by_own_site=False),
        story(url="item:1001"),
        story(quiet=Quiet.OLD),
        story(quiet=Quiet.IMPORTED),
        story(fetched=NOW - timedelta(hours=25)),
    ],
)
async def test_other_stories_are_not_looked_at_again(tagged: TaggedArticle) -> None:
    assert not await looks(tagged)


async def test_the_looks_of_a_story_are_ordered_once() -> None:
    state = MemoryState()
    assert await looks(story(), state)
    assert not await looks(story(replaces=NOW - timedelta(hours=1), again=Again.FIRST_DAY), state)


async def test_no_hours_are_no_looks() -> None:
    assert not await looks(story(), hours=[])


@given(st.lists(st.floats(0.01, 168), max_size=24))
def test_looks_come_in_the_order_of_their_hours(hours: list[float]) -> None:
    found = asyncio.run(looks(story(), hours=hours))
    assert [one.due - NOW for one in found] == [timedelta(hours=hour) for hour in sorted(hours)]
