"""Roles, sums, purposes and scores on their way from what papers tell to the alliance."""

from __future__ import annotations

import itertools

import pytest

from agents.resolve.differences import accounts, differences
from agents.resolve.entries import Registry
from agents.resolve.figures import figure_key
from agents.resolve.registry import resolve_report
from tests.agents.resolve.stories import mention, picture, registry, report, resolve_all
from tests.fakes import MemoryState
from topics.records import Alliance, Kind, Member, Mention, Report, Role, Status

WHO = "누리통신 동해식품 한솔대"
TOLD = [
    report("a", mention(WHO, kind=Kind.CONSORTIUM, hosts="누리통신", score=0.7, amounts=["300억원"])),
    report("b", mention(WHO, kind=Kind.CONSORTIUM, score=0.9, reasons=["+0.40 서명"], purpose="물류 자동화"), day=0.2),
    report(
        "c", mention(WHO, Status.RUMOURED, kind=Kind.CONSORTIUM, hosts="한솔대", score=1.0, stakes=["51%"]), day=0.1
    ),
]


async def alliance_of(reports: list[Report]) -> Alliance:
    state = MemoryState()
    await resolve_all(reports, state)
    (alliance,) = await registry(state)
    return alliance


@pytest.mark.parametrize("order", list(itertools.permutations(TOLD)))
async def test_the_surest_news_gives_the_terms_and_what_it_leaves_out_comes_from_others(order: list[Report]) -> None:
    alliance = await alliance_of(order)
    assert (alliance.score, alliance.reasons) == (0.9, ["+0.40 서명"])
    assert (alliance.purpose, alliance.amounts, alliance.stakes) == ("물류 자동화", ["300억원"], [])


async def test_a_role_that_one_paper_tells_counts_unless_it_is_a_rumour() -> None:
    alliance = await alliance_of(TOLD)
    assert {m.name: m.role for m in alliance.members if m.role is not Role.SIGNATORY} == {"누리통신": Role.HOST}


async def test_who_joins_is_a_joiner() -> None:
    founded = report("a", mention("누리통신 동해식품", Status.BACKGROUND, kind=Kind.CONSORTIUM, name="새물결 연대"))
    joined = mention("누리통신 한솔대", kind=Kind.CONSORTIUM, name="새물결 연대", joining="한솔대", hosts="누리통신")
    alliance = await alliance_of([founded, report("b", joined, day=1)])
    assert {m.name: m.role for m in alliance.members} == {
        "누리통신": Role.HOST,
        "동해식품": Role.SIGNATORY,
        "한솔대": Role.JOINER,
    }


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
async def test_details_read_anew_take_the_place_of_the_old_and_are_no_change(order: tuple[int, int]) -> None:
    first = report("a", mention("누리통신 동해식품", amounts=["30억원"]))
    edited = report("a", mention("누리통신 동해식품", amounts=["300억원"], hosts="동해식품"))
    readings = [first, edited.model_copy(update={"fetched": report("a", day=1).fetched})]
    state = MemoryState()
    records = [await resolve_report(readings[n], state) for n in order]
    (alliance,) = await registry(state)
    assert alliance.amounts == ["300억원"]
    assert len(alliance.changes) == 1
    assert alliance.first_seen == first.fetched
    (told,) = records[1]
    assert told.change is None


async def test_a_reading_by_better_rules_reaches_the_registry_without_a_change() -> None:
    old = report("a", mention("누리통신 동해식품"))
    state = MemoryState()
    await resolve_all([old], state)
    (told,) = await resolve_report(report("a", mention("누리통신 동해식품", purpose="물류 자동화", score=0.8)), state)
    assert (told.change, told.purpose) == (None, "물류 자동화")
    before = picture(await registry(state))
    await resolve_report(report("a", mention("누리통신 동해식품", purpose="물류 자동화", score=0.8)), state)
    assert picture(await registry(state)) == before


def test_mentions_and_alliances_of_earlier_versions_are_read() -> None:
    member = {"id": "org-1", "name": "누리통신"}
    mention = Mention.model_validate({"status": "announced", "kind": "mou", "members": [member]})
    assert mention.members == [Member(id="org-1", name="누리통신", role=Role.SIGNATORY)]
    assert (mention.parties, mention.score) == (None, None)
    old = {"id": "x", "kind": "mou", "members": [member], "status": "announced", "first_seen": "2024-03-04T09:00:00Z"}
    assert (Alliance.model_validate(old).amounts, Alliance.model_validate(old).purpose) == ([], None)


async def test_sources_that_give_other_hosts_sums_and_stakes_differ() -> None:
    state = MemoryState()
    told = [
        mention(WHO, kind=Kind.CONSORTIUM, hosts="누리통신", amounts=["3,000억 원", "50억원"], stakes=["51%"]),
        mention(WHO, kind=Kind.CONSORTIUM, hosts="동해식품", amounts=["약 3천억원"], stakes=["49%"]),
        mention(WHO, kind=Kind.CONSORTIUM),
    ]
    await resolve_all([report(f"a{n}", one, day=n / 10) for n, one in enumerate(told)], state)
    (alliance,) = await registry(state)
    entry = await Registry(state).entry(alliance.id)
    assert entry is not None
    found = {d.matter: d.said for d in differences(accounts(entry))}
    assert found == {
        "host": {"누리통신": ["a0"], "동해식품": ["a1"]},
        "stake": {"51%": ["a0"], "49%": ["a1"]},
    }


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("3,000억 원", "약 3천억원", True),
        ("1조 2천억원", "1조2000억 원", True),
        ("3천500억원", "3500억원", True),
        ("2천만 달러", "2000만달러", True),
        ("2.5 %", "2.5퍼센트", True),
        ("300억원", "300억 달러", False),
        ("300억원", "30억원", False),
        ("1,234,567원", "1,234,568원", False),
    ],
)
def test_figures_are_compared_by_what_they_mean(one: str, other: str, same: bool) -> None:
    assert (figure_key(one) == figure_key(other)) is same
