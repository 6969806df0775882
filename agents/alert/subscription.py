"""What of all that happens an endpoint wants to know: events, a query, companies, a least score."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path

from agents.alert.endpoints import Endpoint
from search.days import today
from search.facts import organisation_keys
from search.query import Filter, parse_query
from search.sequences import values_of
from search.standing_query import StandingQuery
from topics.records import Alliance, Change

_MOST_WATCHED = 1 << 20
"""Bytes read of a watch list: some fifty thousand names."""

_last_read: dict[Path, tuple[tuple[int, int], frozenset[str]]] = {}
"""By file, what tells that it was not changed since (time and size), and the keys of the companies in it."""


def objection(endpoint: Endpoint, event: str, alliance: Alliance, change: Change | None = None) -> str | None:
    """What the endpoint asks for that this event of this alliance is not; None where it subscribed to it."""
    if (general := event_objection(endpoint, event)) is not None:
        return general
    if endpoint.kinds and alliance.kind not in endpoint.kinds:
        return f"wants {', '.join(endpoint.kinds)}"
    if endpoint.organisations and _keys(endpoint.organisations).isdisjoint(organisation_keys(alliance)):
        return f"wants {', '.join(endpoint.organisations)}"
    if endpoint.watch is not None and watched(endpoint.watch).isdisjoint(organisation_keys(alliance)):
        return f"wants a company of {endpoint.watch.name}"
    if endpoint.filter and not _query(endpoint.filter, today()).matches_alliance(alliance, published(alliance, change)):
        return f"wants {endpoint.filter}"
    if endpoint.least_score and (alliance.score is None or alliance.score < endpoint.least_score):
        return f"wants a score of at least {endpoint.least_score:g}"
    return None


def event_objection(endpoint: Endpoint, event: str) -> str | None:
    """What the endpoint asks for that an event of any kind is not; None where it subscribed to such events."""
    if not endpoint.enabled:
        return "is not enabled"
    return None if event in endpoint.events else f"wants {', '.join(endpoint.events)}"


def published(alliance: Alliance, change: Change | None) -> datetime:
    """When what a change tells was published: by its article, else when it was found."""
    change = change or alliance.change
    moments = [s.published for s in alliance.articles if change and s.article_id == change.article_id and s.published]
    return moments[0] if moments else change.at if change else alliance.first_seen


def watched(file: Path) -> frozenset[str]:
    """The keys of the companies of a watch list, read again when it was changed.

    A list that has become unreadable stays as it was; raises `LookupError` where it never was readable.
    """
    known = _last_read.get(file)
    try:
        found = file.stat()
        state = (found.st_mtime_ns, found.st_size)
        if known and known[0] == state:
            return known[1]
        keys = _keys(watch_list(file))
    except (OSError, LookupError) as error:
        if known:
            return known[1]
        raise LookupError(f"{file} cannot be read: {getattr(error, 'strerror', None) or error}") from None
    _last_read[file] = (state, keys)
    return keys


def watch_list(file: Path) -> Sequence[str]:
    """The names, ids or codes of a watch list, one a line, `#` starts a remark; raises `LookupError`, `OSError`."""
    with file.open("rb") as opened:
        content = opened.read(_MOST_WATCHED + 1)
    if len(content) > _MOST_WATCHED:
        raise LookupError(f"more than {_MOST_WATCHED} bytes")
    try:
        lines = content.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError:
        raise LookupError("no UTF-8 text") from None
    names = [line.partition("#")[0].strip() for line in lines]
    return tuple(name for name in names if name)


@lru_cache(maxsize=256)
def _query(text: str, on: date) -> StandingQuery:
    return StandingQuery(parse_query(text, on))


@lru_cache(maxsize=256)
def _keys(names: Iterable[str]) -> frozenset[str]:
    """What `org:` would look for, for all of some names."""
    return frozenset(key for name in names for key in values_of(Filter("org", name)))
