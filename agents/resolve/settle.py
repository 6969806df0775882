"""Puts loose claims where they fit best of all that is known by now, wherever they were put when they came; pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from agents.resolve.claims import in_reading_order
from agents.resolve.decide import Touched, place
from agents.resolve.decisions import Decisions
from agents.resolve.entry import Entry, begun
from topics.records import Change, ChangeKind, Report, stable_id


def settled(entries: Sequence[Entry], decisions: Decisions) -> list[Entry]:
    """The entries as they are when the loose claims come last, in one order: what came first does not matter.

    An entry that keeps none of its claims is missing; one that is made of claims that fit nowhere has the id "".
    """
    loose = in_reading_order(claim for entry in entries for claim in entry.claims if claim.is_loose)
    if not loose:
        return list(entries)
    groups = []
    for entry in entries:
        kept = [claim for claim in entry.claims if not claim.is_loose]
        if kept:
            groups.append(entry.model_copy(update={"claims": kept}))
    for claim in loose:
        placed = place(claim, groups, decisions)
        if placed.entry is None:
            groups.append(Entry(id="", claims=[claim]))
            continue
        placed.entry.claims.append(claim)
        for other in placed.absorbed:
            placed.entry.claims += other.claims
            groups = [group for group in groups if group is not other]
    return _with_ids(groups, entries)


def _with_ids(groups: list[Entry], entries: Sequence[Entry]) -> list[Entry]:
    """Groups without an id are given that of an entry most of whose claims they hold."""
    for entry in entries:
        if any(group.id == entry.id for group in groups):
            continue
        ids = {claim.id for claim in entry.claims}
        free = [(sum(c.id in ids for c in group.claims), group) for group in groups if not group.id]
        most, group = max(free, key=lambda pair: pair[0], default=(0, None))
        if most and group is not None:
            group.id, group.changes = entry.id, entry.changes
    return groups


def move(groups: Sequence[Entry], entries: Mapping[str, Entry], touched: dict[str, Touched], report: Report) -> None:
    """Make entries hold the claims that they are settled with; `touched` then has all that changes.

    What was told of claims is told: an entry parted from another begins in silence, one that keeps nothing leads on.
    """
    homes = {claim.id: group.id for group in groups for claim in group.claims}
    if all(homes[claim.id] == entry.id for entry in entries.values() for claim in entry.claims):
        return
    added = {claim.id for target in touched.values() for claim in target.added}
    left = {entry.id: Counter(homes[claim.id] for claim in entry.claims) for entry in entries.values()}
    for group in groups:
        known = [claim for claim in group.claims if claim.id not in added]
        if group.id not in entries:
            group.changes = [begun(group.id, group, report.fetched)] if known else []
            touched[group.id] = Touched(group, is_new=not known, revised=bool(known))
            continue
        entry = entries[group.id]
        held, kept = {claim.id for claim in entry.claims}, {claim.id for claim in group.claims}
        if held == kept:
            continue
        target = touched.setdefault(entry.id, Touched(entry, known_articles=entry.articles))
        target.revised = True
        entry.claims = group.claims
        if held - kept - added:
            entry.changes.append(_moved(entry, report, held - kept))
    for id in entries.keys() - {group.id for group in groups}:
        to = entries.get(home := left[id].most_common(1)[0][0])
        gone = touched.pop(id, None) or Touched(entries[id], known_articles=entries[id].articles)
        if to is not None:
            touched.setdefault(home, Touched(to, known_articles=to.articles))
        touched[home].take_over(gone)
    for target in touched.values():
        target.added = [claim for claim in target.entry.claims if claim.id in added]


def _moved(entry: Entry, report: Report, claims: Iterable[str]) -> Change:
    id = stable_id(entry.id, ChangeKind.MOVED, report.article_id, *sorted(claims))
    return Change(id=id, change=ChangeKind.MOVED, at=report.fetched, article_id=report.article_id)
