"""Which alliances the registry makes of reports, and which changes it tells."""

from __future__ import annotations

import itertools

import pytest

from agents.resolve.resolve import resolve_stage
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
from tests.fakes import MemoryState, run_one
from topics.outcome import Done, Drop
from topics.records import Alliance, ChangeKind, Kind, Status


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
async def test_two_papers_with_one_press_release_make_one_alliance_and_tell_the_joining_inside(
    order: tuple[int, int],
) -> None:
    state = MemoryState()
    records = await resolve_all([ANNOUNCED_TWICE[i] for i in order], state)

    (announced,) = told(records, ChangeKind.ANNOUNCED)
    assert names(announced) == "누리통신 다온플러스 해오름전자"
    assert (announced.kind, announced.quiet) == (Kind.MOU, None)
    (joining,) = announced.related
    assert (joining.name, joining.change) == ("AI 한마음", ChangeKind.JOINED)
    assert {m.name for m in joining.joined} == {"해오름전자", "다온플러스"}

    (joined,) = told(records, ChangeKind.JOINED)
    assert joined.id == joining.alliance_id
    assert len([*told(records, ChangeKind.CORROBORATED), *told(records, ChangeKind.CHANGED)]) == 2

    by_name = {names(a): a for a in await registry(state)}
    assert len(by_name) == 4
    deal = by_name["누리통신 다온플러스 해오름전자"]
    assert (deal.date, deal.status) == ("2024-03-04", Status.ANNOUNCED)
    assert {s.article_id for s in deal.articles} == {"a1", "a2"}
    initiative = by_name["누리통신 다온플러스 미래연구원 새봄중공업 한솔대 해오름전자"]
    assert (initiative.name, initiative.kind, initiative.status, initiative.date) == (
        "AI 한마음",
        Kind.CONSORTIUM,
        Status.BACKGROUND,
        "2023-02",
    )
    assert {m.name: m.since for m in initiative.members if m.name == "다온플러스"} == {"다온플러스": "2024-03-04"}
    assert by_name["가온시스템 해솔톡"].kind is Kind.EQUITY_SWAP
    assert by_name["가온시스템 한별전자 해솔톡"].status is Status.BACKGROUND


async def test_the_registry_of_the_two_papers_is_the_same_in_either_order() -> None:
    pictures = []
    for order in itertools.permutations(ANNOUNCED_TWICE):
        state = MemoryState()
        await resolve_all(order, state)
        pictures.append(picture(await registry(state)))
    assert pictures[0] == pictures[1]


async def test_two_deals_of_one_company_on_one_day_stay_apart() -> None:
    state = MemoryState()
    sentence = "누리통신이 인공지능 분야에서 협력하기 위해 업무협약을 체결했다고 4일 밝혔다"
    records = await resolve_all(
        [
            report("a", mention("누리통신 동해식품", evidence=sentence)),
            report("b", mention("누리통신 해오름전자", evidence=sentence), day=0.1),
        ],
        state,
    )
    assert {names(r) for r in told(records, ChangeKind.ANNOUNCED)} == {"누리통신 동해식품", "누리통신 해오름전자"}


async def test_two_deals_of_one_pair_far_apart_in_time_are_two() -> None:
    records = await resolve_all(
        [report("a", mention("누리통신 동해식품")), report("b", mention("누리통신 동해식품"), day=60)]
    )
    assert len(told(records, ChangeKind.ANNOUNCED)) == 2


async def test_a_share_swap_and_a_partnership_of_the_same_members_are_one_deal() -> None:
    state = MemoryState()
    await resolve_all(
        [
            report("a", mention("누리통신 동해식품", kind=Kind.PARTNERSHIP)),
            report("b", mention("동해식품 누리통신", kind=Kind.EQUITY_SWAP), day=1),
            report("c", mention("누리통신 동해식품 한별전자", kind=Kind.JOINT_VENTURE), day=1),
        ],
        state,
    )
    assert sorted((names(a), a.kind) for a in await registry(state)) == [
        ("누리통신 동해식품", Kind.EQUITY_SWAP),
        ("누리통신 동해식품 한별전자", Kind.JOINT_VENTURE),
    ]


