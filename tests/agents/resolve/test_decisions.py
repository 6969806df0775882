"""What people decide about alliances holds for later reports and when the registry is built anew."""

from __future__ import annotations

import itertools
import random

import pytest

from agents.resolve.decisions import all_decisions
from agents.resolve.registry import resolve_report
from agents.resolve.resolve import resolve_stage
from tests.agents.resolve.stories import mention, names, picture, registry, report, resolve_all
from tests.fakes import MemoryState, run_one
from topics.outcome import Done, Drop
from topics.records import Alliance, ChangeKind, Decision, DecisionKind, Kind, Quiet, Report, Status

FIRST = report("a1", mention("누리통신 동해식품", kind=Kind.JOINT_VENTURE))
SAME = report("a2", mention("누리텔레콤 동해식품", kind=Kind.JOINT_VENTURE), day=0.2)
LATER = report("a3", mention("누리텔레콤 동해식품", kind=Kind.JOINT_VENTURE), day=2)


def decide(id: str, kind: DecisionKind, *alliances: str, articles: tuple[str, ...] = (), undoes: str = "") -> Report:
    decision = Decision(id=id, kind=kind, alliances=list(alliances), articles=list(articles), undoes=undoes or None)
    return report(f"decision-{id}", day=10).model_copy(update={"decision": decision, "article_id": id})


def undo(id: str) -> Report:
    return decide(f"undo-{id}", DecisionKind.UNDO, undoes=id)


async def by_names(state: MemoryState) -> dict[str, Alliance]:
    return {names(alliance): alliance for alliance in await registry(state)}


async def built_anew(state: MemoryState, reports: list[Report]) -> list[Alliance]:
    """The registry after all that it knew was lost but the decisions."""
    for space in ("alliances", "alliance-index", "resolved", "texts"):
        for key in [key async for key, _ in state.scan(space)]:
            await state.delete(space, key)
    await resolve_all(reports, state)
    return await registry(state)


async def test_merged_alliances_are_one_and_take_in_later_reports_without_an_alert() -> None:
    state = MemoryState()
    await resolve_all([FIRST, SAME], state)
    one, other = (await by_names(state)).values()
    told = await resolve_all([decide("d", DecisionKind.MERGE, one.id, other.id)], state)
    assert [(r.id, r.merged_into, r.change and r.change.merged, r.quiet) for r in told] == [
        (one.id, None, [other.id], None),
        (other.id, one.id, None, Quiet.DECIDED),
    ]
    later = await resolve_all([LATER], state)
    assert [r.change and r.change.change for r in later] == [ChangeKind.CORROBORATED]
    (alliance,) = await registry(state)
    assert alliance.id == one.id
    assert {source.article_id for source in alliance.articles} == {"a1", "a2", "a3"}
    assert alliance.changes[-2].change is ChangeKind.MERGED


async def test_a_merge_is_applied_when_the_registry_is_built_anew_in_any_order() -> None:
    for order in itertools.permutations([FIRST, SAME, LATER]):
        state = MemoryState()
        await resolve_all([FIRST, SAME], state)
        one, other = await registry(state)
        await resolve_all([decide("d", DecisionKind.MERGE, one.id, other.id), LATER], state)
        before = picture(await registry(state))
        assert picture(await built_anew(state, list(order))) == before
        assert len(before) == 1


async def test_an_undone_merge_leaves_two_and_alerts_nobody() -> None:
    state = MemoryState()
    await resolve_all([FIRST, SAME], state)
    before = picture(await registry(state))
    one, other = await registry(state)
    await resolve_all([decide("d", DecisionKind.MERGE, one.id, other.id)], state)
    told = await resolve_all([undo("d")], state)
    assert all(r.change is None and r.quiet for r in told)
    assert picture(await registry(state)) == before
    later = await resolve_all([LATER], state)
    assert [r.change and r.change.change for r in later] == [ChangeKind.CORROBORATED]
    assert len(await registry(state)) == 2
    assert picture(await built_anew(state, [LATER, SAME, FIRST])) == picture(await registry(state))


