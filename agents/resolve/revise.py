"""What a person's decision makes of the registry: the alliances it is about are put together anew from their claims."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from agents.resolve.decide import Touched
from agents.resolve.decisions import (
    Decisions,
    Remembered,
    Side,
    all_decisions,
    read_decisions,
    remember,
    side_of,
)
from agents.resolve.entries import Registry
from agents.resolve.entry import Entry, claims_in
from agents.resolve.follow_up import merged_ids, passed_over
from agents.resolve.grouping import group
from agents.resolve.matches import Matches
from agents.resolve.picture import begun, describe
from agents.resolve.settle import settle
from agents.resolve.tell import let_go
from topics.outcome import Drop
from topics.records import Alliance, Change, ChangeKind, Decision, DecisionKind, Quiet, stable_id
from topics.state import State


async def apply_decision(decision: Decision, at: datetime, state: State) -> list[Alliance]:
    """Remember a decision and give the records of the alliances it changes.

    None of them is alerted, but for what was held of an alliance that a person bears out, and that two alliances which
    were announced aloud are one.
    Raises `Drop` where it is about nothing that is there.
    """
    known = {held.id: held for held in await all_decisions(state)}
    if decision.id in known:
        raise Drop("decided already")
    registry = Registry(state)
    if decision.kind is DecisionKind.UNDO:
        before = known.get(decision.undoes or "")
        if before is None:
            raise Drop("no such decision")
        if before.undone:
            raise Drop("undone already")
        if before.kind is DecisionKind.CONFIRM:
            raise Drop("told already")
        taken = before.model_copy(update={"undone": True})
        step = _UNDONE[before.kind]
    else:
        taken = Remembered(id=decision.id, kind=decision.kind, at=at, sides=await _sides(decision, registry))
        step = _DONE[decision.kind]
    await remember(state, taken)
    entries = await registry.about(taken.sides)
    if not entries:
        return []
    change = Change(id="", change=step, at=at, article_id=decision.id)
    decisions = await read_decisions(state)
    if taken.kind is DecisionKind.DISMISS:
        return await _mark(entries, change, registry, decisions)
    if taken.kind is DecisionKind.CONFIRM:
        return await _confirm(entries, change, registry)
    records = await _regroup(entries, taken, change, registry, decisions)
    return records + await _settle_around(taken.sides, change, registry, decisions)


_DONE = {
    DecisionKind.MERGE: ChangeKind.MERGED,
    DecisionKind.SPLIT: ChangeKind.SPLIT,
    DecisionKind.DISMISS: ChangeKind.DISMISSED,
    DecisionKind.CONFIRM: ChangeKind.CONFIRMED,
}
_UNDONE = {
    DecisionKind.MERGE: ChangeKind.SPLIT,
    DecisionKind.SPLIT: ChangeKind.MERGED,
    DecisionKind.DISMISS: ChangeKind.RESTORED,
}


async def _sides(decision: Decision, registry: Registry) -> list[Side]:
    entries = await registry.entries(decision.alliances)
    if any([await registry.entry(id) is None for id in decision.alliances]):
        raise Drop("no such alliance")
    if len(entries) < (2 if decision.kind is DecisionKind.MERGE else 1):
        raise Drop("one alliance already" if entries else "no such alliance")
    if decision.kind is not DecisionKind.SPLIT:
        return [side_of(entry.id, entry.claims) for entry in entries]
    entry = entries[0]
    moved = [claim for claim in entry.claims if claim.article_id in decision.articles]
    rest = [claim for claim in entry.claims if claim.article_id not in decision.articles]
    if not moved or not rest:
        raise Drop("nothing to split")
    return [side_of(entry.id, rest), side_of(stable_id("split", decision.id), moved)]


async def _mark(entries: Sequence[Entry], change: Change, registry: Registry, decisions: Decisions) -> list[Alliance]:
    """Dismiss or restore entries as they are; one that another decision dismissed stays so."""
    records = []
    for entry in entries:
        if change.change is ChangeKind.RESTORED and decisions.dismissal(entry):
            continue
        entry.changes.append(_of(entry.id, change))
        await registry.write(entry)
        records.append(describe(entry))
    return records


async def _confirm(entries: Sequence[Entry], change: Change, registry: Registry) -> list[Alliance]:
    """Note that a person bears entries out, and tell what was held of them."""
    records = []
    for entry in entries:
        held = let_go(entry, change.at, change.article_id)
        entry.changes.append(_of(entry.id, change))
        records.append(describe(entry, quiet=Quiet.DECIDED))
        for told in held:
            entry.changes.append(told)
            records.append(describe(entry).model_copy(update={"change": told}))
        await registry.write(entry)
    return records


async def _regroup(
    entries: Sequence[Entry], taken: Remembered, change: Change, registry: Registry, decisions: Decisions
) -> list[Alliance]:
    sides, undone = taken.sides, taken.undone
    claims = claims_in(entries)
    groups = group(claims, Matches(claims), decisions)
    live = {entry.id: entry for entry in entries}
    homes: dict[str, Entry] = {}
    for side in sides:
        home = _most_of(side, groups)
        if any(home is other for other in homes.values()):
            continue
        held = _most_of(side, entries)
        # The id of an alliance that was merged into another is gone for good: what is parted again has a new one.
        fresh = stable_id(change.article_id, side.alliance) if undone else side.alliance
        homes[fresh if held.id in homes else held.id] = home
    for other in groups:
        if all(other is not home for home in homes.values()):
            homes[stable_id(change.article_id, other.claims[0].id)] = other
    records = []
    for id, home in homes.items():
        entry = Entry(id=id, claims=home.claims, changes=_history(id, home, live, homes, change))
        decisions.mark(entry, change.at, change.article_id)
        records.append(_regrouped(entry, change, merging=taken.kind is DecisionKind.MERGE and not undone))
        await registry.write(entry)
    for id in dict.fromkeys([*live, *(side.alliance for side in sides)]):
        if id not in homes:
            records += await _forward(id, live.get(id), sides, homes, registry)
    return records


def _regrouped(entry: Entry, change: Change, *, merging: bool) -> Alliance:
    """The record of an entry that a decision put together anew; nothing else that it changes is told later."""
    ids = merged_ids(entry) if merging and not entry.dismissed else []
    told = None
    if ids:
        number = next(n for n, held in enumerate(entry.changes) if held.id == _of(entry.id, change).id)
        told = entry.changes[number] = entry.changes[number].model_copy(update={"merged": ids})
    entry.changes += passed_over(entry, describe(entry), change.at, change.article_id, Quiet.DECIDED)
    return describe(entry, None if told else Quiet.DECIDED).model_copy(update={"change": told})


async def _settle_around(
    sides: Iterable[Side], change: Change, registry: Registry, decisions: Decisions
) -> list[Alliance]:
    """Let the alliances near those that a decision is about find their place again."""
    near = {entry.id: entry for entry in await registry.about(sides)}
    put = [claim for entry in near.values() for claim in entry.claims]
    near |= {other.id: other for other in await registry.candidates(put, decisions)}
    touched: dict[str, Touched] = {}
    await settle(near, touched, registry, decisions, change.at, change.article_id, put)
    records = []
    for target in touched.values():
        if target.untold:
            told = begun(target.entry.id, target.entry, change.at, Quiet.DECIDED)
            target.entry.changes += [one for one in told if not target.entry.has(one.change)]
        decisions.mark(target.entry, change.at, change.article_id)
        whole = describe(target.entry)
        target.entry.changes += passed_over(target.entry, whole, change.at, change.article_id, Quiet.DECIDED)
        await registry.write(target.entry)
        records.append(describe(target.entry, quiet=Quiet.DECIDED))
        for merged in target.absorbed:
            records += await registry.forward(merged.id, merged, target.entry.id)
    return records


def _most_of(side: Side, entries: Iterable[Entry]) -> Entry:
    """The entry with most of a side's claims."""
    return max(entries, key=lambda entry: sum(map(side.speaks_of, entry.claims)))