@pytest.mark.parametrize(
    ("some", "others", "alliances"),
    [
        ("온누리그룹 동해식품", "온누리 동해식품", 1),
        ("한국물길안전공단 동해식품", "물길안전공단 동해식품", 1),
        ("한국은행 동해식품", "은행 동해식품", 2),
    ],
)
async def test_a_party_under_a_shorter_name(some: str, others: str, alliances: int) -> None:
    records = await resolve_all([report("a", mention(some)), report("b", mention(others), day=0.2)])
    assert len(told(records, ChangeKind.ANNOUNCED)) == alliances


async def test_some_of_the_same_partners_signing_again_a_week_later_is_another_deal() -> None:
    first = report("a", mention("나라보증기금 한가람은행"))
    second = report("b", mention("나라보증기금 한가람은행 두루은행"), day=8)
    for order in itertools.permutations([first, second]):
        assert len(told(await resolve_all(order), ChangeKind.ANNOUNCED)) == 2


async def test_a_vague_account_does_not_blur_the_days_of_an_announced_alliance() -> None:
    state = MemoryState()
    vague = mention("누리통신 동해식품", Status.BACKGROUND, kind=Kind.PARTNERSHIP, date="2024")
    await resolve_all([report("a", vague, mention("누리통신 동해식품", date="2024-03-04"))], state)
    (alliance,) = await registry(state)
    assert (alliance.date, {m.since for m in alliance.members}) == ("2024-03-04", {"2024-03-04"})


async def test_the_shortest_account_and_the_longest_meet_in_the_middle() -> None:
    """Two accounts that share one party become one alliance when a third names all parties."""
    told_alike = {"purpose": "냉동 물류 자동화"}
    partial = report("a", mention("누리통신 동해식품", **told_alike))
    other = report("b", mention("동해식품 한별전자", **told_alike), day=0.1)
    whole = report("c", mention("누리통신 동해식품 한별전자", **told_alike), day=0.2)
    pictures = []
    for order in itertools.permutations([partial, other, whole]):
        state = MemoryState()
        records = await resolve_all(order, state)
        pictures.append(picture(await registry(state)))
        merged = [r for r in records if r.merged_into]
        (left,) = await registry(state)
        assert all(r.merged_into == left.id and r.change is None for r in merged)
        assert len(merged) == (order[2] is whole or 0)
    assert all(p == pictures[0] for p in pictures)


async def test_background_before_the_announcement_of_the_same_deal_does_not_swallow_the_alert() -> None:
    told_in_passing = report("a", mention("누리통신 동해식품", Status.BACKGROUND, date="2024-03"))
    announced = report("b", mention("누리통신 동해식품"), day=2)
    for order in itertools.permutations([told_in_passing, announced]):
        state = MemoryState()
        records = await resolve_all(order, state)
        assert len(told(records, ChangeKind.ANNOUNCED)) == 1
        (alliance,) = await registry(state)
        assert (alliance.status, len(alliance.articles)) == (Status.ANNOUNCED, 2)


async def test_an_old_deal_stays_background() -> None:
    state = MemoryState()
    records = await resolve_all(
        [
            report("a", mention("누리통신 동해식품", Status.BACKGROUND, date="2023-10")),
            report("b", mention("누리통신 동해식품", new=True, date="2023-10"), day=1),
            report("c", mention("누리통신 동해식품", Status.BACKGROUND, date="2023"), day=2),
            report("d", mention("누리통신 동해식품", Status.BACKGROUND), day=3),
        ],
        state,
    )
    assert not told(records, ChangeKind.ANNOUNCED)
    (alliance,) = await registry(state)
    assert (alliance.status, alliance.date, len(alliance.articles)) == (Status.BACKGROUND, "2023-10", 4)


async def test_a_new_deal_of_a_pair_with_an_old_one_is_announced() -> None:
    state = MemoryState()
    records = await resolve_all(
        [
            report("a", mention("누리통신 동해식품", Status.BACKGROUND, date="2023-10"), mention("누리통신 동해식품")),
            report("b", mention("누리통신 동해식품"), day=1),
        ],
        state,
    )
    assert len(told(records, ChangeKind.ANNOUNCED)) == 1
    assert {a.status for a in await registry(state)} == {Status.BACKGROUND, Status.ANNOUNCED}


