"""The life of a deal, from rumour to break-up, as papers tell it in parts and in any order."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.agents.resolve.stories import mention, names, picture, registry, report, resolve_all, told
from tests.fakes import MemoryState
from topics.records import ChangeKind, Kind, Report, Status

TWO_DEALS_OF_ONE_DAY = [
    ("누리통신 동해식품", "누리통신과 동해식품이 업무협약을 맺었다"),
    ("누리통신 해오름전자", "누리통신이 해오름전자와 업무협약을 맺었다"),
]


def life(members: str, *, kind: Kind, joiner: str, at: int, article: str) -> list[Report]:
    """A rumour, the signing in two papers, a joiner, what came of it, and the end; `at`: the day of the signing."""
    signed = f"2024-{3 + (3 + at) // 31:02d}-{(3 + at) % 31 + 1:02d}"
    first, *_ = members.split()
    return [
        report(f"{article}-rumour", mention(members, Status.RUMOURED, kind=kind), day=at - 9),
        report(f"{article}-signing", mention(members, kind=kind, date=signed), day=at),
        report(f"{article}-copy", mention(members, Status.PLANNED, kind=kind), day=at + 0.2),
        report(f"{article}-joiner", mention(f"{members} {joiner}", kind=kind, joining=joiner), day=at + 6),
        report(f"{article}-results", mention(members, Status.BACKGROUND, kind=kind, date=signed), day=at + 12),
        report(f"{article}-end", mention(members, Status.ENDED, kind=kind), day=at + 13),
        report(f"{article}-other", mention(f"{first} 새봄중공업", kind=Kind.EQUITY_SWAP), day=at + 1),
    ]


@st.composite
def lives(draw: st.DrawFn) -> list[Report]:
    kinds = st.sampled_from([Kind.MOU, Kind.JOINT_VENTURE])
    told_of = life("누리통신 동해식품", kind=draw(kinds), joiner="한별전자", at=draw(st.integers(0, 5)), article="a")
    told_of += life("가온시스템 해솔톡", kind=draw(kinds), joiner="다온플러스", at=draw(st.integers(0, 5)), article="b")
    kept = draw(st.lists(st.sampled_from(told_of), min_size=3, unique_by=lambda r: r.article_id))
    edited = [
        each.model_copy(update={"mentions": [m.model_copy(update={"evidence": "고친 문장"}) for m in each.mentions]})
        for each in kept
        if draw(st.integers(0, 4)) == 0
    ]
    return kept + edited


@settings(max_examples=80, deadline=None)
@given(lives(), st.randoms(use_true_random=False))
def test_a_life_is_one_alliance_whatever_came_first(reports: list[Report], rng: random.Random) -> None:
    async def run(order: list[Report]) -> tuple[set[tuple[object, ...]], Counter[str]]:
        state = MemoryState()
        announced = told(await resolve_all(order, state), ChangeKind.ANNOUNCED)
        return picture(await registry(state)), Counter(each.id for each in announced)

    shuffled = list(reports)
    rng.shuffle(shuffled)
    (first, announced), (second, again) = asyncio.run(run(reports)), asyncio.run(run(shuffled))
    assert first == second
    assert len(announced) == len(again)
    assert {*announced.values(), *again.values()} <= {1}


PARTS = [
    report("a", mention("누리통신 동해식품", evidence="누리통신과 동해식품, 한별전자가 협약을 맺었다"), day=0),
    report("b", mention("동해식품 한별전자", purpose="냉동 물류 자동화"), day=0.1),
    report("c", mention("누리통신 동해식품 한별전자", purpose="냉동 물류 자동화"), day=0.2),
]


@pytest.mark.parametrize("order", [[0, 1, 2], [1, 0, 2], [2, 0, 1], [2, 1, 0], [0, 2, 1], [1, 2, 0]])
async def test_parts_of_a_deal_that_one_sentence_names_whole_are_told_once(order: list[int]) -> None:
    records = await resolve_all(PARTS[i] for i in order)
    assert len(told(records, ChangeKind.ANNOUNCED)) == 1


async def test_two_deals_of_a_company_on_a_day_stay_two() -> None:
    reports = [
        report(f"a{n}", mention(members, evidence=evidence), day=n / 10)
        for n, (members, evidence) in enumerate(TWO_DEALS_OF_ONE_DAY)
    ]
    assert len(told(await resolve_all(reports), ChangeKind.ANNOUNCED)) == 2


async def test_a_sentence_that_tells_of_one_deal_after_another_joins_none() -> None:
    reports = [
        report("a", mention("누리통신 동해식품"), day=0),
        report(
            "b", mention("누리통신 해오름전자", evidence="누리통신은 동해식품에 이어 해오름전자와 손잡았다"), day=0.2
        ),
    ]
    assert len(told(await resolve_all(reports), ChangeKind.ANNOUNCED)) == 2


COUNTED = [
    report("a", mention("누리통신 동해식품", parties=3), day=0),
    report("b", mention("동해식품 한별전자", parties=3), day=0.1),
    report("c", mention("누리통신 동해식품 한별전자", Status.BACKGROUND, date="2024-03-04"), day=3),
]


@pytest.mark.parametrize("order", [[0, 1, 2], [1, 0, 2], [2, 0, 1], [2, 1, 0], [0, 2, 1], [1, 2, 0]])
async def test_parts_of_a_deal_whose_parties_are_counted_are_told_once(order: list[int]) -> None:
    state = MemoryState()
    records = await resolve_all([COUNTED[i] for i in order], state)
    assert len(told(records, ChangeKind.ANNOUNCED)) == 1
    assert [names(one) for one in await registry(state)] == ["누리통신 동해식품 한별전자"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"parties": 2}, {"parties": 2}),
        ({"parties": 3}, {"parties": 2}),
        ({"parties": 3}, {}),
        ({"parties": 3, "purpose": "냉동 물류 자동화"}, {"parties": 3, "purpose": "청년 음악가 육성"}),
    ],
)
async def test_parts_that_do_not_make_up_the_number_counted_are_two_deals(
    one: dict[str, Any], other: dict[str, Any]
) -> None:
    reports = [
        report("a", mention("누리통신 동해식품", **one)),
        report("b", mention("동해식품 한별전자", **other), day=0.1),
    ]
    assert len(told(await resolve_all(reports), ChangeKind.ANNOUNCED)) == 2


async def test_who_goes_beyond_the_number_counted_is_no_member() -> None:
    state = MemoryState()
    accounts = ["누리통신 동해식품", "누리통신 동해식품", "누리통신 동해식품 한솔대"]
    counts = [2, None, None]
    await resolve_all(
        [
            report(f"a{n}", mention(who, parties=count, purpose="냉동 물류 자동화"), day=n / 10)
            for n, (who, count) in enumerate(zip(accounts, counts, strict=True))
        ],
        state,
    )
    assert [names(one) for one in await registry(state)] == ["누리통신 동해식품"]


async def test_a_party_that_one_of_many_papers_names_is_no_member() -> None:
    told_alike = {"purpose": "냉동 물류 자동화"}
    reports = [report(f"a{n}", mention("누리통신 동해식품", **told_alike), day=n / 10) for n in range(4)]
    slip = report("slip", mention("누리통신 동해식품 한솔대", **told_alike), day=0.5)
    state = MemoryState()
    await resolve_all([*reports[:2], slip, *reports[2:]], state)
    (alliance,) = await registry(state)
    assert names(alliance) == "누리통신 동해식품"
    assert "slip" in {source.article_id for source in alliance.articles}


async def test_a_party_that_one_of_few_papers_names_is_a_member() -> None:
    told_alike = {"purpose": "냉동 물류 자동화"}
    reports = [
        report("a", mention("누리통신 동해식품", **told_alike)),
        report("b", mention("누리통신 동해식품 한솔대", **told_alike), day=0.5),
    ]
    state = MemoryState()
    await resolve_all(reports, state)
    (alliance,) = await registry(state)
    assert names(alliance) == "누리통신 동해식품 한솔대"
