"""What was told only quietly stays owed, until the first live account that is news of it tells it, once."""

from __future__ import annotations

import itertools

import pytest

from agents.resolve.registry import RESOLVED_SPACE, resolve_report
from agents.resolve.resolve import resolve_stage
from tests.agents.resolve.stories import mention, names, picture, registry, report, resolve_all
from tests.agents.resolve.test_decisions import decide, undo
from tests.fakes import MemoryState, run_one
from topics.outcome import Done
from topics.records import Alliance, ChangeKind, DecisionKind, Quiet, Report, Status

OWING = [Quiet.IMPORTED, Quiet.OLD, Quiet.UNDATED]
DEAL = mention("누리통신 동해식품", date="2024-03-04")
JOINING = mention("누리통신 동해식품 한별전자", joining="한별전자")
END = mention("누리통신 동해식품", Status.ENDED)


def aloud(records: list[Alliance], kind: ChangeKind = ChangeKind.ANNOUNCED) -> list[Alliance]:
    return [r for r in records if r.change is not None and r.change.change is kind and r.quiet is None]


def steps(records: list[Alliance]) -> list[tuple[Quiet | None, ChangeKind]]:
    return [(record.quiet, record.change.change) for record in records if record.change]


@pytest.mark.parametrize("quiet", OWING)
async def test_the_first_live_account_tells_an_announcement_that_was_only_back_filled(quiet: Quiet) -> None:
    filled = report("a", DEAL, quiet=quiet)
    live = [report("b", DEAL, day=1), report("c", DEAL, day=2)]
    records = await resolve_all([filled, *live])
    assert steps(records) == [
        (quiet, ChangeKind.ANNOUNCED),
        (None, ChangeKind.ANNOUNCED),
        (None, ChangeKind.CORROBORATED),
    ]
    assert len({record.change.id for record in records if record.change}) == 3
    assert [c.quiet for c in records[-1].changes] == [quiet, None, None]


async def test_who_joins_and_what_ends_stays_owed_as_well() -> None:
    for told, kind in [(JOINING, ChangeKind.JOINED), (END, ChangeKind.ENDED)]:
        first = [report("a", DEAL), report("b", told, day=3, quiet=Quiet.OLD)]
        records = await resolve_all([*first, report("c", told, day=4), report("d", told, day=5)])
        assert [record.change.article_id for record in aloud(records, kind) if record.change] == ["c"]


@pytest.mark.parametrize("quiet", [None, *OWING])
async def test_an_end_that_a_later_account_shows_to_be_news_is_as_loud_as_it_came(quiet: Quiet | None) -> None:
    dated = "2023-05"
    end = report("a", mention("누리통신 동해식품", Status.ENDED, date=dated), quiet=quiet)
    begin = report("b", mention("누리통신 동해식품", Status.BACKGROUND, date=dated), day=1)
    for order in ([end, begin], [begin, end]):
        records = await resolve_all(order)
        assert [r.quiet for r in records if r.change and r.change.change is ChangeKind.ENDED] == [quiet]


async def test_a_live_account_of_something_else_or_in_passing_tells_nothing() -> None:
    passing = mention("누리통신 동해식품", Status.BACKGROUND, date="2024-03-04")
    state = MemoryState()
    records = await resolve_all([report("a", DEAL, quiet=Quiet.OLD), report("b", passing, day=1)], state)
    records += await resolve_all([report("c", JOINING, day=2)], state)
    assert not aloud(records)
    assert len(aloud(await resolve_all([report("d", DEAL, day=3)], state))) == 1


@pytest.mark.parametrize(("day", "times"), [(14, 1), (15, 0)])
async def test_a_late_account_tells_nothing(day: int, times: int) -> None:
    records = await resolve_all([report("a", DEAL, quiet=Quiet.OLD), report("b", DEAL, day=day)])
    assert len(aloud(records)) == times


