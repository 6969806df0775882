"""What a report changes: which alliance a claim belongs to, and which changes follow; pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from agents.resolve.claims import Claim
from agents.resolve.decisions import Decisions
from agents.resolve.entry import Entry, describe
from agents.resolve.matching import closeness, same_deal
from agents.resolve.parties import shared
from topics.records import Alliance, Change, ChangeKind, Member, RelatedChange, Report, stable_id

MOST_CLAIMS = 120
"""Claims kept of one alliance: the largest stories run in about a hundred papers. Beyond it only what changes the
alliance is taken in, so that an initiative in the news for years stays a document of bounded size."""

MOST_FORCED_CLAIMS = 200
"""Where even claims that change something end."""

_NO_DECISIONS = Decisions()


@dataclass(frozen=True, slots=True)
class Place:
    """Where a claim belongs: an entry that takes in others, or a new entry where `entry` is None."""

    entry: Entry | None = None
    absorbed: tuple[Entry, ...] = ()


def place(
    claim: Claim, entries: Iterable[Entry], decisions: Decisions = _NO_DECISIONS, *, firmly: bool = False
) -> Place:
    """The entry that a claim belongs to, out of those that may match it.

    An exact claim joins all entries that it matches into one, so that the result is the same whichever came first. Any
    other is put where it fits best. Entries of exact claims are never joined by way of their vague ones. What a person
    decided of a claim and an entry goes before what they look like. `firmly`: what an entry loosely holds is no match.
    """
    entries = list(entries)
    held = next((e for e in entries if any(other.id == claim.id for other in e.claims)), None)
    if held is not None:
        return Place(held)
    words = {entry.id: decisions.together(claim, entry) for entry in entries} if decisions.held else {}
    decided = [entry for entry in entries if words.get(entry.id)]
    free = [entry for entry in entries if words.get(entry.id) is None]
    beside = [other for entry in entries for other in entry.claims if other.is_exact]
    fits = {e.id: [o for o in e.claims if not (firmly and o.is_loose) and same_deal(claim, o, beside)] for e in entries}
    matching = decided + [entry for entry in free if fits[entry.id]]
    if not matching:
        return Place()
    ranked = sorted(matching, key=lambda e: (e in decided, closeness(claim, fits[e.id])), reverse=True)
    if not claim.is_exact:
        first, *others = ranked
        return Place(
            first, tuple(e for e in others if e in decided and first in decided and not decisions.apart(first, e))
        )
    joined = [entry for entry in matching if entry in decided or _hold_exactly(entry, fits[entry.id])]
    if not joined:
        return Place()
    if any(decisions.apart(one, other) for one in joined for other in joined if one is not other):
        nearest = next(entry for entry in ranked if entry in joined)
        joined = [entry for entry in joined if not decisions.apart(entry, nearest)]
    first, *others = sorted(joined, key=_seniority)
    return Place(first, tuple(others))


def _hold_exactly(entry: Entry, matching: Iterable[Claim]) -> bool:
    """Whether an exact claim, or a named one, is among the claims of an entry that match; or it has none at all."""
    return any(other.is_exact or other.name for other in matching) or all(other.is_loose for other in entry.claims)


def _seniority(entry: Entry) -> tuple[bool, object, str]:
    first = min(claim.fetched for claim in entry.claims)
    return (not entry.has(ChangeKind.ANNOUNCED), first, entry.id)


@dataclass(slots=True)
class Touched:
    """An entry that a report touches: how it was and what the report adds."""

    entry: Entry
    is_new: bool = False
    absorbed: list[Entry] = field(default_factory=list)
    known_articles: set[str] = field(default_factory=set)
    added: list[Claim] = field(default_factory=list)
    revised: bool = False
    """Known claims were read anew, or moved here or elsewhere."""

    def add(self, claim: Claim) -> None:
        at = next((n for n, held in enumerate(self.entry.claims) if held.id == claim.id), None)
        if at is not None:
            held = self.entry.claims[at]
            self.entry.claims[at] = held.with_reading(claim)
            self.revised = self.revised or self.entry.claims[at] != held
        else:
            full = len(self.entry.claims) >= (MOST_FORCED_CLAIMS if _may_change(claim, self.entry) else MOST_CLAIMS)
            if not full:
                self.added.append(claim)
                self.entry.claims.append(claim)

    def absorb(self, other: Touched) -> None:
        """Take over the claims and changes of another entry."""
        held = {claim.id for claim in self.entry.claims}
        self.entry.claims += [claim for claim in other.entry.claims if claim.id not in held]
        self.added += other.added
        self.take_over(other)

    def take_over(self, other: Touched) -> None:
        """Be from now on what another entry was, whatever became of its claims."""
        told = {change.id for change in self.entry.changes}
        merged = self.entry.changes + [change for change in other.entry.changes if change.id not in told]
        self.entry.changes = sorted(merged, key=lambda change: change.at)
        self.known_articles |= other.known_articles
        self.absorbed += [*other.absorbed, *([] if other.is_new else [other.entry])]


def _may_change(claim: Claim, entry: Entry) -> bool:
    announces = claim.is_news and not entry.has(ChangeKind.ANNOUNCED)
    known = {member.id for held in entry.claims for member in held.members}
    return announces or claim.tells_joining or any(member.id not in known for member in claim.members)


def changes(touched: Touched, report: Report) -> list[Change]:
    """What a report changes in an entry, in the order in which it is told; empty where it adds nothing."""
    entry = touched.entry
    if not touched.added and not touched.absorbed:
        return []

    def change(kind: ChangeKind, members: Sequence[Member], *what: str) -> Change:
        id = stable_id(entry.id, kind, *what)
        return Change(id=id, change=kind, at=report.fetched, article_id=report.article_id, members=list(members))

    now = describe(entry)
    joining = _joining(touched)
    made: list[Change] = []
    if any(claim.is_news for claim in touched.added) and not entry.has(ChangeKind.ANNOUNCED):
        made.append(change(ChangeKind.ANNOUNCED, _founders(entry, now.members)))
    elif touched.is_new and not _ends(touched):
        before = [member for member in now.members if member.id not in joining]
        made.append(change(ChangeKind.BACKGROUND, before))
    if joining:
        made.append(change(ChangeKind.JOINED, [m for m in now.members if m.id in joining], *sorted(joining)))
    if _ends(touched) and not entry.has(ChangeKind.ENDED):
        made.append(change(ChangeKind.ENDED, now.members))
    if not made:
        edition = [claim.id for claim in touched.added] if report.article_id in touched.known_articles else []
        made.append(change(ChangeKind.CORROBORATED, (), report.article_id, *sorted(edition)))
    told = {held.id for held in entry.changes}
    return [c for c in made if c.id not in told]


def _founders(entry: Entry, members: Sequence[Member]) -> list[Member]:
    """The members without those only told of as joining: their report may have come before the announcement."""
    joined = {member.id for claim in entry.claims for member in claim.joining}
    told = {member.id for claim in entry.claims if not claim.tells_joining for member in claim.members}
    return [member for member in members if member.id in told or member.id not in joined]


def _joining(touched: Touched) -> set[str]:
    """The members of which this report is the first to tell that they join.

    Who was told of as a member before the report's window is no newcomer.
    """
    told = touched.entry.joined
    added = {claim.id for claim in touched.added}
    news = touched.entry.has(ChangeKind.ANNOUNCED) is False and any(claim.is_news for claim in touched.added)
    if news and touched.is_new:
        return set()  # the announcement tells of all of them
    ids: set[str] = set()
    for claim in touched.added:
        if not claim.tells_joining:
            continue
        for member in claim.joining:
            old = any(
                shared([member], held.members) and _long_before(held, claim)
                for held in touched.entry.claims
                if held.id not in added
            )
            if member.id not in told and not old:
                ids.add(member.id)
    return ids


def _long_before(held: Claim, claim: Claim) -> bool:
    """Whether one claim was published so long before another that it cannot be a report of the same event."""
    return held.day is not None and claim.day is not None and (claim.day - held.day).days > 14


def _ends(touched: Touched) -> bool:
    """Whether the end is told as news; the date it comes with may be that of the beginning, which others tell too."""
    claims = touched.entry.claims
    begun = {claim.date for claim in claims if claim.status != "ended"}
    return any(claim.status == "ended" and (not claim.stale or claim.date in begun) for claim in claims)


def related(alliance: Alliance, others: Iterable[Alliance]) -> list[RelatedChange]:
    """What the same article tells of other alliances of the announced one's members: who joined, what ended."""
    found = []
    for other in others:
        change = other.change
        if other.id == alliance.id or change is None or change.change not in (ChangeKind.JOINED, ChangeKind.ENDED):
            continue
        if shared(alliance.members, other.members):
            joined = change.members if change.change is ChangeKind.JOINED else []
            found.append(
                RelatedChange(
                    alliance_id=other.id,
                    name=other.name,
                    kind=other.kind,
                    change=change.change,
                    members=other.members,
                    joined=joined,
                )
            )
    return found
