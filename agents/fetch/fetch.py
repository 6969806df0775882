"""Fetch: candidates to pages, politely and within limits."""

from __future__ import annotations

from collections.abc import AsyncIterator

from agents.breaker import Breaker, Named
from agents.fetch.disclosures import AccountOf, disclosure_page, no_account
from agents.fetch.politeness import Politeness
from agents.fetch.robots import Robots, origin
from agents.fetch.settings import FetchSettings
from agents.http_client import (
    BadUrl,
    ForbiddenAddress,
    HttpClient,
    HttpError,
    Response,
    TimedOut,
    TooLarge,
    TooManyRedirects,
)
from agents.page_types import KEPT_HEADERS, is_page
from agents.retry_after import retry_after
from agents.shares import Shares
from agents.sites import same_site, speaks_for
from agents.urls import article_id, is_front_page
from topics.catalogue import CANDIDATES, PAGES
from topics.outcome import Drop, Ending, Output, Quarantine, Retry
from topics.records import Candidate, Page, Quiet, now
from topics.stage import Stage, stage
from topics.state import State

_CONCURRENCY = 32
"""Pages fetched at once: at a second a page and some sixty hosts, well above ten stories a second."""

_OF_ONE_SOURCE = 8
"""Pages of one source fetched at once: three sources of which every page hangs still leave slots to the others."""

_ASKED_FOR_ROBOTS = 4
"""Slots that may wait for the robots.txt of one host, as what its site named, and as many for what others named."""

_TRIES = 8
"""With the carrier's growing pauses about half an hour: the usual length of a site's trouble."""

_LONGEST_PAUSE = 6 * 3600.0
"""Seconds; a Retry-After beyond it is cut: by then the story is old."""

_GONE = frozenset({404, 410})
_FORBIDDEN = frozenset({401, 403, 451})
_ASKED_TO_WAIT = frozenset({429, 503})
_TEMPORARY = frozenset({408, 425})

_HEADERS = {
    "accept": "text/html,application/xhtml+xml,text/plain;q=0.8,*/*;q=0.1",
    "accept-language": "ko-KR,ko;q=0.9,en;q=0.3",
}


def fetch_stage(
    http: HttpClient,
    settings: FetchSettings | None = None,
    breaker: Breaker | None = None,
    account_of: AccountOf = no_account,
) -> Stage:
    """The stage that reads candidates and writes pages.

    `breaker`: of what was named by a source at a host and keeps timing out; `account_of`: how disclosures are fetched.
    """
    settings = settings or FetchSettings()
    breaker = breaker or Breaker("fetch")
    robots = Robots(http, settings.robots_name)
    politeness = Politeness(settings.host_delay, settings.host_concurrency)
    sources = Shares("source busy", waiting=_CONCURRENCY // 4)
    hosts = Shares("host busy", waiting=_CONCURRENCY // 4)

    @stage(reads=(CANDIDATES,), writes=(PAGES,), concurrency=_CONCURRENCY, tries=_TRIES)
    async def fetch(candidate: Candidate, state: State) -> AsyncIterator[Output]:
        if candidate.disclosure is not None:
            async with sources.turn(candidate.source, _OF_ONE_SOURCE):
                yield await disclosure_page(candidate, account_of, state)
            return
        site = origin(candidate.url)
        host = site.partition("//")[2]
        named = Named(candidate.source, host)
        breaker.admit(named)
        http.admit_port_of(candidate.source)
        outsider = _is_outsider(candidate)
        async with sources.turn(candidate.source or host, _OF_ONE_SOURCE):
            delay = 0.0
            if settings.obey_robots:
                async with hosts.turn((host, outsider), _ASKED_FOR_ROBOTS):
                    rules = await robots.allows(candidate.url, state)
                delay = min(rules.crawl_delay, settings.max_crawl_delay)
            async with politeness.turn(host, candidate.url, delay, outsider=outsider):
                answer = await _get(http, candidate.url, settings.max_bytes, breaker, named)
            _check_status(answer, host, politeness, outsider)
            if settings.obey_robots and origin(answer.url) != site:
                await robots.allows(answer.url, state)
            yield _page(candidate, answer)

    return fetch


def _is_outsider(candidate: Candidate) -> bool:
    """Whether a source of another site named the address."""
    return candidate.source != "" and not speaks_for(candidate.source, candidate.sites, candidate.url)


async def _get(http: HttpClient, url: str, max_bytes: int, breaker: Breaker, named: Named) -> Response:
    try:
        answer = await http.get(url, _HEADERS, max_bytes=max_bytes)
    except TimedOut as error:
        breaker.failed(named, "timed out")
        raise _ending(error) from error
    except HttpError as error:
        breaker.went_well(named)
        raise _ending(error) from error
    breaker.went_well(named)
    return answer


def _ending(error: HttpError) -> Ending:
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


def _check_status(answer: Response, host: str, politeness: Politeness, outsider: bool) -> None:
    """Raise the ending of an answer that is no page; its exact status is in the cause."""
    status = answer.status
    if 200 <= status < 300:
        return
    cause = HttpError(f"{host}: status {status}")
    if status in _GONE:
        raise Drop("gone") from cause
    if status in _FORBIDDEN:
        raise Drop("forbidden") from cause
    if status in _ASKED_TO_WAIT:
        pause = retry_after(answer.headers)
        if pause is not None:
            pause = min(pause, _LONGEST_PAUSE)
            politeness.pause(host, pause, outsider=outsider)
        raise Retry("told to wait", after=pause) from cause
    if status >= 500:
        raise Retry("server error") from cause
    if status in _TEMPORARY:
        raise Retry("timed out") from cause
    raise Drop("unexpected status") from cause


def _page(candidate: Candidate, answer: Response) -> Page:
    if not is_page(answer.headers.get("content-type", ""), answer.body):
        raise Drop("not a page")
    if not answer.body.strip():
        raise Drop("empty page")
    if is_front_page(answer.url) and not is_front_page(candidate.url):
        raise Drop("gone")  # many sites lead the addresses of removed stories to their front page
    said = candidate if speaks_for(candidate.source, candidate.sites, answer.url) else _without_hints(candidate)
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
    )


def _without_hints(candidate: Candidate) -> Candidate:
    """The candidate without what a source says of a page of another site, which helps at most to put it in order."""
    quiet = candidate.quiet
    if quiet is None or not quiet.is_ordered:
        quiet = None if candidate.old_before is None else Quiet.UNDATED
    return candidate.model_copy(update={"title": None, "published": None, "quiet": quiet})
