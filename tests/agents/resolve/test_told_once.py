"""Whatever comes quietly or live, twice, replayed or after a decision: an alliance is announced aloud at most once.

And exactly once where an account that pins it down is live and in time.
"""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Iterable, Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from agents.resolve.entries import ALLIANCES_SPACE
from agents.resolve.entry import Entry
from agents.resolve.registry import RESOLVED_SPACE, resolve_report
from tests.agents.resolve.scenarios import decide_something, lifted, quietly, scenario
from tests.agents.resolve.stories import picture, registry, resolve_all
from tests.fakes import MemoryState
from topics.records import Alliance, Change, ChangeKind, Matter, Quiet, Report

WINDOW = 14  # days, as the issue of news: a later account is no news of the same

chance = st.randoms(use_true_random=False)

FOLLOW_UPS = (ChangeKind.CHANGED, ChangeKind.DENIED, ChangeKind.MERGED)


def aloud(records: Iterable[Alliance]) -> set[tuple[str, ChangeKind, str]]:
    """What webhooks are told: the same id twice is one message."""
    told = (ChangeKind.ANNOUNCED, ChangeKind.JOINED, ChangeKind.ENDED, *FOLLOW_UPS)
    return {
        (r.id, r.change.change, r.change.id)
        for r in records
        if r.change is not None and r.change.change in told and r.quiet is None
    }


def announcements(records: Iterable[Alliance]) -> Counter[str]:
    """How often each id is announced aloud."""
    return Counter(id for id, kind, _ in aloud(records) if kind is ChangeKind.ANNOUNCED)


def endings(records: Iterable[Alliance]) -> Counter[str]:
    """How often the end of each id is told aloud."""
    return Counter(id for id, kind, _ in aloud(records) if kind is ChangeKind.ENDED)


def joinings(records: Iterable[Alliance]) -> Counter[tuple[str, str]]:
    """How often each member's joining of each id is told aloud."""
    told = {
        (r.id, r.change.id, member.id)
        for r in records
        if r.change is not None and r.change.change is ChangeKind.JOINED and r.quiet is None
        for member in r.change.members
    }
    return Counter((id, member) for id, _, member in told)


def follow_ups(records: Iterable[Alliance]) -> Counter[tuple[object, ...]]:
    """How often each thing that became of an alliance is told aloud; of what was announced aloud before alone."""
    announced: set[str] = set()
    told: dict[str, tuple[str, Change]] = {}
    for record in records:
        change = record.change
        if change is None or record.quiet is not None:
            continue
        if change.change is ChangeKind.ANNOUNCED:
            announced.add(record.id)
        if change.change in FOLLOW_UPS:
            told[change.id] = (record.id, change)
            assert any(one.change is ChangeKind.ANNOUNCED and one.quiet is None for one in record.changes)
            assert change.change is not ChangeKind.CHANGED or record.id in announced
            assert announced.issuperset(change.merged)
    found: list[tuple[object, ...]] = []
    for id, change in told.values():
        found += [(id, one.matter, one.before, one.after) for one in change.revised if one.matter is Matter.STATUS]
        found += [(id, one.matter, one.after) for one in change.revised if one.matter is not Matter.STATUS]
        found += [(merged,) for merged in change.merged]
        found += [(id, change.change)] if change.change is ChangeKind.DENIED else []
    return Counter(found)


async def entries(state: MemoryState) -> dict[str, Entry]:
    return {id: Entry.model_validate(held) async for id, held in state.scan(ALLIANCES_SPACE)}