WRONGLY_ONE = [
    report("b1", mention("누리통신 동해식품", date="2024-03-04")),
    report("b2", mention("누리통신 동해식품"), day=1),
    report("b3", mention("누리통신 동해식품", date="2024-03-07"), day=3),
]


async def test_a_split_keeps_articles_apart_also_later_and_when_built_anew() -> None:
    for order in itertools.permutations(WRONGLY_ONE):
        state = MemoryState()
        await resolve_all(WRONGLY_ONE, state)
        (alliance,) = await registry(state)
        told = await resolve_all([decide("d", DecisionKind.SPLIT, alliance.id, articles=("b3",))], state)
        assert all(r.change is None for r in told)
        parts = {frozenset(s.article_id for s in a.articles): a.id for a in await registry(state)}
        assert parts[frozenset({"b1", "b2"})] == alliance.id
        assert set(parts) == {frozenset({"b1", "b2"}), frozenset({"b3"})}
        rebuilt = await built_anew(state, list(order))
        assert {frozenset(s.article_id for s in a.articles) for a in rebuilt} == set(parts)


async def test_a_report_that_fits_both_parts_of_a_split_goes_to_one_and_joins_them_never() -> None:
    state = MemoryState()
    await resolve_all(WRONGLY_ONE, state)
    (alliance,) = await registry(state)
    await resolve_all([decide("d", DecisionKind.SPLIT, alliance.id, articles=("b3",))], state)
    told = await resolve_all([report("b4", mention("누리통신 동해식품"), day=3.1)], state)
    assert [r.change and r.change.change for r in told] == [ChangeKind.CORROBORATED]
    assert sorted(len(a.articles) for a in await registry(state)) == [2, 2]


async def test_an_undone_split_is_one_alliance_again() -> None:
    state = MemoryState()
    await resolve_all(WRONGLY_ONE, state)
    (alliance,) = await registry(state)
    before = picture([alliance])
    await resolve_all([decide("d", DecisionKind.SPLIT, alliance.id, articles=("b3",)), undo("d")], state)
    (after,) = await registry(state)
    assert after.id == alliance.id
    assert picture([after]) == before


async def test_a_dismissed_alliance_never_alerts_again_and_may_be_restored() -> None:
    state = MemoryState()
    await resolve_all([FIRST], state)
    (alliance,) = await registry(state)
    (record,) = await resolve_all([decide("d", DecisionKind.DISMISS, alliance.id)], state)
    assert record.dismissed
    joined = report("a4", mention("누리통신 동해식품 한별전자", kind=Kind.JOINT_VENTURE, joining="한별전자"), day=1)
    assert all(r.quiet and r.dismissed for r in await resolve_all([joined], state))
    rebuilt = await built_anew(state, [joined, FIRST])
    assert all(a.dismissed and a.quiet for a in rebuilt)
    (restored,) = await resolve_all([undo("d")], state)
    assert not restored.dismissed
    later = await resolve_all([report("a5", mention("누리통신 동해식품", kind=Kind.JOINT_VENTURE), day=2)], state)
    assert not any(r.quiet for r in later)


async def test_a_dismissal_leaves_the_other_alliances_of_the_article_alone() -> None:
    state = MemoryState()
    two = report("c", mention("누리통신 동해식품"), mention("누리통신 한별전자", kind=Kind.JOINT_VENTURE))
    await resolve_all([two], state)
    found = await by_names(state)
    await resolve_all([decide("d", DecisionKind.DISMISS, found["누리통신 동해식품"].id)], state)
    assert {names(a): a.dismissed for a in await built_anew(state, [two])} == {
        "누리통신 동해식품": True,
        "누리통신 한별전자": False,
    }


async def test_the_latest_decision_counts() -> None:
    state = MemoryState()
    await resolve_all(WRONGLY_ONE, state)
    (alliance,) = await registry(state)
    await resolve_all([decide("d1", DecisionKind.SPLIT, alliance.id, articles=("b3",))], state)
    one, other = await registry(state)
    merge = decide("d2", DecisionKind.MERGE, one.id, other.id)
    await resolve_all([merge.model_copy(update={"fetched": merge.fetched.replace(minute=59)})], state)
    assert len(await registry(state)) == 1
    assert len(await built_anew(state, WRONGLY_ONE)) == 1
    assert [d.id for d in await all_decisions(state)] == ["d2", "d1"]