async def test_a_rumour_a_denial_the_signing_and_its_denial() -> None:
    state = MemoryState()
    rumour = report("a", mention("누리통신 동해식품", Status.RUMOURED, kind=Kind.JOINT_VENTURE))
    denial = report("b", mention("누리통신 동해식품", Status.DENIED, kind=Kind.JOINT_VENTURE), day=1)
    signing = report("c", mention("누리통신 동해식품", kind=Kind.JOINT_VENTURE), day=40)

    records = await resolve_all([rumour], state)
    assert [a.status for a in await registry(state)] == [Status.RUMOURED]
    records += await resolve_all([denial], state)
    assert [a.status for a in await registry(state)] == [Status.DENIED]
    assert not told(records, ChangeKind.ANNOUNCED)
    records += await resolve_all([signing], state)
    assert [a.status for a in await registry(state)] == [Status.ANNOUNCED]
    assert len(told(records, ChangeKind.ANNOUNCED)) == 1
    records += await resolve_all([report("d", mention("누리통신 동해식품", Status.DENIED), day=41)], state)
    assert [a.status for a in await registry(state)] == [Status.DENIED]
    assert len(told(records, ChangeKind.ANNOUNCED)) == 1


async def test_a_plan_that_is_new_is_announced_once_and_its_signing_changes_it() -> None:
    records = await resolve_all(
        [
            report("a", mention("누리통신 동해식품", Status.PLANNED, date="2024-04-20")),
            report("b", mention("누리통신 동해식품", date="2024-04-20"), day=47),
        ]
    )
    assert [r.change.change for r in records if r.change] == [ChangeKind.ANNOUNCED, ChangeKind.CHANGED]


async def test_a_member_joins_a_known_alliance_once() -> None:
    state = MemoryState()
    joining = mention("누리통신 동해식품 한별전자", joining="한별전자")
    records = await resolve_all(
        [
            report("a", mention("누리통신 동해식품")),
            report("b", joining, day=1),
            report("c", joining, day=1.2),
        ],
        state,
    )
    assert [r.change.change for r in records if r.change] == [
        ChangeKind.ANNOUNCED,
        ChangeKind.JOINED,
        ChangeKind.CORROBORATED,
    ]
    (alliance,) = await registry(state)
    assert {m.name: m.since for m in alliance.members} == {
        "누리통신": "2024-03-04",
        "동해식품": "2024-03-04",
        "한별전자": "2024-03-05",
    }


async def test_joining_an_initiative_known_by_name_alone() -> None:
    records = await resolve_all(
        [
            report("a", mention("누리통신 동해식품", Status.BACKGROUND, kind=Kind.CONSORTIUM, name="새물결 연대")),
            report("b", mention("한별전자", kind=Kind.CONSORTIUM, name="'새물결연대'", joining="한별전자"), day=200),
            report("c", mention("한별전자", kind=Kind.CONSORTIUM, name="새물결 연대", joining="한별전자"), day=500),
        ]
    )
    assert [r.change.change for r in records if r.change] == [
        ChangeKind.BACKGROUND,
        ChangeKind.JOINED,
        ChangeKind.CORROBORATED,
    ]
    assert len({r.id for r in records}) == 1


async def test_the_launch_of_a_named_initiative_and_its_unnamed_account_are_one() -> None:
    launch = report("a", mention("누리통신 동해식품 한별전자", kind=Kind.CONSORTIUM, name="새물결 연대"))
    unnamed = report("b", mention("누리통신 동해식품 한별전자"), day=0.3)
    for order in itertools.permutations([launch, unnamed]):
        records = await resolve_all(order)
        assert len(told(records, ChangeKind.ANNOUNCED)) == 1


async def test_the_end_of_an_alliance_is_told_once() -> None:
    state = MemoryState()
    end = mention("누리통신 동해식품", Status.ENDED, kind=Kind.PARTNERSHIP)
    records = await resolve_all(
        [
            report("a", mention("누리통신 동해식품", kind=Kind.JOINT_VENTURE)),
            report("b", end, day=300),
            report("c", end, day=301),
        ],
        state,
    )
    assert [r.change.change for r in records if r.change] == [
        ChangeKind.ANNOUNCED,
        ChangeKind.ENDED,
        ChangeKind.CORROBORATED,
    ]
    (alliance,) = await registry(state)
    assert (alliance.status, alliance.kind, len(alliance.articles)) == (Status.ENDED, Kind.JOINT_VENTURE, 3)