async def owing(state: MemoryState, live: set[str], records: Sequence[Alliance]) -> list[str]:
    """The alliances that a live account pins down in time and that were never announced aloud, under any id.

    What an account of theirs announced before it was parted from others is told.
    """
    held = await entries(state)
    announced = {id for _, kind, id in aloud(records) if kind is ChangeKind.ANNOUNCED}
    by = {r.change.article_id for r in records if r.change is not None and r.change.id in announced}
    told = {
        id
        for id, entry in held.items()
        if any(change.id in announced for change in entry.changes)
        or any(claim.article_id in by for claim in entry.claims if claim.is_news)
    }
    found = []
    for id, entry in held.items():
        news = [claim for claim in entry.claims if claim.is_news]
        first = min((claim.day for claim in news if claim.day is not None), default=None)
        in_time = [c for c in news if first is None or (c.told_on - first).days <= WINDOW]
        if entry.merged_into is None and any(not c.is_loose and c.article_id in live for c in in_time):
            found += [id] if id not in told else []
    return found


def articles(reports: Iterable[Report]) -> set[str]:
    return {report.article_id for report in reports if report.quiet is None}


@settings(max_examples=60, deadline=None)
@given(chance)
def test_back_filled_and_live_accounts_are_announced_once_in_any_order(rng: random.Random) -> None:
    async def run() -> None:
        reports = quietly(rng, scenario(rng))
        pictures = []
        for _ in range(3):
            state = MemoryState()
            records = await resolve_all(rng.sample(reports, len(reports)), state)
            for told in (announcements(records), endings(records), joinings(records), follow_ups(records)):
                assert set(told.values()) <= {1}
            assert not await owing(state, articles(reports), records)
            pictures.append(picture(await registry(state)))
        assert all(one == pictures[0] for one in pictures)

    asyncio.run(run())


@settings(max_examples=40, deadline=None)
@given(chance)
def test_what_is_lifted_later_is_announced_once_in_any_order(rng: random.Random) -> None:
    async def run() -> None:
        dated = scenario(rng)
        quiet = quietly(rng, dated)
        live = [one.model_copy(update={"quiet": None}) for one in dated]
        again = lifted(rng, quiet, live)
        pictures = []
        for _ in range(2):
            state = MemoryState()
            order = rng.sample(quiet, len(quiet))
            for one in again:
                before = max(n for n, held in enumerate(order) if held.article_id == one.article_id)
                order.insert(rng.randint(before + 1, len(order)), one)
            records = await resolve_all(order, state)
            for told in (announcements(records), endings(records), joinings(records), follow_ups(records)):
                assert set(told.values()) <= {1}
            assert not await owing(state, articles([*quiet, *again]), records)
            pictures.append(picture(await registry(state)))
        assert pictures[0] == pictures[1]

    asyncio.run(run())


@settings(max_examples=40, deadline=None)
@given(chance)
def test_kills_and_replays_tell_nothing_that_was_not_told(rng: random.Random) -> None:
    async def run() -> None:
        reports = quietly(rng, scenario(rng))
        once = await resolve_all(reports)
        state = MemoryState()
        records: list[Alliance] = []
        for n, report in enumerate(reports):
            records += await resolve_report(report, state)
            for known in rng.sample(reports[: n + 1], rng.randint(0, min(2, n + 1))):
                replayed = known.model_copy(update={"quiet": Quiet.REPLAYED})
                assert not aloud(await resolve_report(replayed, state))
                records += await resolve_report(known, state)
        assert aloud(records) == aloud(once)
        for key in [key async for key, _ in state.scan(RESOLVED_SPACE)]:
            await state.delete(RESOLVED_SPACE, key)
        replays = [one.model_copy(update={"quiet": Quiet.REPLAYED}) for one in reports]
        assert not aloud(await resolve_all(rng.sample(replays, len(replays)), state))

    asyncio.run(run())


@settings(max_examples=40, deadline=None)
@given(chance)
def test_decisions_tell_nothing_and_what_follows_is_announced_at_most_once(rng: random.Random) -> None:
    async def run() -> None:
        reports = quietly(rng, scenario(rng))
        state = MemoryState()
        known = rng.randint(1, len(reports))
        records = await resolve_all(reports[:known], state)
        for step in range(rng.randint(1, 3)):
            records += await decide_something(rng, state, step)
        records += await resolve_all(reports[known:], state)
        assert set(announcements(records).values()) <= {1}
        assert set(follow_ups(records).values()) <= {1}

    asyncio.run(run())