async def test_a_repeated_decision_gives_the_same_records() -> None:
    state = MemoryState()
    await resolve_all([FIRST, SAME], state)
    one, other = await registry(state)
    merge = decide("d", DecisionKind.MERGE, one.id, other.id)
    assert await resolve_report(merge, state) == await resolve_report(merge, state)
    assert len(await all_decisions(state)) == 1


@pytest.mark.parametrize(
    ("decision", "reason"),
    [
        (decide("d", DecisionKind.DISMISS, "nothing"), "no such alliance"),
        (decide("d", DecisionKind.MERGE, "nothing", "nobody"), "no such alliance"),
        (decide("d", DecisionKind.SPLIT), "no such alliance"),
        (undo("d"), "no such decision"),
    ],
)
async def test_a_decision_about_nothing_is_dropped(decision: Report, reason: str) -> None:
    outcome = await run_one(resolve_stage(), decision, MemoryState())
    assert isinstance(outcome, Drop)
    assert outcome.reason == reason


async def test_decisions_that_change_nothing_are_dropped() -> None:
    state = MemoryState()
    await resolve_all(WRONGLY_ONE, state)
    (alliance,) = await registry(state)
    for decision, reason in [
        (decide("d1", DecisionKind.SPLIT, alliance.id, articles=("b1", "b2", "b3")), "nothing to split"),
        (decide("d2", DecisionKind.SPLIT, alliance.id, articles=("zz",)), "nothing to split"),
        (decide("d3", DecisionKind.MERGE, alliance.id, alliance.id), "one alliance already"),
    ]:
        outcome = await run_one(resolve_stage(), decision, state)
        assert isinstance(outcome, Drop)
        assert outcome.reason == reason
    done = await run_one(resolve_stage(), decide("d4", DecisionKind.DISMISS, alliance.id), state)
    assert isinstance(done, Done)
    assert isinstance(await run_one(resolve_stage(), undo("d4"), state), Done)
    again = undo("d4").model_copy(update={"article_id": "again", "decision": undo("d4").decision})
    assert again.decision is not None
    again = again.model_copy(update={"decision": again.decision.model_copy(update={"id": "again"})})
    outcome = await run_one(resolve_stage(), again, state)
    assert isinstance(outcome, Drop)


async def test_random_decisions_leave_every_article_in_the_registry_and_survive_a_rebuild() -> None:
    rng = random.Random(5)
    parties = ["누리통신", "동해식품", "한별전자", "새봄중공업"]
    for _ in range(25):
        state = MemoryState()
        reports = [
            report(
                f"r{n}",
                mention(" ".join(rng.sample(parties, 2)), rng.choice([Status.ANNOUNCED, Status.PLANNED])),
                day=n,
            )
            for n in range(8)
        ]
        await resolve_all(reports, state)
        for step in range(4):
            found = await registry(state)
            one = rng.choice(found)
            articles = [s.article_id for s in one.articles]
            if len(articles) > 1 and rng.random() < 0.5:
                made = decide(f"d{step}", DecisionKind.SPLIT, one.id, articles=tuple(articles[1:]))
            else:
                made = decide(f"d{step}", DecisionKind.MERGE, *[a.id for a in rng.sample(found, min(2, len(found)))])
            made = made.model_copy(update={"fetched": made.fetched.replace(second=step)})
            await run_one(resolve_stage(), made, state)
            held = sorted(s.article_id for a in await registry(state) for s in a.articles)
            assert held == [f"r{n}" for n in range(8)]
        before = {frozenset(s.article_id for s in a.articles) for a in await registry(state)}
        shuffled = rng.sample(reports, len(reports))
        after = {frozenset(s.article_id for s in a.articles) for a in await built_anew(state, shuffled)}
        assert after == before