@pytest.mark.parametrize("day", [3, 30])
async def test_an_undated_account_makes_no_other_late(day: int) -> None:
    undated = report("a", mention("누리통신 동해식품"), quiet=Quiet.UNDATED, undated=True)
    assert len(aloud(await resolve_all([undated, report("b", mention("누리통신 동해식품"), day=day)]))) == 1


@pytest.mark.parametrize("quiet", [Quiet.REPLAYED, Quiet.DECIDED])
async def test_what_a_replay_or_a_person_made_quiet_is_not_owed(quiet: Quiet) -> None:
    records = await resolve_all([report("a", DEAL, quiet=quiet), report("b", DEAL, day=1)])
    assert not aloud(records)


async def test_a_dismissed_alliance_owes_nothing_when_it_is_restored() -> None:
    state = MemoryState()
    await resolve_all([report("a", DEAL, quiet=Quiet.OLD)], state)
    (alliance,) = await registry(state)
    records = await resolve_all([decide("d", DecisionKind.DISMISS, alliance.id), report("b", DEAL, day=1)], state)
    records += await resolve_all([undo("d"), report("c", DEAL, day=2)], state)
    assert not aloud(records)


async def test_what_is_split_off_owes_nothing() -> None:
    state = MemoryState()
    await resolve_all([report("a", DEAL), report("b", DEAL, JOINING, END, day=1)], state)
    (alliance,) = await registry(state)
    await resolve_all([decide("d", DecisionKind.SPLIT, alliance.id, articles=("b",))], state)
    parted = next(one for one in await registry(state) if one.id != alliance.id)
    assert {change.quiet for change in parted.changes if change.change is not ChangeKind.SPLIT} == {Quiet.DECIDED}
    later = await resolve_all([report("c", DEAL, JOINING, END, day=1.5)], state)
    assert not [r for kind in (ChangeKind.ANNOUNCED, ChangeKind.JOINED) for r in aloud(later, kind)]


async def test_entries_of_an_earlier_version_count_as_told() -> None:
    state = MemoryState()
    await resolve_all([report("a", DEAL, quiet=Quiet.IMPORTED)], state)
    for key in [key async for key, _ in state.scan("alliances")]:
        entry = await state.get("alliances", key)
        assert entry is not None
        changes = entry["changes"]
        assert isinstance(changes, list)
        await state.put("alliances", key, {**entry, "changes": [{**change, "quiet": None} for change in changes]})
    assert steps(await resolve_all([report("b", DEAL, day=1)], state)) == [(None, ChangeKind.CORROBORATED)]


async def test_two_quiet_deals_that_a_live_account_shows_to_be_one_are_told_once() -> None:
    parts = [mention("누리통신 동해식품"), mention("동해식품 한별전자"), mention("누리통신 동해식품 한별전자")]
    for order in itertools.permutations(range(3)):
        for live in range(3):
            told = [
                report(f"a{n}", parts[n], day=n / 10, quiet=None if step == live else Quiet.OLD)
                for step, n in enumerate(order)
            ]
            records = await resolve_all(told)
            assert len(aloud(records)) == 1


async def test_a_report_whose_quiet_was_lifted_tells_what_is_owed() -> None:
    for quiet in (Quiet.OLD, Quiet.UNDATED):
        state = MemoryState()
        records = await resolve_all([report("a", DEAL, JOINING, quiet=quiet), report("a", DEAL, JOINING)], state)
        (announced,) = aloud(records)
        assert names(announced) == "누리통신 동해식품 한별전자"
        assert len(aloud(records, ChangeKind.JOINED)) <= 1
        (alliance,) = await registry(state)
        assert len(alliance.articles) == 1
        again = await resolve_all([report("a", DEAL, JOINING), report("b", DEAL, day=1)], state)
        assert (
            len({r.change.id for r in [*records, *again] if r.change and r.quiet is None})
            == len({r.change.id for r in records if r.change and r.quiet is None}) + 1
        )


