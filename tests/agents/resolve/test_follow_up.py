"""What became of an alliance that was announced aloud is told once: otherwise now, denied, or one with another."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import pytest

from agents.resolve.registry import RESOLVED_SPACE, resolve_report
from tests.agents.resolve.stories import START, mention, registry, report, resolve_all, told
from tests.fakes import MemoryState
from topics.records import (
    Alliance,
    Change,
    ChangeKind,
    Decision,
    DecisionKind,
    Kind,
    Matter,
    Quiet,
    Report,
    Status,
    Told,
)

PAIR = "누리통신 동해식품"
DAY = "2024-03-04"


def aloud(records: Sequence[Alliance], kind: ChangeKind) -> list[Change]:
    found = [record.change for record in told(records, kind) if record.quiet is None and record.change is not None]
    assert all(change.quiet is None for change in found)
    return found


def revised(records: Sequence[Alliance]) -> list[tuple[str, str | None, str]]:
    return [(one.matter.value, one.before, one.after) for c in aloud(records, ChangeKind.CHANGED) for one in c.revised]


def decision(kind: DecisionKind, *alliances: str, id: str = "d1", **what: list[str]) -> Report:
    made = Decision(id=id, kind=kind, alliances=list(alliances), **what)  # type: ignore[arg-type]
    return Report(article_id=id, url="", fetched=START.replace(month=6), decision=made, quiet=Quiet.DECIDED)


PLANNED = report("a", mention(PAIR, Status.PLANNED, date=DAY))
SIGNED = report("b", mention(PAIR, date=DAY), day=2)


async def test_a_plan_that_was_concluded_is_told_once() -> None:
    records = await resolve_all([PLANNED, SIGNED, report("c", mention(PAIR, date=DAY), day=3)])
    assert revised(records) == [("status", "planned", "announced")]
    (change,) = aloud(records, ChangeKind.CHANGED)
    assert change.article_id == "b"


async def test_what_was_signed_when_it_was_announced_is_no_change() -> None:
    assert not revised(await resolve_all([SIGNED, PLANNED]))


async def test_one_publisher_alone_concludes_no_plan_that_several_tell() -> None:
    plans = [PLANNED, report("p", mention(PAIR, Status.PLANNED, date=DAY), day=0.5)]
    assert not revised(await resolve_all([*plans, SIGNED]))
    more = report("c", mention(PAIR, date=DAY), day=3)
    assert revised(await resolve_all([*plans, SIGNED, more])) == [("status", "planned", "announced")]


def on(article: str, date: str, day: float = 1) -> Report:
    return report(article, mention(PAIR, date=date), day=day)


async def test_another_day_is_told_where_more_publishers_tell_it() -> None:
    reports = [on("a", "2024-03-04", 0), on("b", "2024-03-05"), on("c", "2024-03-05", 1.5)]
    records = await resolve_all(reports)
    assert revised(records) == [("date", "2024-03-04", "2024-03-05")]
    assert aloud(records, ChangeKind.CHANGED)[0].article_id == "c"


async def test_a_day_that_is_only_told_more_exactly_is_no_change() -> None:
    reports = [on("a", "2024-03", 0), on("b", "2024-03-05"), on("c", "2024-03-05", 1.5)]
    assert not revised(await resolve_all(reports))


async def test_each_day_is_told_once_however_often_publishers_change_their_minds() -> None:
    days = ["2024-03-04", "2024-03-05", "2024-03-05", "2024-03-04", "2024-03-04", "2024-03-05", "2024-03-05"]
    records = await resolve_all([on(f"a{n}", day, n / 10) for n, day in enumerate(days)])
    assert revised(records) == [("date", days[0], days[1]), ("date", days[1], days[0])]


async def test_another_form_is_told_and_two_words_for_one_form_are_not() -> None:
    def of(article: str, kind: Kind, day: float) -> Report:
        return report(article, mention(PAIR, kind=kind, date=DAY), day=day)

    words = [of("a", Kind.MOU, 0), of("b", Kind.PARTNERSHIP, 0.1), of("c", Kind.PARTNERSHIP, 0.2)]
    assert not revised(await resolve_all(words))
    venture = [of(f"v{n}", Kind.JOINT_VENTURE, 1 + n / 10) for n in range(4)]
    assert revised(await resolve_all([*words, *venture])) == [("kind", "mou", "joint_venture")]


DENIED = mention(PAIR, Status.DENIED)


def news(count: int, day: float = 0, name: str = "n") -> list[Report]:
    return [report(f"{name}{n}", mention(PAIR, date=DAY), day=day + n / 100) for n in range(count)]


@pytest.mark.parametrize(("publishers", "deniers", "denied"), [(1, 1, True), (2, 1, False), (2, 2, True)])
async def test_a_denial_holds_against_what_as_many_tell_as_an_end_does(
    publishers: int, deniers: int, denied: bool
) -> None:
    reports = news(publishers) + [report(f"d{n}", DENIED, day=2 + n) for n in range(deniers)]
    for order in itertools.permutations(reports):
        state = MemoryState()
        records = await resolve_all(order, state)
        (found,) = await registry(state)
        assert found.status is (Status.DENIED if denied else Status.ANNOUNCED)
        assert found.disputed is not denied
        assert len(aloud(records, ChangeKind.DENIED)) <= 1
    records = await resolve_all(reports)
    assert len(aloud(records, ChangeKind.DENIED)) == denied
    assert not aloud(records[len(news(publishers)) :], ChangeKind.CORROBORATED)


async def test_a_sole_publisher_that_corrects_itself_is_not_outvoted_by_one_late_copy() -> None:
    itself = [
        report("a", mention(PAIR, date=DAY), publisher="한빛일보"),
        report("b", DENIED, day=1, publisher="한빛일보"),
    ]
    for late, status in ((1, Status.DENIED), (2, Status.ANNOUNCED)):
        state = MemoryState()
        records = await resolve_all([*itself, *news(late, 2)], state)
        assert len(aloud(records, ChangeKind.DENIED)) == 1
        assert [one.status for one in await registry(state)] == [status]


async def test_a_denial_of_talks_before_the_deal_is_none_of_the_deal() -> None:
    reports = [report("d", DENIED, day=-3), *news(1), report("e", DENIED, day=-2)]
    for order in itertools.permutations(reports):
        state = MemoryState()
        assert not aloud(await resolve_all(order, state), ChangeKind.DENIED)
        assert [one.status for one in await registry(state)] == [Status.ANNOUNCED]


async def test_a_later_confirmation_by_two_publishers_undoes_a_denial_and_is_told() -> None:
    denied = [*news(1), report("d", DENIED, day=1), report("e", DENIED, day=2)]
    state = MemoryState()
    await resolve_all(denied, state)
    records = await resolve_all(news(2, 3, "c"), state)
    assert [one.status for one in await registry(state)] == [Status.ANNOUNCED]
    assert revised(records) == [("status", "denied", "announced")]
    assert not aloud(
        await resolve_all([report("f", DENIED, day=4), report("g", DENIED, day=5)], state), ChangeKind.DENIED
    )


async def test_an_announcement_that_shows_the_denial_is_not_followed_by_it() -> None:
    state = MemoryState()
    records = await resolve_all([report("d", DENIED, day=1), *news(1), report("e", DENIED, day=2)], state)
    (announced,) = told(records, ChangeKind.ANNOUNCED)
    assert announced.status is Status.DENIED
    assert not aloud(records, ChangeKind.DENIED)


ALONE = report("s", mention("누리통신 한별전자", evidence="두 회사가 손을 맞잡았다", date=DAY))
OTHER = report("p", mention("누리통신 해오름전자", evidence="두 회사가 함께 한다", date=DAY), day=0.1)
WHOLE = [
    report("w", mention("누리통신 한별전자 해오름전자", evidence="세 회사가 물류 창고를 짓는다", date=DAY), day=0.2),
    report("x", mention("누리통신 한별전자 해오름전자", evidence="창고를 세 곳에 세우기로 했다", date=DAY), day=0.3),
]


async def test_two_alerts_that_an_article_shows_to_be_one_are_told_once_on_the_one_that_stays() -> None:
    for order in itertools.permutations([ALONE, OTHER, *WHOLE]):
        state = MemoryState()
        records = await resolve_all(order, state)
        announced = {
            change.id: record.id
            for record in records
            if (change := record.change) and change.change is ChangeKind.ANNOUNCED
        }
        (left,) = await registry(state)
        merged = [(r.id, id) for r in told(records, ChangeKind.MERGED) for id in (r.change.merged if r.change else ())]
        known = set(announced.values())
        assert {id for _, id in merged} == known - {left.id}
        assert len(merged) == len(known - {left.id})


async def test_a_merge_by_a_person_is_told_once_and_nothing_else_that_people_decide() -> None:
    state = MemoryState()
    first, second = await resolve_all([*news(1), report("q", mention("한별전자 해오름전자", date=DAY))], state)
    merge = decision(DecisionKind.MERGE, first.id, second.id)
    made = await resolve_report(merge, state)
    (change,) = aloud(made, ChangeKind.MERGED)
    assert change.merged == [second.id]
    assert [record.change for record in await resolve_report(merge, state) if record.change] == [change]
    split = decision(DecisionKind.SPLIT, first.id, id="d2", articles=["q"])
    again = decision(DecisionKind.MERGE, first.id, (await resolve_report(split, state))[1].id, id="d3")
    assert not [record for record in await resolve_report(again, state) if record.change]


async def test_a_merge_of_what_nobody_was_told_is_silent() -> None:
    state = MemoryState()
    reports = [*news(1), report("q", mention("한별전자 해오름전자", date=DAY), quiet=Quiet.IMPORTED)]
    first, second = await resolve_all(reports, state)
    assert not [r for r in await resolve_report(decision(DecisionKind.MERGE, first.id, second.id), state) if r.change]


@pytest.mark.parametrize("quiet", [Quiet.IMPORTED, Quiet.OLD, Quiet.REPLAYED])
async def test_what_only_quiet_accounts_tell_is_told_to_nobody(quiet: Quiet) -> None:
    quietly = [one.model_copy(update={"quiet": quiet}) for one in (SIGNED, report("d", DENIED, day=3))]
    records = await resolve_all([PLANNED, *quietly, report("c", mention(PAIR, Status.BACKGROUND, date=DAY), day=4)])
    for kind in (ChangeKind.CHANGED, ChangeKind.DENIED):
        assert not aloud(records, kind)


async def test_nothing_is_told_of_what_was_announced_quietly_or_is_dismissed() -> None:
    later = [SIGNED, report("d", DENIED, day=3)]
    state = MemoryState()
    imported = [one.model_copy(update={"quiet": Quiet.REPLAYED}) for one in (PLANNED,)]
    assert not [
        r
        for r in await resolve_all([*imported, *later], state)
        if r.change and r.quiet is None and r.change.change in (ChangeKind.CHANGED, ChangeKind.DENIED)
    ]
    state = MemoryState()
    (first,) = await resolve_all([PLANNED], state)
    await resolve_report(decision(DecisionKind.DISMISS, first.id), state)
    assert all(record.quiet is not None for record in await resolve_all(later, state))


async def test_what_a_person_parts_is_not_told_as_changed_later() -> None:
    state = MemoryState()
    (first, *_) = await resolve_all([PLANNED, SIGNED], state)
    reports = [on("e", "2024-03-06", 2), on("f", "2024-03-06", 2.1), on("g", "2024-03-06", 2.2)]
    before = await resolve_all(reports, state)
    assert ("date", DAY, "2024-03-06") in revised(before)
    await resolve_report(decision(DecisionKind.SPLIT, first.id, articles=["e", "f", "g"]), state)
    after = await resolve_all([report("h", mention(PAIR, Status.BACKGROUND, date=DAY), day=5)], state)
    assert not revised(after)


async def test_repeats_and_replays_tell_no_change_twice() -> None:
    state = MemoryState()
    reports = [PLANNED, SIGNED, report("d", DENIED, day=3), report("e", DENIED, day=4)]
    records = await resolve_all(reports, state)
    again = await resolve_all(reports, state)
    for kind in (ChangeKind.CHANGED, ChangeKind.DENIED):
        ids = {change.id for change in aloud(records, kind)}
        assert len(ids) == 1
        assert {change.id for change in aloud(again, kind)} == ids
    for key in [key async for key, _ in state.scan(RESOLVED_SPACE)]:
        await state.delete(RESOLVED_SPACE, key)
    replays = [one.model_copy(update={"quiet": Quiet.REPLAYED}) for one in reports]
    assert all(record.quiet is not None for record in await resolve_all(replays, state))


def test_each_matter_that_is_told_is_a_field_of_what_was_told() -> None:
    assert {matter.value for matter in Matter} & set(Told.model_fields) == {"status", "kind", "date"}
