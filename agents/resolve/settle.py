"""Puts claims where they fit best of all that is known by now, wherever they were put when they came."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from agents.resolve.claims import Claim, in_reading_order
from agents.resolve.decide import Touched, place
from agents.resolve.decisions import Decisions
from agents.resolve.entries import Registry
from agents.resolve.entry import Entry, begun
from topics.records import Change, ChangeKind, stable_id


async def settle(
    near: Mapping[str, Entry],
    touched: dict[str, Touched],
    registry: Registry,
    decisions: Decisions,
    at: datetime,
    by: str,
) -> None:
    """Settle the entries touched and those near them; `touched` then has all that changes.

    `by`: the id of the article or decision that makes them change, at the moment `at`.
    """
    entries = {**near, **{target.entry.id: target.entry for target in touched.values()}}
    if decisions.held:
        entries = {e.id: e for e in await registry.decided_with(entries.values(), decisions)} | entries
        gone = {entry.id for target in touched.values() for entry in target.absorbed}
        entries = {id: entry for id, entry in entries.items() if id not in gone}
    groups = settled(list(entries.values()), decisions)
    taken = {*touched, *entries}
    for one in groups:
        if one.id not in entries:
            one.id = await registry.free_id(one.claims[0], taken)
            taken.add(one.id)
    _move(groups, entries, touched, at, by)


def settled(entries: Sequence[Entry], decisions: Decisions) -> list[Entry]:
    """The entries as they are when the loose claims come last, in one order: what came first does not matter; pure.

    Where people decided, all claims come anew, since decisions hold exact ones together or apart, too. An entry that
    keeps none of its claims is missing; one that is made of claims that fit nowhere has the id of its first claim.
    """
    decided = decisions.concern(entries)
    groups = []
    for entry in () if decided else entries:
        kept = [claim for claim in entry.claims if not claim.is_loose]
        if kept:
            groups.append(entry.model_copy(update={"claims": kept}))
    coming = [claim for entry in entries for claim in entry.claims if decided or claim.is_loose]
    return _with_ids(group(coming, decisions, groups), entries)


def group(claims: Iterable[Claim], decisions: Decisions, groups: Iterable[Entry] = ()) -> list[Entry]:
    """Put claims together, to groups that are there or new ones, as if they were reported one after the other; pure."""
    found = list(groups)
    for claim in in_reading_order(claims):
        placed = place(claim, found, decisions)
        if placed.entry is None:
            found.append(Entry(id=claim.id, claims=[claim]))
            continue
        placed.entry.claims.append(claim)
        for other in placed.absorbed:
            placed.entry.claims += other.claims
            found = [one for one in found if one is not other]
    return found


def _with_ids(groups: list[Entry], entries: Sequence[Entry]) -> list[Entry]:
    """New groups are given the id of an entry with which they share the most claims, where one is free."""
    homes = {claim.id: number for number, one in enumerate(groups) for claim in one.claims}
    shares = Counter((entry.id, homes[claim.id]) for entry in entries for claim in entry.claims)
    known = {entry.id: entry for entry in entries}
    taken = known.keys() & {one.id for one in groups}
    for (id, number), _ in shares.most_common():
        if id not in taken and groups[number].id not in known:
            groups[number].id, groups[number].changes = id, known[id].changes
            taken.add(id)
    return groups


def _move(
    groups: Sequence[Entry], entries: Mapping[str, Entry], touched: dict[str, Touched], at: datetime, by: str
) -> None:
    """Make entries hold the claims that they are settled with; `touched` then has all that changes.

    What was told of claims is told: an entry parted from another begins in silence, one that keeps nothing leads on.
    """
    homes = {claim.id: one.id for one in groups for claim in one.claims}
    if all(homes[claim.id] == entry.id for entry in entries.values() for claim in entry.claims):
        return
    added = {claim.id for target in touched.values() for claim in target.added}
    left = {entry.id: Counter(homes[claim.id] for claim in entry.claims) for entry in entries.values()}
    for one in groups:
        known = [claim for claim in one.claims if claim.id not in added]
        if one.id not in entries:
            one.changes = [begun(one.id, one, at)] if known else []
            touched[one.id] = Touched(one, is_new=not known, revised=bool(known))
            continue
        entry = entries[one.id]
        held, kept = {claim.id for claim in entry.claims}, {claim.id for claim in one.claims}
        if held == kept:
            continue
        target = touched.setdefault(entry.id, Touched(entry, known_articles=entry.articles))
        target.revised = True
        entry.claims = one.claims
        if held - kept - added:
            entry.changes.append(_moved(entry, held - kept, at, by))
    for id in entries.keys() - {one.id for one in groups}:
        to = entries.get(home := left[id].most_common(1)[0][0])
        gone = touched.pop(id, None) or Touched(entries[id], known_articles=entries[id].articles)
        if to is not None:
            touched.setdefault(home, Touched(to, known_articles=to.articles))
        touched[home].take_over(gone)
    for target in touched.values():
        target.added = [claim for claim in target.entry.claims if claim.id in added]


def _moved(entry: Entry, claims: Iterable[str], at: datetime, by: str) -> Change:
    id = stable_id(entry.id, ChangeKind.MOVED, by, *sorted(claims))
    return Change(id=id, change=ChangeKind.MOVED, at=at, article_id=by)
