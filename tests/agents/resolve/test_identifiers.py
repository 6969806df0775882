"""The codes of members go with them through the registry and decide nothing there."""

from __future__ import annotations

import asyncio
from itertools import permutations

from agents.resolve.entries import ALLIANCES_SPACE
from agents.resolve.registry import alliances, resolve_report
from tests.agents.resolve.stories import mention, report
from tests.fakes import MemoryState
from topics.records import Alliance, Identifiers, Member, Mention, Report

GARAM = Identifiers(corp_code="00990001", stock_code="990010", english_name="Garam", listed=True)
NAMESAKE = Identifiers(corp_code="00990002", stock_code="990020", listed=True)
OPEN = Identifiers(shared_by=2)


def told(article: str, identifiers: Identifiers | None, *, day: float = 0) -> Report:
    def coded(member: Member) -> Member:
        return member.model_copy(update={"identifiers": identifiers}) if member.name == "가람전자" else member

    plain: Mention = mention("가람전자 동해식품", date="2024-03-04")
    return report(article, plain.model_copy(update={"members": [coded(m) for m in plain.members]}), day=day)


def known(reports: list[Report]) -> list[Alliance]:
    async def resolved() -> list[Alliance]:
        state = MemoryState()
        for one in reports:
            await resolve_report(one, state)
        return await _all(state)

    return asyncio.run(resolved())


async def _all(state: MemoryState) -> list[Alliance]:
    return [alliance async for alliance in alliances(state)]


def identifiers(reports: list[Report]) -> Identifiers | None:
    (alliance,) = known(reports)
    return next(member.identifiers for member in alliance.members if member.name == "가람전자")


def test_a_code_that_one_paper_gives_away_goes_before_a_name_that_is_open() -> None:
    reports = [told("a", OPEN), told("b", GARAM, day=0.1), told("c", None, day=0.2)]
    assert all(identifiers(list(order)) == GARAM for order in permutations(reports))
    assert identifiers([told("a", OPEN), told("b", None, day=0.1)]) == OPEN
    assert identifiers([told("a", None)]) is None


def test_where_papers_mean_two_companies_of_one_name_none_is_chosen() -> None:
    reports = [told("a", GARAM), told("b", NAMESAKE, day=0.1)]
    assert all(identifiers(list(order)) == Identifiers(shared_by=2) for order in permutations(reports))


def test_an_article_read_anew_with_codes_tells_the_same() -> None:
    before, after = known([told("a", None)]), known([told("a", None), told("a", GARAM)])
    assert [alliance.id for alliance in before] == [alliance.id for alliance in after]
    assert len(before[0].articles) == len(after[0].articles) == 1
    assert [change.change for change in before[0].changes] == [change.change for change in after[0].changes]


def test_a_state_without_codes_is_read_and_takes_them_up() -> None:
    async def later() -> list[Alliance]:
        state = MemoryState()
        await resolve_report(told("a", None), state)
        async for id, document in state.scan(ALLIANCES_SPACE):
            for claim in document["claims"]:  # type: ignore[attr-defined]
                for member in claim["members"]:
                    member.pop("identifiers", None)
            await state.put(ALLIANCES_SPACE, id, document)
        await resolve_report(told("b", GARAM, day=0.1), state)
        return await _all(state)

    (alliance,) = asyncio.run(later())
    assert len(alliance.articles) == 2
    assert [member.identifiers for member in alliance.members] == [GARAM, None]
