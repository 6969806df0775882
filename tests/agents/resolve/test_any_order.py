"""Whatever papers tell and people decide: the registry is the same in any order, with repeats and built anew."""

from __future__ import annotations

import asyncio
import itertools
import random
from collections import Counter
from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from agents.resolve.follow_up import merged_ids, revisions
from agents.resolve.parties import shared
from agents.resolve.picture import describe
from search.store import alliance_version
from tests.agents.resolve.scenarios import decide_something, scenario
from tests.agents.resolve.stories import mention, names, picture, registry, report, resolve_all
from tests.agents.resolve.test_decisions import built_anew
from tests.agents.resolve.test_told_once import announcements, entries, follow_ups
from tests.fakes import MemoryState
from topics.records import Alliance, ChangeKind, Kind, Report, Status

chance = st.randoms(use_true_random=False)


def in_some_order(reports: list[Report], rng: random.Random) -> list[Report]:
    """The reports in another order, some of them twice."""
    return rng.sample(reports, len(reports)) + rng.sample(reports, rng.randint(0, min(2, len(reports))))


def seen(alliances: list[Alliance]) -> tuple[set[tuple[object, ...]], list[tuple[bool, list[str]]]]:
    dismissed = [(a.dismissed, sorted(source.article_id for source in a.articles)) for a in alliances]
    return picture(alliances), sorted(dismissed)


async def untold(state: MemoryState, records: Sequence[Alliance]) -> list[str]:
    """The new alliances no account of which was announced with all its members, be it under another id."""
    announced = [r.change.members for r in records if r.change and r.change.change is ChangeKind.ANNOUNCED]
    return [
        id
        for id, entry in (await entries(state)).items()
        if entry.merged_into is None
        and describe(entry).status in (Status.ANNOUNCED, Status.PLANNED)
        and not any(
            shared(claim.base, members) == len(claim.base)
            for claim in entry.claims
            if claim.is_news
            for members in announced
        )
    ]


async def told_otherwise(state: MemoryState) -> list[str]:
    """The alliances of which something else was told last than what is known, borne out and not told before."""
    return [
        id
        for id, entry in (await entries(state)).items()
        if entry.merged_into is None and (revisions(entry, describe(entry)) or merged_ids(entry))
    ]


@settings(max_examples=100, deadline=None)
@given(chance)
def test_the_registry_is_the_same_in_any_order(rng: random.Random) -> None:
    async def run(reports: list[Report]) -> tuple[set[tuple[object, ...]], list[tuple[bool, list[str]]]]:
        state = MemoryState()
        records = await resolve_all(reports, state)
        assert not await untold(state, records)
        assert not await told_otherwise(state)
        assert set(follow_ups(records).values()) <= {1}
        return seen(await registry(state))

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
        ("누리통신 동해식품", 1, "changed"),
        ("누리통신 동해식품", 2, "announced"),
    }
    (left,) = [r for r in records if r.id == before.id]
    assert left.status is Status.ANNOUNCED
    assert [change.change for change in left.changes[-2:]] == [ChangeKind.MOVED, ChangeKind.CHANGED]
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


WHOLE = "누리통신 동해식품 한별전자"
WHOLE_OF_RUMOUR = "해오름전자 한별전자 한솔대"


async def test_an_account_without_a_day_bears_out_what_came_before_it() -> None:
    whole = report("a", mention(WHOLE, Status.BACKGROUND, kind=Kind.CONSORTIUM, date="2024-03"), day=10)
    part = report("b", mention("누리통신 동해식품", kind=Kind.CONSORTIUM, evidence="두 곳이 손을 맞잡았다"), day=2)
    initiative = report("c", mention(WHOLE, kind=Kind.CONSORTIUM, name="새물결 연대"), day=1)
    bearing = report("d", mention(WHOLE, kind=Kind.CONSORTIUM, evidence="세 곳이 물류 창고를 짓는다"), day=2)
    pictures = []
    for order in itertools.permutations([whole, part, initiative, bearing]):
        state = MemoryState()
        await resolve_all(order, state)
        pictures.append(seen(await registry(state)))
    assert all(one == pictures[0] for one in pictures)


async def test_a_part_and_a_whole_that_an_account_without_a_day_bears_out_are_one_in_any_order() -> None:
    whole = report("a", mention(WHOLE, date="2024-03-04", evidence="세 회사가 해상 풍력 단지를 짓는다"))
    part = report("b", mention("누리통신 동해식품", date="2024-03-04", evidence="두 회사가 손을 맞잡았다"))
    bearing = report("c", mention(WHOLE, evidence="치매 진단 기술을 세 곳이 함께 만든다"), day=0.2)
    for order in itertools.permutations([whole, part, bearing]):
        state = MemoryState()
        await resolve_all(order, state)
        assert [len(one.articles) for one in await registry(state)] == [3]


async def test_rumours_that_are_left_behind_by_what_was_announced_take_no_alert_from_their_deal() -> None:
    pair = report("a", mention("한솔대 한별전자"), day=40)
    rumour = mention(WHOLE_OF_RUMOUR, Status.RUMOURED)
    edited = rumour.model_copy(update={"evidence": "고친 문장"})
    beside = mention("해오름전자", Status.BACKGROUND)
    rumours = [report("b", edited, day=1), report("b", rumour, day=1), report("c", rumour, beside, day=-3)]
    deal = report("d", mention(WHOLE_OF_RUMOUR, date="2024-03-09"), day=6)
    for order in itertools.permutations([pair, *rumours, deal]):
        state = MemoryState()
        records = await resolve_all(order, state)
        assert not await untold(state, records)


async def test_what_parts_from_an_announced_alliance_is_announced_unless_its_members_were_told() -> None:
    alone = report("a", mention("누리통신", evidence="누리통신이 물류 자동화를 위해 손잡았다"), day=1)
    three = report("b", mention("누리통신 동해식품 한별전자", evidence="누리통신이 물류 자동화에 힘쓴다"), day=0)
    pair = report("c", mention("누리통신 한솔대", evidence="누리통신이 물류 자동화를 위해 손잡았다고 했다"), day=2)
    for order in itertools.permutations([alone, three, pair]):
        state = MemoryState()
        records = await resolve_all(order, state)
        assert not await untold(state, records)
        assert set(announcements(records).values()) == {1}
        assert len(announcements(records)) <= 3
