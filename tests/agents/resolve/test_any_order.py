"""Whatever papers tell and people decide: the registry is the same in any order, with repeats and built anew."""

from __future__ import annotations

import asyncio
import random
from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from search.store import alliance_version
from tests.agents.resolve.scenarios import decide_something, scenario
from tests.agents.resolve.stories import mention, names, picture, registry, report, resolve_all
from tests.agents.resolve.test_decisions import built_anew
from tests.fakes import MemoryState
from topics.records import Alliance, ChangeKind, Kind, Report, Status

chance = st.randoms(use_true_random=False)


def in_some_order(reports: list[Report], rng: random.Random) -> list[Report]:
    """The reports in another order, some of them twice."""
    return rng.sample(reports, len(reports)) + rng.sample(reports, rng.randint(0, min(2, len(reports))))


def seen(alliances: list[Alliance]) -> tuple[set[tuple[object, ...]], list[tuple[bool, list[str]]]]:
    dismissed = [(a.dismissed, sorted(source.article_id for source in a.articles)) for a in alliances]
    return picture(alliances), sorted(dismissed)


@settings(max_examples=100, deadline=None)
@given(chance)
def test_the_registry_is_the_same_in_any_order(rng: random.Random) -> None:
    async def run(reports: list[Report]) -> tuple[set[tuple[object, ...]], list[tuple[bool, list[str]]]]:
        state = MemoryState()
        records = await resolve_all(reports, state)
        left = await registry(state)
        announced = {r.id for r in records if r.change and r.change.change is ChangeKind.ANNOUNCED}
        under = {(source.article_id, r.id) for r in records if r.change for source in r.articles}
        into = {r.id: r.merged_into for r in records if r.merged_into}
        while announced & into.keys():
            announced = {into.get(id, id) for id in announced}
        new = [a for a in left if a.status in (Status.ANNOUNCED, Status.PLANNED) and len(a.members) >= 2]
        # One that parts from another later shares the announcement of that which its accounts were first put to.
        shared = {article for article, id in under if into.get(id, id) in announced}
        assert all(a.id in announced or shared & {s.article_id for s in a.articles} for a in new)
        return seen(left)

    reports = scenario(rng)
    expected = asyncio.run(run(reports))
    for _ in range(2):
        assert asyncio.run(run(in_some_order(reports, rng))) == expected


@settings(max_examples=100, deadline=None)
@given(chance)
def test_decisions_are_applied_again_when_the_registry_is_built_anew(rng: random.Random) -> None:
    async def run() -> None:
        reports = scenario(rng)
        state = MemoryState()
        known = rng.randint(1, len(reports))
        await resolve_all(reports[:known], state)
        for step in range(rng.randint(1, 3)):
            await decide_something(rng, state, step)
        await resolve_all(reports[known:], state)
        expected = seen(await registry(state))
        for _ in range(2):
            assert seen(await built_anew(state, in_some_order(reports, rng))) == expected

    asyncio.run(run())


EARLIER = report("a", mention("누리통신 동해식품", kind=Kind.JOINT_VENTURE), day=0)
VAGUE = report("b", mention("누리통신 동해식품", Status.ENDED, kind=Kind.JOINT_VENTURE), day=40)
LATER = report("c", mention("누리통신 동해식품", kind=Kind.JOINT_VENTURE), day=35)


async def test_a_vague_account_moves_to_what_it_fits_better_and_the_stores_hear_of_it() -> None:
    state = MemoryState()
    before = (await resolve_all([EARLIER, VAGUE], state))[-1]
    records = await resolve_all([LATER], state)
    assert {(names(r), len(r.articles), r.change and r.change.change.value) for r in records} == {
        ("누리통신 동해식품", 1, None),
        ("누리통신 동해식품", 2, "announced"),
    }
    (left,) = [r for r in records if r.id == before.id]
    assert left.status is Status.ANNOUNCED
    assert left.changes[-1].change is ChangeKind.MOVED
    assert alliance_version(left) > alliance_version(before)


async def test_a_vague_account_that_moves_leaves_the_news_of_its_article_behind() -> None:
    three = {"kind": Kind.PARTNERSHIP, "date": "2024-03-04"}
    first = report("a", mention("누리통신 동해식품 한별전자", Status.PLANNED, **three), mention("누리통신"))
    other = report("b", mention("누리통신 동해식품 한별전자", **three), mention("누리통신 새봄중공업"))
    for order in ([first, other], [other, first]):
        records = await resolve_all(order)
        announced = [names(r) for r in records if r.change and r.change.change is ChangeKind.ANNOUNCED]
        assert sorted(announced) == ["누리통신 동해식품 한별전자", "누리통신 새봄중공업"]


async def test_a_vague_account_that_moves_leaves_what_was_told_of_others_too() -> None:
    alone = report("a", mention("누리통신"), day=1)
    three = report("b", mention("동해식품 새봄중공업 누리통신", Status.PLANNED), day=0)
    pair = report("c", mention("누리통신 한별전자"), day=2)
    records = await resolve_all([alone, three, pair])
    announced = {r.id for r in records if r.change and r.change.change is ChangeKind.ANNOUNCED}
    assert {r.id for r in records if len(r.members) >= 2} == announced


async def test_what_moves_is_not_announced_again() -> None:
    alone = report("s", mention("누리통신", evidence="누리통신이 물류 자동화를 위해 손잡았다"), day=0.2)
    pair = report(
        "p", mention("누리통신 동해식품", evidence="누리통신이 물류 자동화를 위해 동해식품과 손잡았다"), day=0
    )
    for order in ([alone, pair], [pair, alone]):
        records = await resolve_all(order)
        told = Counter(r.change.change for r in records if r.change)
        assert told == {ChangeKind.ANNOUNCED: 1, ChangeKind.CORROBORATED: 1}
