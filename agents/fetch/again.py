"""Looking again at pages that were fetched: with their validators, behind all that is new, and not too often.

Space "fetched" (article id → `LastFetch`); how often a host was asked so today is counted by `agents.daily_limit`.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from pydantic import BaseModel, ConfigDict, ValidationError

from agents.again import looked_again
from agents.daily_limit import LimitReached, count_request
from agents.http_client import Response
from agents.urls import article_id
from agents.validators import sendable
from topics.outcome import Drop, Ending, Quarantine, Retry
from topics.records import Again, Candidate, now
from topics.state import State

FETCHED = "fetched"
_LOOKS_AGAIN = "looks again at"
"""What they count towards, before the host."""

AT_ONCE = 8
"""Slots of the stage that looks again may hold together: a fourth, so that what is new finds the others free."""

NOT_MODIFIED = 304

_REMEMBERED = timedelta(days=2)
"""Longer than pages are looked at again."""

_TOO_SOON = timedelta(minutes=20)
"""After a fetch the look of a first day finds nothing; those that fell due while nobody ran come all at once."""


class LastFetch(BaseModel):
    """What lets a site answer that a page is as it was."""

    model_config = ConfigDict(extra="ignore")

    at: datetime
    etag: str | None = None
    modified: str | None = None

    @property
    def headers(self) -> dict[str, str]:
        """The headers of a conditional request."""
        sent = {"if-none-match": self.etag, "if-modified-since": self.modified}
        return {name: value for name, value in sent.items() if value}


async def last_fetch(candidate: Candidate, state: State) -> LastFetch | None:
    """The fetch before of a page that is to be looked at again; None for a first look, or where nothing is known.

    Raises `Drop` where it was fetched a moment ago.
    """
    if candidate.again is None:
        return None
    document = await state.get(FETCHED, _id(candidate))
    try:
        last = LastFetch.model_validate(document) if document is not None else None
    except ValidationError:
        return None
    if last is not None and candidate.again is Again.FIRST_DAY and timedelta(0) <= now() - last.at < _TOO_SOON:
        raise Drop("fetched just now") from looked_again(candidate.again)
    return last


async def count_look(candidate: Candidate, host: str, most: int, state: State) -> None:
    """Count a look again at a host; raises `Drop` where it had as many today as it may have."""
    if candidate.again is None:
        return
    try:
        await count_request(state, f"{_LOOKS_AGAIN} {host}", most, now())
    except LimitReached:
        raise Drop("looked again often enough") from looked_again(candidate.again)


async def remember_fetch(candidate: Candidate, answer: Response, state: State) -> None:
    """Keep what a look again at the page will ask with."""
    last = LastFetch(
        at=now(), etag=sendable(answer.headers.get("etag")), modified=sendable(answer.headers.get("last-modified"))
    )
    document = last.model_dump(mode="json", exclude_none=True)
    await state.put(FETCHED, _id(candidate), document, expires=last.at + _REMEMBERED)


def unchanged(candidate: Candidate, answer: Response) -> Drop | None:
    """The ending of a look at a page that is as it was, as its site says."""
    if candidate.again is None or answer.status != NOT_MODIFIED:
        return None
    ending = Drop("not changed")
    ending.__cause__ = looked_again(candidate.again)
    return ending


def of_look(candidate: Candidate, ending: Ending) -> Ending:
    """The ending of a look: one of a first day that comes to nothing is not made again, since others follow it."""
    tried = isinstance(ending, Quarantine) or (isinstance(ending, Retry) and ending.counts)
    if candidate.again is not Again.FIRST_DAY or not tried:
        return ending
    dropped = Drop(ending.reason)
    dropped.__cause__ = looked_again(candidate.again)
    return dropped


def _id(candidate: Candidate) -> str:
    return candidate.id or article_id(candidate.url)