def _history(id: str, home: Entry, live: dict[str, Entry], homes: dict[str, Entry], change: Change) -> list[Change]:
    """What was told of an entry: its own changes, those of the entries it takes over, and the decision."""
    told = {c.id: c for c in live[id].changes} if id in live else {}
    for other in live.values():
        gone = other.id not in homes and not {c.id for c in other.claims}.isdisjoint(c.id for c in home.claims)
        told |= {c.id: c for c in other.changes if gone}
    if not told:
        told = {c.id: c for c in begun(id, home, change.at, Quiet.DECIDED)}
    return [*sorted(told.values(), key=lambda c: c.at), _of(id, change)]


def _of(id: str, change: Change) -> Change:
    return change.model_copy(update={"id": stable_id(id, change.change, change.article_id)})


async def _forward(
    id: str, entry: Entry | None, sides: Sequence[Side], homes: dict[str, Entry], registry: Registry
) -> list[Alliance]:
    """Let an id that no entry has any more lead to the one that holds its claims."""
    side = next((side for side in sides if side.alliance == id), None)
    claims = {claim.id for claim in entry.claims} if entry else set(side.claims if side else ())
    to = max(homes, key=lambda home: sum(claim.id in claims for claim in homes[home].claims))
    return await registry.forward(id, entry, to)
