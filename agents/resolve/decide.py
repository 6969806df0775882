"""Which alliance a claim belongs to, and what a report does to those that it touches; pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from agents.resolve.claims import STALE, Claim
from agents.resolve.decisions import Decisions
from agents.resolve.edits import of_article, tells_more
from agents.resolve.entry import Entry
from agents.resolve.fits import Fits
from agents.resolve.match_rules import MatchRule
from agents.resolve.matches import Matches
from agents.resolve.matching import FARTHEST, Closeness, closeness, headline_of
from agents.resolve.publishers import publisher_key
from agents.resolve.rereading import with_reading
from agents.resolve.room import who_gives_way
from topics.records import ChangeKind, Status


@dataclass(frozen=True, slots=True)
class Fit:
    """A claim of an entry that another claim matches, and by what."""

    claim: Claim
    match: MatchRule


@dataclass(frozen=True, slots=True)
class Place:
    """Where a claim belongs: an entry that takes in others, or a new entry where `entry` is None."""

    entry: Entry | None = None
    absorbed: tuple[Entry, ...] = ()
    fits: Mapping[str, Fit] = field(default_factory=dict)
    """By the id of an entry, what of it the claim matches best."""

    def joined(self, claim: Claim) -> Claim:
        """The claim with the rule by which it is put to the entry."""
        fit = self.fits.get(self.entry.id) if self.entry is not None else None
        return claim if fit is None else claim.put_to(fit.claim.article_id, fit.match.value)

    def brought(self, other: Entry, claim: Claim) -> list[Claim]:
        """The claims of an absorbed entry: the first of it, which was put to no other, joins by way of the claim."""
        fit = self.fits.get(other.id)
        rule = fit.match if fit else MatchRule.DECISION
        return [held if held.joined_by else held.put_to(claim.article_id, rule.value) for held in other.claims]


def place(
    claim: Claim, entries: Sequence[Entry], matches: Matches, decisions: Decisions, *, firmly: bool = False
) -> Place:
    """The entry that a claim belongs to, out of those that may match it.

    An exact claim joins all entries that it matches into one, so that the result is the same whichever came first. Any
    other is put where it fits best. Entries of exact claims are never joined by way of their vague ones. What a person
    decided of a claim and an entry goes before what they look like. `firmly`: what an entry loosely holds is no match.
    """
    held = next((e for e in entries if any(other.id == claim.id for other in e.claims)), None)
    if held is not None:
        return Place(held)
    words = {entry.id: decisions.together(claim, entry) for entry in entries} if decisions.held else {}
    decided = [entry for entry in entries if words.get(entry.id)]
    free = [entry for entry in entries if words.get(entry.id) is None]
    fits = {entry.id: Fits(claim, entry, matches, firmly=firmly) for entry in entries}
    matching = decided + [entry for entry in free if _may_hold(entry, claim, fits[entry.id])]
    if not matching:
        return Place()

    def placed(first: Entry, *others: Entry) -> Place:
        joined = (first, *others)
        return Place(first, others, {e.id: _best(claim, e, fits[e.id], decided=e in decided) for e in joined})

    def rank(entry: Entry) -> tuple[bool, Closeness]:
        nearest = fits[entry.id].nearest
        return entry in decided, closeness(claim, nearest) if nearest else FARTHEST

    if not claim.is_exact:
        first, *others = sorted(matching, key=rank, reverse=True) if len(matching) > 1 else matching
        together = (e for e in others if e in decided and first in decided and not decisions.apart(first, e))
        return placed(first, *together)
    joined = [entry for entry in matching if entry in decided or _hold_exactly(entry, fits[entry.id])]
    if not joined:
        return Place()
    if any(decisions.apart(one, other) for one in joined for other in joined if one is not other):
        nearest = max(joined, key=rank)
        joined = [entry for entry in joined if not decisions.apart(entry, nearest)]
    return placed(*sorted(joined, key=_seniority))


def _best(claim: Claim, entry: Entry, fits: Fits, *, decided: bool) -> Fit:
    """What of an entry a claim matches best; where a person decided it, no words need match."""
    nearest = fits.nearest or max(entry.claims, key=lambda other: closeness(claim, other))
    rule = MatchRule.DECISION if decided else fits.matches.of(claim, nearest)
    assert rule is not None
    return Fit(nearest, rule)


def _may_hold(entry: Entry, claim: Claim, fits: Fits) -> bool:
    """Whether some claims of an entry that a claim matches suffice to put it there.

    News without its day is of a deal whose day is told where that fits, and else of one that became known in the weeks
    before: by way of other such news it would go on for ever. A headline goes where its text goes.
    """
    if not fits.found or not claim.is_undated_news or fits.any_that(lambda other: headline_of(claim, other)):
        return fits.found
    if not all(other.is_loose for other in entry.claims):
        return _hold_exactly(entry, fits)
    first = min((other.day for other in entry.claims if other.is_news and other.day is not None), default=claim.day)
    return first is None or claim.day is None or claim.day - first <= STALE


def _hold_exactly(entry: Entry, fits: Fits) -> bool:
    """Whether an exact claim, or a named one, is among the claims of an entry that match; or it has none at all."""
    exact = fits.any_that(lambda other: other.is_exact or bool(other.name))
    return exact or all(other.is_loose for other in entry.claims)


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
    repeated: list[Claim] = field(default_factory=list)
    """Claims of the report that were known already, as they are now."""
    redated: list[Claim] = field(default_factory=list)
    """Those of them that turned out to be of another day, so that they may belong elsewhere."""
    revised: bool = False
    """Known claims were read anew, or moved here or elsewhere, or gave way to others."""
    untold: bool = False
    """It parted from another, whose announcement did not tell what it is."""
    before: list[Claim] = field(default_factory=list)
    """What the article of the report told of it in the text before."""
    loosened: bool = False
    """It lost a claim that may have held others together."""

    def edit(self, old: Claim, new: Claim) -> None:
        """Put a claim of a newer text in the place of the one that it stands for."""
        self._note_before(old.article_id)
        self.entry.claims[self.entry.claims.index(old)] = new
        (self.added if tells_more(new, old) else self.repeated).append(new)
        self.redated.append(new)
        self.revised = True

    def withdraw(self, old: Claim) -> None:
        """Note that the article of a claim makes it no longer."""
        self._note_before(old.article_id)
        self.entry.claims[self.entry.claims.index(old)] = old.model_copy(update={"withdrawn": True})
        self.revised = True

    def read_back(self, claim: Claim) -> None:
        """Note what an older text tells of since when a claim was made."""
        at = next(n for n, held in enumerate(self.entry.claims) if held.id == claim.id)
        self._read_again(at, claim)

    def _note_before(self, article_id: str) -> None:
        self.before = self.before or list(of_article(self.entry.claims, article_id))

    def add(self, claim: Claim) -> None:
        at = next((n for n, held in enumerate(self.entry.claims) if held.id == claim.id), None)
        if at is not None:
            self._read_again(at, claim)
            return
        forced = _may_change(claim, self.entry)
        gives_way = who_gives_way(self.entry.claims, claim, self.added, changes_something=forced)
        if gives_way is claim:
            return
        if gives_way is not None:
            self.entry.claims.remove(gives_way)
            self.revised = True
        self.added.append(claim)
        self.entry.claims.append(claim)

    def _read_again(self, at: int, claim: Claim) -> None:
        held = self.entry.claims[at]
        read = self.entry.claims[at] = with_reading(held, claim)
        self.revised = self.revised or read != held
        self.repeated.append(read)
        if read.day != held.day:
            self.redated.append(read)

    def absorb(self, other: Touched, claims: Iterable[Claim]) -> None:
        """Take over the claims, as they are given, and the changes of another entry."""
        held = {claim.id for claim in self.entry.claims}
        self.entry.claims += [claim for claim in claims if claim.id not in held]
        self.added += other.added
        self.repeated += other.repeated
        self.redated += other.redated
        self.take_over(other)

    def take_over(self, other: Touched) -> None:
        """Be from now on what another entry was, whatever became of its claims."""
        told = {change.id for change in self.entry.changes}
        merged = self.entry.changes + [change for change in other.entry.changes if change.id not in told]
        self.entry.changes = sorted(merged, key=lambda change: change.at)
        self.known_articles |= other.known_articles
        self.before = self.before or other.before
        self.absorbed += [*other.absorbed, *([] if other.is_new else [other.entry])]


def _may_change(claim: Claim, entry: Entry) -> bool:
    kind = ChangeKind.ANNOUNCED
    announces = claim.is_news and (not entry.has(kind) or entry.owes(kind))
    known = {member.id for held in entry.claims for member in held.members}
    told = {publisher_key(held) for held in entry.claims if held.status is Status.ENDED}
    ends = claim.status is Status.ENDED and publisher_key(claim) not in told
    return announces or ends or claim.tells_joining or any(member.id not in known for member in claim.members)
