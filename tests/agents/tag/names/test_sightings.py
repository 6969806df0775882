"""Names that no list knows are believed after three days of news of more than one paper."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from agents.tag.names.sightings import ENOUGH, confirmed
from agents.tag.tag import name_article, tag_stage
from agents.workers import InlineWorkers
from tests.fakes import MemoryState
from topics.outcome import Done
from topics.records import SEOUL, Article, TaggedArticle
from topics.state import State

DAY = datetime(2024, 5, 7, 9, 0, tzinfo=SEOUL)


def article(
    number: int,
    published: datetime | None,
    body: str = "KT는 물류 기업 퀴라젬과 업무협약을 맺었다.",
    *,
    site: str | None = None,
    **what: Any,
) -> Article:
    """An article of one of two papers in turn, where no site is named."""
    site = site or f"paper{number % 2}.example"
    url = f"https://{site}/{number}"
    return Article(
        id=f"a{number}",
        url=url,
        canonical_url=url,
        title="",
        body=body,
        published=published,
        **{"site": site, "fetched": DAY + timedelta(days=30), **what},
    )


async def confirmed_of(one: Article, state: State) -> frozenset[str]:
    return await confirmed(one, name_article(one).unlisted, state)


async def test_three_days_of_two_papers_confirm_a_name() -> None:
    state = MemoryState()
    seen = [await confirmed_of(article(n, DAY + timedelta(days=n)), state) for n in range(4)]
    assert seen == [frozenset(), frozenset(), {"퀴라젬"}, {"퀴라젬"}]


async def test_one_paper_confirms_nothing_on_whatever_dates() -> None:
    state = MemoryState()
    own = [article(n, DAY + timedelta(days=n), site="one.example") for n in range(3 * ENOUGH)]
    assert [await confirmed_of(one, state) for one in own] == [frozenset()] * len(own)
    other = article(90, DAY + timedelta(days=20), site="other.example")
    assert await confirmed_of(other, state) == {"퀴라젬"}


async def test_archives_without_addresses_are_told_apart_by_their_publishers() -> None:
    for publishers, expected in [
        (["가람일보", "나루신문"], {"퀴라젬"}),
        (["가람일보"], frozenset()),
        ([None], frozenset()),
    ]:
        state = MemoryState()
        for n in range(ENOUGH):
            one = article(n, DAY + timedelta(days=n), publisher=publishers[n % len(publishers)])
            found = await confirmed_of(one.model_copy(update={"site": ""}), state)
        assert found == expected


async def test_copies_and_dates_ahead_of_the_fetch_confirm_nothing() -> None:
    state = MemoryState()
    for n in range(3 * ENOUGH):
        copied = article(n, DAY + timedelta(days=n), group="a0" if n else None)
        ahead = article(100 + n, DAY + timedelta(days=40 + n))
        for one in (copied, ahead):
            assert await confirmed_of(one, state) == set()


async def test_what_an_earlier_version_counted_still_counts() -> None:
    one = article(1, DAY)
    (name,) = [o.id for o in name_article(one).unlisted]
    for days, expected in [(3, {"퀴라젬"}), (2, {"퀴라젬"}), (1, frozenset())]:
        state = MemoryState()
        before = [f"2024-04-0{n + 1}" for n in range(days)]
        await state.put("sightings", name, {"name": "퀴라젬", "days": before})
        assert await confirmed_of(one, state) == expected


async def test_copies_of_one_day_and_undated_articles_confirm_nothing() -> None:
    state = MemoryState()
    for n in range(3 * ENOUGH):
        assert await confirmed_of(article(n, DAY + timedelta(minutes=n) if n % 2 else None), state) == set()


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
    await confirmed_of(article(0, DAY, "KT는 LG전자와 업무협약을 맺었다."), state)
    assert [key async for key, _ in state.scan("sightings")] == []
