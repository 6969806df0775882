"""What holds for every set of reports: the order of arrival and repeats do not matter."""

from __future__ import annotations

import asyncio
import random
from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from agents.resolve.registry import resolve_report
from tests.agents.resolve.stories import (
    ANNOUNCED_TWICE,
    mention,
    names,
    picture,
    registry,
    report,
    resolve_all,
    told,
)
from tests.fakes import MemoryState
from topics.records import ChangeKind, Kind, Mention, Report, Status

DEALS = ["누리통신 동해식품", "누리통신 해오름전자", "동해식품 한별전자 다온플러스", "새봄중공업 한솔대"]
INITIATIVE = "누리통신 새봄중공업 한솔대"


@st.composite
def mentions(draw: st.DrawFn) -> Mention:
    """A mention of one of a few deals of March 2024, as exactly as some paper tells it."""
    if draw(st.integers(0, 3)) == 0:
        joining = draw(st.sampled_from(["", "해오름전자"]))
        return mention(
            f"{INITIATIVE} {joining}",
            Status.ANNOUNCED if joining else Status.BACKGROUND,
            kind=Kind.CONSORTIUM,
            name="새물결 연대",
            joining=joining,
        )
    members = draw(st.sampled_from(DEALS)).split()
    status = draw(
        st.sampled_from([Status.ANNOUNCED] * 3 + [Status.PLANNED, Status.BACKGROUND, Status.RUMOURED, Status.DENIED])
    )
    return mention(
        " ".join(draw(st.permutations(members))),
        status,
        kind=draw(st.sampled_from([Kind.MOU, Kind.PARTNERSHIP])),
        date=draw(st.sampled_from([None, "2024-03-04", "2024-03", "2024"])),
        evidence=draw(st.sampled_from(["한 문장", "다른 문장", "또 다른 문장"])),
    )


@st.composite
def report_sets(draw: st.DrawFn) -> list[Report]:
    count = draw(st.integers(1, 7))
    return [
        report(
            f"a{n}",
            *draw(st.lists(mentions(), min_size=1, max_size=3)),
            day=draw(st.integers(0, 10)) + n / 100,
        )
        for n in range(count)
    ]


@settings(max_examples=80, deadline=None)
@given(report_sets(), st.randoms(use_true_random=False))
def test_the_order_of_arrival_does_not_matter(reports: list[Report], rng: random.Random) -> None:
    async def run(order: list[Report]) -> tuple[set[tuple[object, ...]], Counter[str], set[str]]:
        state = MemoryState()
        records = await resolve_all(order, state)
        announced = Counter(names(record) for record in told(records, ChangeKind.ANNOUNCED))
        joined = {m.name for r in told(records, ChangeKind.JOINED) for m in r.change.members} if records else set()
        return picture(await registry(state)), announced, joined

    shuffled = list(reports)
    rng.shuffle(shuffled)
    first, second = asyncio.run(run(reports)), asyncio.run(run(shuffled))
    assert first == second
    deals = {
        " ".join(sorted(member.name for member in one.members))
        for each in reports
        for one in each.mentions
        if one.name is None and one.new
    }
    assert first[1] == Counter(deals)  # each real deal is announced exactly once


@st.composite
def partial_accounts(draw: st.DrawFn) -> list[Report]:
    """Announcements of which some name only two of three parties."""
    accounts = [
        "동해식품 한별전자 다온플러스",
        "동해식품 한별전자",
        "다온플러스 동해식품",
        "한별전자 누리통신",
        "누리통신 동해식품",
    ]
    return [
        report(
            f"a{n}",
            *(
                mention(
                    draw(st.sampled_from(accounts)),
                    draw(st.sampled_from([Status.ANNOUNCED, Status.PLANNED])),
                    kind=draw(st.sampled_from([Kind.MOU, Kind.PARTNERSHIP, Kind.EQUITY_SWAP])),
                    date=draw(st.sampled_from([None, "2024-03-04", "2024-03"])),
                )
                for _ in range(draw(st.integers(1, 2)))
            ),
            day=draw(st.integers(0, 20)) + n / 100,
        )
        for n in range(draw(st.integers(2, 7)))
    ]