async def test_a_lifted_report_that_has_a_date_now_belongs_where_its_day_says() -> None:
    undated = report("a", mention("누리통신 동해식품"), quiet=Quiet.UNDATED, undated=True)
    dated = report("a", mention("누리통신 동해식품"), day=40)
    other = report("b", mention("누리통신 동해식품"), day=0)
    pictures = []
    for order in ([undated, other, dated], [other, undated, dated], [dated, other], [other, dated]):
        state = MemoryState()
        records = await resolve_all(order, state)
        assert sorted(record.date or names(record) for record in aloud(records)) == ["누리통신 동해식품"] * 2
        found = await registry(state)
        assert sorted(len(one.articles) for one in found) == [1, 1]
        pictures.append({tuple(sorted(s.article_id for s in one.articles)) for one in found})
    assert all(one == pictures[0] for one in pictures)


async def test_a_quiet_that_was_ordered_is_never_lifted() -> None:
    for quiet in (Quiet.IMPORTED, Quiet.REPLAYED):
        records = await resolve_all([report("a", DEAL, quiet=quiet), report("a", DEAL)])
        assert not aloud(records)


async def test_a_replay_of_what_was_told_is_quiet_and_a_repeat_after_a_crash_is_not() -> None:
    state = MemoryState()
    live = report("a", DEAL, mention("한별전자 해솔톡"))
    records = await resolve_report(live, state)
    assert len(aloud(records)) == 2
    repeat = await resolve_report(live, state)
    assert [r.model_dump_json() for r in repeat] == [r.model_dump_json() for r in records]
    replay = await resolve_report(live.model_copy(update={"quiet": Quiet.REPLAYED}), state)
    assert [r.change and r.change.id for r in replay] == [r.change and r.change.id for r in records]
    assert {record.quiet for record in replay} == {Quiet.REPLAYED}
    assert await resolve_report(live, state) == repeat


@pytest.mark.parametrize("stored", [*OWING, Quiet.REPLAYED])
async def test_a_replay_is_never_louder_than_what_it_repeats(stored: Quiet) -> None:
    state = MemoryState()
    quiet = report("a", DEAL, quiet=stored)
    await resolve_report(quiet, state)
    before = picture(await registry(state))
    for again in (Quiet.REPLAYED, Quiet.IMPORTED):
        replay = await resolve_report(quiet.model_copy(update={"quiet": again}), state)
        assert {record.quiet for record in replay} == {stored}
    assert picture(await registry(state)) == before
    assert len(aloud(await resolve_all([report("b", DEAL, day=1)], state))) == (stored in OWING)


async def test_a_replay_of_what_an_earlier_version_resolved_is_quiet() -> None:
    state = MemoryState()
    live = report("a", DEAL)
    await resolve_report(live, state)
    ((key, document),) = [held async for held in state.scan(RESOLVED_SPACE)]
    del document["quiet"]
    await state.put(RESOLVED_SPACE, key, document)
    assert len(aloud(await resolve_report(live, state))) == 1
    assert not aloud(await resolve_report(live.model_copy(update={"quiet": Quiet.REPLAYED}), state))


async def test_a_replay_of_what_was_forgotten_makes_nothing_owed() -> None:
    state = MemoryState()
    reports = [report("a", DEAL, quiet=Quiet.OLD), report("b", DEAL, day=1)]
    await resolve_all(reports, state)
    for key in [key async for key, _ in state.scan(RESOLVED_SPACE)]:
        await state.delete(RESOLVED_SPACE, key)
    replayed: list[Report] = [one.model_copy(update={"quiet": Quiet.REPLAYED}) for one in reports]
    assert not aloud(await resolve_all([*replayed, report("c", DEAL, day=2)], state))


async def test_the_stage_tells_a_lifted_report() -> None:
    state = MemoryState()
    await run_one(resolve_stage(), report("a", DEAL, quiet=Quiet.UNDATED), state)
    outcome = await run_one(resolve_stage(), report("a", DEAL), state)
    assert isinstance(outcome, Done)
    assert [record.quiet for record in outcome.outputs if isinstance(record, Alliance)] == [None]
