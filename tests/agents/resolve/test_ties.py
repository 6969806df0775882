"""The details of a tie on their way from what papers tell to the alliance."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.resolve.differences import accounts, differences
from agents.resolve.entries import Registry
from tests.agents.resolve.stories import mention, registry, report, resolve_all
from tests.fakes import MemoryState
from topics.records import (
    Activity,
    ActivityTold,
    Alliance,
    CountryTold,
    Duration,
    Kind,
    Report,
    Signatory,
    Status,
    Tie,
    Venture,
)

WHO = "누리통신 동해식품"


def tie(**what: Any) -> Tie:
    return Tie(**what)


SUPPLY = ActivityTold(activity=Activity.SUPPLY, rule="activity.supply", said="공급", span=(3, 5))
TRAINING = ActivityTold(activity=Activity.TRAINING, said="교육")
JAPAN = CountryTold(member="org-동해식품", country="JP", said="일본의 동해식품")
TOLD = [
    report("a", mention(WHO, score=0.7, tie=tie(activities=[TRAINING], term=Duration(months=36, said="3년")))),
    report("b", mention(WHO, score=0.9, tie=tie(activities=[SUPPLY], countries=[JAPAN], cross_border=True)), day=0.2),
]


@pytest.mark.parametrize("order", list(itertools.permutations(TOLD)))
async def test_the_surest_account_gives_each_detail(order: list[Report]) -> None:
    state = MemoryState()
    await resolve_all(order, state)
    (alliance,) = await registry(state)
    assert [one.activity for one in alliance.tie.activities] == ["supply"]
    assert (alliance.tie.term and alliance.tie.term.months, alliance.tie.cross_border) == (36, True)
    assert alliance.tie.country_of("org-동해식품") == "JP"
    assert all(grounds.span is None for grounds in alliance.tie.grounds)


async def test_sources_that_contradict_each_other_are_shown() -> None:
    one = tie(
        activities=[SUPPLY],
        countries=[JAPAN],
        term=Duration(months=36, said="3년"),
        venture=Venture(what="합작법인", name="새누리", capital="3,000억 원"),
        signatories=[Signatory(name="김하늘", organisation="누리통신")],
    )
    other = tie(
        activities=[SUPPLY, TRAINING],
        countries=[JAPAN.model_copy(update={"country": "CN"})],
        term=Duration(months=24, said="2년"),
        venture=Venture(what="합작사", name="새 누리", capital="약 3천억원"),
        signatories=[Signatory(name="이바다", organisation="누리통신")],
    )
    state = MemoryState()
    await resolve_all([report("a", mention(WHO, tie=one)), report("b", mention(WHO, tie=other), day=0.1)], state)
    (alliance,) = await registry(state)
    entry = await Registry(state).entry(alliance.id)
    assert entry is not None
    found = {difference.matter: set(difference.said) for difference in differences(accounts(entry))}
    assert found == {
        "term": {"3년", "2년"},
        "country of 동해식품": {"JP", "CN"},
        "signatory of 누리통신": {"김하늘", "이바다"},
    }


ties = st.builds(
    Tie,
    activities=st.lists(st.builds(ActivityTold, activity=st.sampled_from(Activity)), max_size=2),
    countries=st.lists(st.builds(CountryTold, member=st.just("org-누리통신"), country=st.sampled_from(["KR", "JP"]))),
    cross_border=st.sampled_from([None, True, False]),
    term=st.none() | st.builds(Duration, months=st.integers(1, 99)),
    venture=st.none() | st.builds(Venture, what=st.just("합작법인"), name=st.sampled_from(["가람나래", None])),
    signatories=st.lists(st.builds(Signatory, name=st.sampled_from(["김하늘", "이바다"])), max_size=2),
)


def everything_else(records: list[Alliance]) -> list[dict[str, Any]]:
    return [record.model_dump(exclude={"tie"}) for record in records]


WITHOUT = [
    report("a", mention(WHO, date="2024-03-04")),
    report("b", mention("누리통신 동해식품 한솔대", kind=Kind.CONSORTIUM, name="새물결 연대"), day=1),
    report("c", mention(WHO, kind=Kind.PARTNERSHIP), day=2),
    report("d", mention("한솔대 동해식품", Status.RUMOURED), day=3),
    report("e", mention("한솔대 동해식품", joining="한솔대", name="새물결 연대"), day=40),
]


@settings(max_examples=25)
@given(st.lists(ties, min_size=len(WITHOUT), max_size=len(WITHOUT)))
async def test_a_tie_makes_no_mention_another(drawn: list[Tie]) -> None:
    told = [
        one.model_copy(update={"mentions": [m.model_copy(update={"tie": tie}) for m in one.mentions]})
        for one, tie in zip(WITHOUT, drawn, strict=True)
    ]
    assert everything_else(await resolve_all(told)) == everything_else(await resolve_all(WITHOUT))


def test_records_of_earlier_versions_have_an_empty_tie() -> None:
    old = {"id": "x", "kind": "mou", "members": [], "status": "announced", "first_seen": "2024-03-04T09:00:00Z"}
    assert Alliance.model_validate(old).tie == Tie()
