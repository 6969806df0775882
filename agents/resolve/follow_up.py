"""What became of an alliance that was announced aloud: what was told of it is otherwise now, or two were one; pure.

Each is the difference of what was told and what is known. What a quiet account changes is told by the next live one,
unless a person or a replay asked for the quiet: then it counts as told.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from agents.resolve.claims import Claim
from agents.resolve.dates import days_of
from agents.resolve.ends import outweighs
from agents.resolve.entry import Entry
from agents.resolve.matching import same_kind
from topics.records import (
    Alliance,
    Change,
    ChangeKind,
    Kind,
    Matter,
    Quiet,
    Revision,
    Status,
    Told,
    stable_id,
)

_STANDS = (Status.ANNOUNCED, Status.PLANNED)
"""What a status may have become again; a denial and an end are changes of their own."""


def announced_aloud(entry: Entry) -> bool:
    """Whether an announcement of it was told aloud, be it that of an alliance from which it parted."""
    return any(change.change is ChangeKind.ANNOUNCED and change.quiet is None for change in entry.changes)


def told_of(entry: Entry) -> Told | None:
    """What was told of an entry under its id; None where it was not announced aloud under it."""
    return next((c.told for c in reversed(entry.changes) if c.told and c.told.alliance == entry.id), None)


def with_told(change: Change, entry: Entry, whole: Alliance) -> Change:
    """A change with what has been told of the entry once it is told itself; `whole`: the entry as it is now."""
    if change.quiet is not None:
        return change
    if change.change is ChangeKind.ANNOUNCED:
        told = Told(alliance=entry.id, status=whole.status, kind=whole.kind, date=whole.date)
        return change.model_copy(update={"told": told})
    status = {ChangeKind.ENDED: Status.ENDED, ChangeKind.DENIED: Status.DENIED}.get(change.change)
    before = told_of(entry)
    if status is None or before is None:
        return change
    return change.model_copy(update={"told": before.model_copy(update={"status": status})})


def revisions(entry: Entry, whole: Alliance) -> list[Revision]:
    """What was told of an entry and is otherwise now, in its picture and by enough publishers; each value once.

    A live account must tell it: what is told quietly alone is told to nobody.
    """
    known = {
        _key(one) for c in entry.changes if c.change is ChangeKind.CHANGED and c.quiet is None for one in c.revised
    }
    news = [claim for claim in entry.claims if claim.is_news]
    return [
        one
        for one in _differences(entry, whole)
        if _key(one) not in known and (one.matter is not Matter.STATUS or whole.status in _STANDS) and _holds(one, news)
    ]


def revised(entry: Entry, made: Sequence[Revision], at: datetime, by: str, quiet: Quiet | None = None) -> Change:
    """The change that tells revisions of an entry that was told."""
    told = told_of(entry)
    assert told is not None
    what = [f"{matter} {value}" for matter, value in map(_key, made)]
    after = Told.model_validate(told.model_dump() | {one.matter.value: one.after for one in made})
    return Change(
        id=stable_id(entry.id, ChangeKind.CHANGED, *what, *([quiet, by] if quiet else [])),
        change=ChangeKind.CHANGED,
        at=at,
        article_id=by,
        quiet=quiet,
        revised=list(made),
        told=after,
    )


def merged_ids(entry: Entry) -> list[str]:
    """The ids under which more than one announcement of an entry was told aloud, but its own and those told already."""
    aloud = {
        change.told.alliance
        for change in entry.changes
        if change.change is ChangeKind.ANNOUNCED and change.quiet is None and change.told
    }
    if len(aloud) < 2:
        return []
    return sorted(aloud - {entry.id} - {id for change in entry.changes for id in change.merged})


def merged(entry: Entry, ids: Sequence[str], at: datetime, by: str, quiet: Quiet | None = None) -> Change:
    """The change that tells that other alliances were this one."""
    id = stable_id(entry.id, ChangeKind.MERGED, *ids)
    return Change(id=id, change=ChangeKind.MERGED, at=at, article_id=by, merged=list(ids), quiet=quiet)


def passed_over(entry: Entry, whole: Alliance, at: datetime, by: str, quiet: Quiet) -> list[Change]:
    """What is otherwise now and is told to nobody, later neither: a replay or a person's decision made it."""
    found = []
    told = told_of(entry)
    if told is not None and (different := list(_differences(entry, whole))):
        found.append(revised(entry, different, at, by, quiet))
    if ids := merged_ids(entry):
        found.append(merged(entry, ids, at, by, quiet))
    return found


def _differences(entry: Entry, whole: Alliance) -> Iterator[Revision]:
    told = told_of(entry)
    if told is None:
        return
    if whole.status is not told.status and whole.status in (*_STANDS, Status.DENIED):
        yield Revision(matter=Matter.STATUS, before=told.status, after=whole.status)
    if not same_kind(whole.kind, told.kind):
        yield Revision(matter=Matter.KIND, before=told.kind, after=whole.kind)
    ours, theirs = days_of(told.date), days_of(whole.date)
    if whole.date and ours is not None and theirs is not None and ours.gap(theirs) > 0:
        yield Revision(matter=Matter.DATE, before=told.date, after=whole.date)


def _key(revision: Revision) -> tuple[Matter, str]:
    """What is told once: a value, of a status with the one before."""
    value = revision.after
    return revision.matter, f"{revision.before} {value}" if revision.matter is Matter.STATUS else value


def _holds(revision: Revision, news: Sequence[Claim]) -> bool:
    """Whether it is told by a live account and by enough publishers against what the others tell."""
    telling, against = _sides(revision, news)
    return any(claim.quiet is None for claim in telling) and outweighs(telling, against)


def _sides(revision: Revision, news: Sequence[Claim]) -> tuple[list[Claim], list[Claim]]:
    """The news that tells a revision, and that which tells otherwise."""
    after = revision.after
    if revision.matter is Matter.KIND:
        kind = Kind(after)
        return [c for c in news if c.kind is kind], [c for c in news if not same_kind(c.kind, kind)]
    if revision.matter is Matter.DATE:
        days = days_of(after)
        assert days is not None
        telling = [claim for claim in news if claim.days is not None and claim.days.gap(days) == 0]
        return telling, [claim for claim in news if claim.signed is not None and claim.signed.gap(days) > 0]
    if (revision.before, after) == (Status.PLANNED, Status.ANNOUNCED):
        concluded = [claim for claim in news if claim.status is Status.ANNOUNCED]
        return concluded, [claim for claim in news if claim.status is Status.PLANNED]
    return list(news), []
