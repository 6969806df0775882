"""What becomes of entries and of what was told of them when claims are put elsewhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

from agents.resolve.claims import Claim
from agents.resolve.decide import Touched
from agents.resolve.ends import has_ended
from agents.resolve.entry import Entry
from agents.resolve.parting import Announcement, announcements, heir
from agents.resolve.picture import begun
from topics.records import Change, ChangeKind, Quiet, Status, stable_id


def move(
    groups: Sequence[Entry],
    entries: Mapping[str, Entry],
    touched: dict[str, Touched],
    redated: Collection[str],
    at: datetime,
    by: str,
) -> None:
    """Make entries hold the claims that they are settled with; `touched` then has all that changes.

    What was told of claims is told: it goes with them, but for what was told of others too, and an entry that keeps
    none leads on to another. One that moves since it is of another day is new where it comes to.
    """
    homes = {claim.id: one.id for one in groups for claim in one.claims}
    if all(homes[claim.id] == entry.id for entry in entries.values() for claim in entry.claims):
        return
    moved = {c.id for entry in entries.values() for c in entry.claims if c.id in redated and homes[c.id] != entry.id}
    added = {claim.id for target in touched.values() for claim in target.added}
    fresh = added | moved
    news = {one.id for one in groups if any(claim.is_news for claim in one.claims)}
    told_of = {entry.id: announcements(entry, fresh) for entry in entries.values()}
    announced = {claim.id: told_of[entry.id] for entry in entries.values() for claim in entry.claims}
    told = {claim.id: _told_of(claim, entry, entry.id in news) for entry in entries.values() for claim in entry.claims}
    left = {entry.id: Counter(homes[claim.id] for claim in entry.claims) for entry in entries.values()}
    for one in groups:
        known = [claim for claim in one.claims if claim.id not in fresh]
        if one.id not in entries:
            carried = _distinct(change for claim in known for change in told[claim.id])
            one.changes = carried
            target = touched[one.id] = Touched(one, is_new=not known, revised=bool(known))
            _take_as_told(target, known, announced, fresh, at)
            if known and not (_is_news_of(one, fresh) or target.untold or one.changes):
                one.changes = _begun(one, at)
            continue
        entry = entries[one.id]
        held, kept = {claim.id for claim in entry.claims}, {claim.id for claim in one.claims}
        if held == kept:
            continue
        target = touched.setdefault(entry.id, Touched(entry, known_articles=entry.articles))
        target.revised = True
        entry.claims = one.claims
        come = [change for claim in known if claim.id not in held for change in told[claim.id]]
        entry.changes = _distinct([*entry.changes, *come])
        _take_as_told(target, [claim for claim in known if claim.id not in held], announced, fresh, at)
        if held - kept - added:
            entry.changes.append(_moved(entry, held - kept, at, by))
    kept_ids = {one.id for one in groups}
    for id in [id for id in entries if id not in kept_ids]:  # in their order: a set has another in each process
        home = heir(entries[id], homes, fresh) or left[id].most_common(1)[0][0]
        to = entries.get(home)
        gone = touched.pop(id, None) or Touched(entries[id], known_articles=entries[id].articles)
        if to is not None:
            touched.setdefault(home, Touched(to, known_articles=to.articles))
        touched[home].take_over(gone)
    for target in touched.values():
        target.added = [claim for claim in target.entry.claims if claim.id in fresh]
        staying = {claim.id for claim in target.entry.claims} - moved
        target.repeated = [claim for claim in target.repeated if claim.id in staying]


def _is_news_of(entry: Entry, claims: Collection[str]) -> bool:
    """Whether one of some claims announces an entry."""
    return any(claim.is_news and claim.id in claims for claim in entry.claims)


def _take_as_told(
    target: Touched,
    come: Iterable[Claim],
    announced: Mapping[str, Sequence[Announcement]],
    fresh: Collection[str],
    at: datetime,
) -> None:
    """Note that the news which come to an entry were announced where they come from, or that they never were.

    What a `fresh` claim announces is its own news, whatever comes to it: the report tells it.
    """
    entry = target.entry
    news = [claim for claim in come if claim.is_news]
    if not news or entry.has(ChangeKind.ANNOUNCED) or _is_news_of(entry, fresh):
        return
    telling = [one.change.quiet for claim in news for one in announced[claim.id] if one.tells_of(news)]
    if not telling and not has_ended(entry.claims):
        target.untold = True
        return
    quiet = None if None in telling else next(iter(telling), None)
    entry.changes = _distinct([*entry.changes, *_begun(entry, at, quiet)])


def _begun(entry: Entry, at: datetime, quiet: Quiet | None = None) -> list[Change]:
    """The first changes of an entry of what was told already, without those that it has."""
    return [change for change in begun(entry.id, entry, at, quiet) if not entry.has(change.change)]


def _told_of(claim: Claim, entry: Entry, is_news_still: bool) -> list[Change]:
    """The changes of an entry that a claim made and that must not be told again.

    `is_news_still`: the entry keeps claims that are news, for which it was announced.
    """
    made = {
        ChangeKind.ANNOUNCED: claim.is_news and not is_news_still,
        ChangeKind.JOINED: claim.tells_joining,
        ChangeKind.ENDED: claim.status is Status.ENDED,
        ChangeKind.DENIED: claim.status is Status.DENIED,
    }
    return [change for change in entry.changes if change.article_id == claim.article_id and made.get(change.change)]


def _distinct(changes: Iterable[Change]) -> list[Change]:
    return sorted({change.id: change for change in changes}.values(), key=lambda change: change.at)


def _moved(entry: Entry, claims: Iterable[str], at: datetime, by: str) -> Change:
    id = stable_id(entry.id, ChangeKind.MOVED, by, *sorted(claims))
    return Change(id=id, change=ChangeKind.MOVED, at=at, article_id=by)
