"""Names that no list knows are believed after three days of news."""

from __future__ import annotations

from datetime import datetime, timedelta

from agents.tag.sightings import ENOUGH, confirmed
from agents.tag.tag import tag_article, tag_stage
from agents.workers import InlineWorkers
from tests.fakes import MemoryState
from topics.outcome import Done
from topics.records import SEOUL, Article, TaggedArticle

DAY = datetime(2024, 5, 7, 9, 0, tzinfo=SEOUL)


def article(
    number: int, published: datetime | None, body: str = "KT는 물류 기업 퀴라젬과 업무협약을 맺었다."
) -> Article:
    url = f"https://news.example/{number}"
    return Article(id=f"a{number}", url=url, canonical_url=url, title="", body=body, published=published)


async def test_three_days_confirm_a_name() -> None:
    state = MemoryState()
    seen = [await confirmed(tag_article(article(n, DAY + timedelta(days=n))), state) for n in range(4)]
    assert seen == [frozenset(), frozenset(), {"퀴라젬"}, {"퀴라젬"}]


async def test_copies_of_one_day_and_undated_articles_confirm_nothing() -> None:
    state = MemoryState()
    for n in range(3 * ENOUGH):
        assert await confirmed(tag_article(article(n, DAY + timedelta(minutes=n) if n % 2 else None)), state) == set()


async def test_the_stage_gives_a_confirmed_name_as_a_company() -> None:
    state, stage = MemoryState(), tag_stage(InlineWorkers())
    kinds = []
    for n in range(ENOUGH):
        (outcome,) = await stage.handle([article(n, DAY + timedelta(days=n))], state)
        assert isinstance(outcome, Done)
        (tagged,) = [record for record in outcome.outputs if isinstance(record, TaggedArticle)]
        kinds.append({o.name: o.kind for o in tagged.organisations}["퀴라젬"])
    assert kinds == ["unknown", "unknown", "company"]


async def test_known_names_are_not_kept() -> None:
    state = MemoryState()
    await confirmed(tag_article(article(0, DAY, "KT는 LG전자와 업무협약을 맺었다.")), state)
    assert [key async for key, _ in state.scan("sightings")] == []
