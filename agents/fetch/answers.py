"""What an answer is: a page, or the ending that it comes to, and how that counts for its site."""

from __future__ import annotations

from agents.breaker import NotYet
from agents.fetch.walls import wall_table
from agents.http_client import (
    BadUrl,
    ForbiddenAddress,
    HttpError,
    Response,
    TimedOut,
    TooLarge,
    TooManyRedirects,
)
from agents.page_outcomes import PageOutcome
from agents.page_types import KEPT_HEADERS, is_page
from agents.retry_after import retry_after
from agents.sites import same_site, speaks_for
from agents.urls import article_id, is_front_page
from topics.outcome import Drop, Ending, Quarantine, Retry
from topics.records import Again, Candidate, Page, Quiet, now

_LONGEST_PAUSE = 6 * 3600.0
"""Seconds; a Retry-After beyond it is cut: by then the story is old."""

_GONE = frozenset({404, 410})
_FORBIDDEN = frozenset({401, 403, 451})
_WANTS_MONEY = 402
_ASKED_TO_WAIT = frozenset({429, 503})
_TEMPORARY = frozenset({408, 425})

_OUTCOMES = {
    "forbidden": PageOutcome.BLOCKED,
    "blocked": PageOutcome.BLOCKED,
    "paywalled": PageOutcome.PAYWALLED,
    "consent": PageOutcome.CONSENT,
    "gone": PageOutcome.GONE,
    "robots": PageOutcome.ROBOTS,
    "robots unreachable": PageOutcome.ROBOTS,
    "told to wait": PageOutcome.TOLD_TO_WAIT,
    "timed out": PageOutcome.TIMED_OUT,
    "server error": PageOutcome.SERVER_ERROR,
}
"""By the reason of an ending."""

_UNCOUNTED = frozenset({"host busy", "source busy", "fetched just now", "looked again often enough", "not changed"})
"""Reasons of those that were not asked for at all, or that tell nothing new of their site."""


def outcome_of(ending: Ending) -> PageOutcome | None:
    """How an ending counts for the site of its page; None where nobody was asked."""
    if isinstance(ending, NotYet) or ending.reason in _UNCOUNTED:
        return None
    known = _OUTCOMES.get(ending.reason)
    if known is None and isinstance(ending, Retry):  # whatever its reason, no answer came that could be read
        return PageOutcome.UNREACHABLE
    return known or PageOutcome.OTHER


def ending_without_answer(error: HttpError) -> Ending:
    """What it comes to that no answer came."""
    match error:
        case ForbiddenAddress():
            return Drop(error.reason)
        case BadUrl():
            return Drop("not a web address")
        case TooManyRedirects():
            return Quarantine("too many redirects")
        case TooLarge():
            return Quarantine("too large")
        case TimedOut():
            return Retry("timed out")
        case _:
            return Retry(error.reason)


def pause_asked_for(answer: Response) -> float | None:
    """Seconds for which the host wants to be left alone; None where it does not say."""
    pause = retry_after(answer.headers) if answer.status in _ASKED_TO_WAIT else None
    return None if pause is None else min(pause, _LONGEST_PAUSE)


def check(candidate: Candidate, answer: Response, host: str) -> None:
    """Raise the ending of an answer that is no page; its exact status is in the cause."""
    status = answer.status
    cause = HttpError(f"{host}: status {status}")
    if (wall := wall_table().wall(candidate.url, answer)) is not None:
        known = HttpError(f"{host}: {wall.id}, status {status}")
        if status in _ASKED_TO_WAIT:
            raise Retry(wall.outcome.value, after=pause_asked_for(answer)) from known
        raise Drop(wall.outcome.value) from known
    if 200 <= status < 300:
        return
    if status in _GONE:
        raise Drop("gone") from cause
    if status in _FORBIDDEN:
        raise Drop("forbidden") from cause
    if status == _WANTS_MONEY:
        raise Drop("paywalled") from cause
    if status in _ASKED_TO_WAIT:
        raise Retry("told to wait", after=pause_asked_for(answer)) from cause
    if status >= 500:
        raise Retry("server error") from cause
    if status in _TEMPORARY:
        raise Retry("timed out") from cause
    raise Drop("unexpected status") from cause


def page_of(candidate: Candidate, answer: Response) -> Page:
    """The page; raises `Drop` for a file, an empty page and a front page in the place of a story."""
    if not is_page(answer.headers.get("content-type", ""), answer.body):
        raise Drop("not a page")
    if not answer.body.strip():
        raise Drop("empty page")
    if is_front_page(answer.url) and not is_front_page(candidate.url):
        raise Drop("gone")  # many sites lead the addresses of removed stories to their front page
    named_anew = candidate.again is not Again.FIRST_DAY
    own = named_anew and speaks_for(candidate.source, candidate.sites, answer.url)
    said = candidate if own else _without_hints(candidate)
    return Page(
        id=article_id(answer.url),
        url=candidate.url if same_site(candidate.url, answer.url) else answer.url,
        final_url=answer.url,
        status=answer.status,
        headers={name: answer.headers[name] for name in KEPT_HEADERS if name in answer.headers},
        body=answer.body,
        title=said.title,
        published=said.published,
        seen=candidate.seen,
        fetched=now(),
        source=candidate.source,
        by_own_site=said is candidate,
        quiet=said.quiet,
        old_before=candidate.old_before,
        again=candidate.again,
    )


def _without_hints(candidate: Candidate) -> Candidate:
    """The candidate without what a source says of a page of another site, which helps at most to put it in order."""
    quiet = candidate.quiet
    if quiet is None or not quiet.is_ordered:
        quiet = None if candidate.old_before is None else Quiet.UNDATED
    return candidate.model_copy(update={"title": None, "published": None, "quiet": quiet})