async def test_one_known_party_matches_only_in_like_words_on_the_same_day() -> None:
    like = "누리통신이 해외 배송업체와 손잡고 물류 자동화 설비를 함께 개발하는 업무협약을 맺었다"
    retold = "4일 누리통신이 해외 배송업체와 물류 자동화 설비 공동 개발을 위한 업무협약을 맺었다"
    other = "누리통신은 지역 농가의 온라인 판로를 넓히는 업무협약을 체결했다"
    records = await resolve_all(
        [
            report("a", mention("누리통신", evidence=like)),
            report("b", mention("누리통신", evidence=retold), day=0.1),
            report("c", mention("누리통신", evidence=other), day=0.2),
            report("d", mention("누리통신", evidence=like), day=5),
        ]
    )
    assert [r.change.change for r in records if r.change] == [
        ChangeKind.ANNOUNCED,
        ChangeKind.CORROBORATED,
        ChangeKind.ANNOUNCED,
        ChangeKind.ANNOUNCED,
    ]


async def test_an_edited_article_is_more_evidence_and_never_a_second_announcement() -> None:
    state = MemoryState()
    records = await resolve_all(
        [
            report("a", mention("누리통신 동해식품")),
            report("a", mention("누리통신 동해식품 한별전자", evidence="고친 문장")),
        ],
        state,
    )
    assert [r.change.change for r in records if r.change] == [ChangeKind.ANNOUNCED, ChangeKind.CORROBORATED]
    (alliance,) = await registry(state)
    assert names(alliance) == "누리통신 동해식품 한별전자"
    assert len(alliance.articles) == 1


async def test_articles_without_any_date_still_meet() -> None:
    state = MemoryState()
    swap = mention("누리통신 동해식품", Status.BACKGROUND, kind=Kind.EQUITY_SWAP)
    dated = mention("누리통신 동해식품", kind=Kind.EQUITY_SWAP, date="2019-10-28")
    for order in itertools.permutations(
        [report("a", swap, undated=True), report("b", dated, undated=True), report("c", dated, undated=True)]
    ):
        state = MemoryState()
        records = await resolve_all(order, state)
        assert len(told(records, ChangeKind.ANNOUNCED)) == 1
        (alliance,) = await registry(state)
        assert alliance.date == "2019-10-28"


@pytest.mark.parametrize(
    ("dates", "best"),
    [
        (["2024-03", "2024-03-04"], "2024-03-04"),
        (["2024", "2024-03", None], "2024-03"),
        (["2024-03-04", "2024-03-05", "2024-03-05"], "2024-03-05"),
        (["2024-02", "2024-02", "2024-03-04"], "2024-02"),
        (["2024-13-40", "yesterday"], None),
        ([None], None),
    ],
)
async def test_the_date_that_most_sources_give_wins_then_the_most_exact(
    dates: list[str | None], best: str | None
) -> None:
    state = MemoryState()
    await resolve_all(
        [report(f"a{n}", mention("누리통신 동해식품", date=date), day=n) for n, date in enumerate(dates)], state
    )
    (alliance,) = await registry(state)
    assert alliance.date == best


async def test_the_stage_drops_what_names_nobody() -> None:
    outcome = await run_one(resolve_stage(), report("a", mention("")), MemoryState())
    assert isinstance(outcome, Drop)
    assert outcome.reason == "no alliance named"


async def test_the_stage_gives_the_records() -> None:
    outcome = await run_one(resolve_stage(), report("a", mention("누리통신 동해식품")), MemoryState())
    assert isinstance(outcome, Done)
    (record,) = outcome.outputs
    assert isinstance(record, Alliance)
    assert record.change == record.changes[-1]


async def test_an_initiative_in_the_news_for_years_stays_of_bounded_size() -> None:
    state = MemoryState()
    told_again = mention("누리통신 동해식품", Status.BACKGROUND, kind=Kind.CONSORTIUM, name="새물결 연대")
    await resolve_all([report(f"a{n}", told_again, day=n) for n in range(140)], state)
    (alliance,) = await registry(state)
    assert len(alliance.articles) == 120
    joined = await resolve_all(
        [report("z", mention("한별전자", name="새물결 연대", kind=Kind.CONSORTIUM, joining="한별전자"), day=400)], state
    )
    assert len(told(joined, ChangeKind.JOINED)) == 1