@settings(max_examples=80, deadline=None)
@given(partial_accounts(), st.randoms(use_true_random=False))
def test_partial_accounts_make_the_same_alliances_in_any_order(reports: list[Report], rng: random.Random) -> None:
    async def run(order: list[Report]) -> set[tuple[object, ...]]:
        state = MemoryState()
        records = await resolve_all(order, state)
        left = await registry(state)
        assert {r.merged_into for r in records if r.merged_into} <= {a.id for a in left} | {r.id for r in records}
        assert not {r.id for r in records if r.merged_into} & {a.id for a in left}
        return picture(left)

    shuffled = list(reports)
    rng.shuffle(shuffled)
    assert asyncio.run(run(reports)) == asyncio.run(run(shuffled))


@settings(max_examples=60, deadline=None)
@given(report_sets(), st.randoms(use_true_random=False))
def test_repeats_change_nothing_and_tell_only_what_was_told(reports: list[Report], rng: random.Random) -> None:
    async def run() -> None:
        state = MemoryState()
        once = {r.article_id: [x.model_dump_json() for x in await resolve_report(r, state)] for r in reports}
        before = picture(await registry(state))
        for _ in range(6):
            again = rng.choice(reports)
            records = await resolve_report(again, state)
            assert [record.model_dump_json() for record in records] == once[again.article_id]
        assert picture(await registry(state)) == before

    asyncio.run(run())


@settings(max_examples=40, deadline=None)
@given(report_sets())
def test_a_repeat_after_what_was_resolved_is_forgotten_tells_nothing_new(reports: list[Report]) -> None:
    async def run() -> None:
        state = MemoryState()
        changes = {r.change.id for r in await resolve_all(reports, state) if r.change}
        before = picture(await registry(state))
        for key in [key async for key, _ in state.scan("resolved")]:
            await state.delete("resolved", key)
        again = await resolve_all(reports, state)
        assert {r.change.id for r in again if r.change} <= changes
        assert picture(await registry(state)) == before

    asyncio.run(run())


@settings(max_examples=30, deadline=None)
@given(report_sets(), st.randoms(use_true_random=False))
def test_the_ids_of_changes_are_the_same_on_every_machine(reports: list[Report], rng: random.Random) -> None:
    async def ids() -> list[str | None]:
        return [record.change and record.change.id for record in await resolve_all(reports)]

    assert asyncio.run(ids()) == asyncio.run(ids())


def test_any_order_of_the_sample_stories_with_rumour_joining_and_background() -> None:
    stories = [
        *ANNOUNCED_TWICE,
        report("b1", mention("새봄중공업 동해식품", Status.RUMOURED, kind=Kind.JOINT_VENTURE), day=1),
        report("b2", mention("새봄중공업 동해식품", kind=Kind.JOINT_VENTURE, date="2024-03-09"), day=5),
        report("c1", mention("누리통신 동해식품 한별전자", joining="한별전자"), day=6),
        report("c2", mention("누리통신 동해식품"), day=5),
        report("c3", mention("누리통신 동해식품", Status.BACKGROUND, date="2024-03"), day=7),
    ]

    async def run(order: list[Report]) -> tuple[set[tuple[object, ...]], Counter[str]]:
        state = MemoryState()
        records = await resolve_all(order, state)
        return picture(await registry(state)), Counter(names(r).split()[0] for r in told(records, ChangeKind.ANNOUNCED))

    rng = random.Random(7)
    expected = asyncio.run(run(stories))
    assert len(expected[0]) == 6
    assert sum(expected[1].values()) == 3
    for _ in range(120):
        rng.shuffle(stories)
        found = asyncio.run(run(stories))
        assert found[0] == expected[0]
        assert sum(found[1].values()) == 3
