"""By what an account is put to a known alliance is kept with it."""

from __future__ import annotations

import pytest

from agents.resolve.entries import ALLIANCES_SPACE
from agents.resolve.entry import Entry
from agents.resolve.match_rules import MatchRule, text_of
from agents.resolve.matching import PARTIAL_WINDOW, WINDOW
from agents.resolve.registry import resolve_report
from tests.agents.resolve.stories import mention, report, resolve_all
from tests.fakes import MemoryState
from topics.records import Decision, DecisionKind, Kind, Mention, Report, now

FIRST = mention("가람전자 나래통신 다솔중공업", rule="announced: 체결", purpose="물류 로봇 공동 개발")


async def entries(state: MemoryState) -> list[Entry]:
    found = [Entry.model_validate(document) async for _, document in state.scan(ALLIANCES_SPACE)]
    return [entry for entry in found if entry.merged_into is None]


async def joined(*reports: Report) -> dict[str, tuple[str | None, str | None]]:
    """By what each article came to the one alliance that there is, and to which article."""
    state = MemoryState()
    await resolve_all(reports, state)
    [entry] = await entries(state)
    return {claim.article_id: (claim.joined_by, claim.joined_to) for claim in entry.claims}


@pytest.mark.parametrize(
    ("second", "day", "tie"),
    [
        (mention("가람전자 나래통신 다솔중공업", kind=Kind.PARTNERSHIP), WINDOW, MatchRule.PARTIES),
        (mention("가람전자 나래통신", purpose="물류 로봇 공동 개발"), PARTIAL_WINDOW, MatchRule.MOST_PARTIES),
        (mention("가람전자", evidence=FIRST.evidence), 1, MatchRule.WORDS),
    ],
    ids=lambda value: value.value if isinstance(value, MatchRule) else "",
)
async def test_an_account_says_by_what_it_joined(second: Mention, day: float, tie: MatchRule) -> None:
    assert await joined(report("a", FIRST), report("b", second, day=day)) == {
        "a": (None, None),
        "b": (tie.value, "a"),
    }


async def test_accounts_of_an_initiative_join_by_its_name() -> None:
    one = mention("가람전자 나래통신", kind=Kind.CONSORTIUM, name="로봇 한마당")
    other = mention("다솔중공업 라온화학", kind=Kind.CONSORTIUM, name="‘로봇 한마당’", joining="라온화학")
    assert (await joined(report("a", one), report("b", other)))["b"] == (MatchRule.NAME.value, "a")


async def test_what_a_third_account_brings_together_is_tied_by_way_of_it() -> None:
    one, other = (mention(f"가람전자 나래통신 {third}", purpose="물류") for third in ("다솔중공업", "라온화학"))
    whole = mention("가람전자 나래통신 다솔중공업 라온화학", parties=4)
    told = await joined(report("a", one), report("b", other, day=0.1), report("c", whole, day=0.2))
    first = [article for article, (tie, _) in told.items() if tie is None]
    assert len(first) == 1
    assert set(told) == {"a", "b", "c"}


async def test_what_a_person_merged_says_so() -> None:
    state = MemoryState()
    reports = [report("a", mention("가람전자 나래통신")), report("b", mention("다솔중공업 라온화학"))]
    await resolve_all(reports, state)
    ids = [entry.id for entry in await entries(state)]
    decision = Decision(id="d", kind=DecisionKind.MERGE, alliances=ids)
    await resolve_report(Report(article_id="d", url="", decision=decision, fetched=now()), state)
    [entry] = await entries(state)
    assert MatchRule.DECISION.value in [claim.joined_by for claim in entry.claims]


async def test_a_claim_keeps_the_rule_of_its_mention_and_takes_that_of_a_later_reading() -> None:
    state = MemoryState()
    again = FIRST.model_copy(update={"rule": "announced: 맺다"})
    for told in (FIRST, again):
        await resolve_all([report("a", told)], state)
        [entry] = await entries(state)
        assert [claim.rule for claim in entry.claims] == [told.rule]


async def test_how_a_member_came_in_makes_no_other_account() -> None:
    state = MemoryState()
    again = FIRST.model_copy(
        update={"members": [member.model_copy(update={"came": "carried"}) for member in FIRST.members]}
    )
    await resolve_all([report("a", FIRST), report("a", again)], state)
    [entry] = await entries(state)
    assert [[member.came for member in claim.members] for claim in entry.claims] == [["carried"] * 3]


async def test_what_an_earlier_version_kept_is_read_and_can_be_joined() -> None:
    state = MemoryState()
    await resolve_all([report("a", FIRST)], state)
    [entry] = await entries(state)
    document = entry.model_dump(mode="json")
    for claim in document["claims"]:
        for name in ("rule", "joined_by", "joined_to"):
            del claim[name]
        for member in claim["members"]:
            del member["came"]
    await state.put(ALLIANCES_SPACE, entry.id, document)
    await resolve_all([report("b", FIRST, day=1)], state)
    [entry] = await entries(state)
    assert [(claim.rule, claim.joined_by) for claim in entry.claims] == [
        ("", None),
        ("announced: 체결", MatchRule.PARTIES.value),
    ]


def test_every_rule_has_a_text_and_one_of_a_later_version_shows_its_id() -> None:
    assert all(tie.text for tie in MatchRule)
    assert text_of("by a dream") == "by a dream"
