"""Which alliances are wanted, in what order, and what an answer holds."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from search.facts import organisation_keys
from search.query import Filter
from search.sequences import values_of
from search.synonyms import key_of
from topics.records import SEOUL, Activity, Alliance, Kind, Status

MOST_ALLIANCES = 1_000
"""How many alliances one answer holds at most; the cursor leads on."""

MOST_FACET_VALUES = 20

_WRITTEN = re.compile(r"[0-9]{13}\.[0-9]{6}_.+", re.DOTALL)

Counts = tuple[tuple[str, int], ...]
"""Values with their numbers, the most frequent first."""


class BadCursor(ValueError):
    """A cursor that no answer gave."""


class AllianceFacet(StrEnum):
    """What the alliances found can be counted by."""

    KIND = "kind"
    ACTIVITY = "activity"
    STATUS = "status"
    ORGANISATION = "organisation"
    DAY = "day"
    """The day in Seoul, YYYY-MM-DD."""


@dataclass(frozen=True, slots=True)
class AllianceQuery:
    """Which alliances are wanted; every condition that is set must hold."""

    organisations: tuple[str, ...] = ()
    """Each must be a member: its id, name, corp_code, stock code or English name."""
    kinds: tuple[Kind, ...] = ()
    """Any of them."""
    activities: tuple[Activity, ...] = ()
    """Any of them."""
    statuses: tuple[Status, ...] = ()
    """Any of them."""
    since: datetime | None = None
    """First told at this moment or later."""
    until: datetime | None = None
    """First told before this moment."""
    dismissed: bool = False
    """Only those that a person dismissed; all others otherwise."""
    held: bool = False
    """Only those of which something waits for a second publisher or a person."""


@dataclass(frozen=True, slots=True)
class AlliancesFound:
    """Some of the alliances that are wanted, the latest told first."""

    total: int
    alliances: tuple[Alliance, ...]
    next: str | None = None
    """The cursor of what follows; None where nothing does."""
    facets: Mapping[AllianceFacet, Counts] = field(default_factory=dict)
    """For each facet that was asked for, its most frequent values over all alliances that are wanted."""


@dataclass(frozen=True, slots=True)
class AlliancesWritten:
    """Alliances in the order in which they were written last."""

    alliances: tuple[Alliance, ...]
    cursors: tuple[str, ...]
    """Of each of them: what was written after it is asked for with it."""
    cursor: str
    """Of the last of them, or of now; empty where nothing was ever written, and so of all that will be."""


def is_wanted(alliance: Alliance, query: AllianceQuery) -> bool:
    """Whether an alliance is one of those that are wanted."""
    if alliance.merged_into is not None or alliance.dismissed is not query.dismissed:
        return False
    if query.held and not alliance.held:
        return False
    if query.kinds and alliance.kind not in query.kinds:
        return False
    if query.statuses and alliance.status not in query.statuses:
        return False
    if query.activities and not {told.activity for told in alliance.tie.activities} & set(query.activities):
        return False
    if (query.since and alliance.first_told < query.since) or (query.until and alliance.first_told >= query.until):
        return False
    keys = keys_of(alliance)
    return all(keys & wanted_keys(organisation) for organisation in query.organisations)


def keys_of(alliance: Alliance) -> set[str]:
    """The keys under which an alliance is found by an organisation."""
    return set(organisation_keys(alliance)) | {member.id for member in alliance.members}


def wanted_keys(organisation: str) -> set[str]:
    """The keys of facts under which an organisation may stand that is asked for by id, name or code."""
    return {organisation, *(key_of(value) for value in values_of(Filter("org", organisation)))}


def values_by(alliance: Alliance, facet: AllianceFacet) -> Sequence[str]:
    """What an alliance is counted under."""
    if facet is AllianceFacet.KIND:
        return [alliance.kind]
    if facet is AllianceFacet.STATUS:
        return [alliance.status]
    if facet is AllianceFacet.ACTIVITY:
        return list(dict.fromkeys(told.activity for told in alliance.tie.activities))
    if facet is AllianceFacet.ORGANISATION:
        return list(dict.fromkeys(member.name for member in alliance.members))
    return [alliance.first_told.astimezone(SEOUL).date().isoformat()]


def select(
    alliances: Iterable[Alliance], query: AllianceQuery, limit: int, cursor: str | None, facets: Sequence[AllianceFacet]
) -> AlliancesFound:
    """Those of some alliances that are wanted; raises `BadCursor`."""
    found = sorted((a for a in alliances if is_wanted(a, query)), key=_latest_first)
    start = 0
    if cursor is not None:
        told, id = position_of(cursor)
        start = sum(_latest_first(alliance) <= (-told, id) for alliance in found)
    page = found[start : start + min(limit, MOST_ALLIANCES)]
    more = start + len(page) < len(found)
    return AlliancesFound(
        len(found),
        tuple(page),
        cursor_of(page[-1]) if more and page else None,
        {facet: most_frequent(value for alliance in found for value in values_by(alliance, facet)) for facet in facets},
    )


def written_since(alliances: Iterable[Alliance], cursor: str | None, limit: int) -> AlliancesWritten:
    """Those of some alliances that changed after a cursor, the earliest first; raises `BadCursor`."""
    ordered = sorted(
        ((_written(a), a) for a in alliances if a.changes and a.merged_into is None), key=lambda pair: pair[0]
    )
    last = ordered[-1][0] if ordered else ""
    if cursor is None:
        return AlliancesWritten((), (), last)
    if cursor and not _WRITTEN.fullmatch(cursor):
        raise BadCursor(f"{cursor!r} is no cursor of an answer")
    later = [(at, alliance) for at, alliance in ordered if at > cursor][:limit]
    cursors = tuple(at for at, _ in later)
    return AlliancesWritten(tuple(alliance for _, alliance in later), cursors, cursors[-1] if later else cursor)


def _written(alliance: Alliance) -> str:
    return f"{max(change.at for change in alliance.changes).timestamp():020.6f}_{alliance.id}"


def most_frequent(values: Iterable[str]) -> Counts:
    """The most frequent of some values."""
    counted = Counter(values)
    return tuple(sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))[:MOST_FACET_VALUES])


def _latest_first(alliance: Alliance) -> tuple[float, str]:
    return -alliance.first_told.timestamp(), alliance.id


def cursor_of(alliance: Alliance) -> str:
    """The cursor of what follows an alliance where the latest told go first."""
    return f"{alliance.first_told.timestamp()!r}_{alliance.id}"


def position_of(cursor: str) -> tuple[float, str]:
    """When the alliance of a cursor was first told (Unix), and its id; raises `BadCursor`."""
    moment, _, id = cursor.partition("_")
    try:
        told = float(moment)
    except ValueError:
        told = math.nan
    if not math.isfinite(told):
        raise BadCursor(f"{cursor!r} is no cursor of an answer")
    return told, id
