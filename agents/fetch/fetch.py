"""Fetch: candidates to pages, politely and within limits."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta

from agents.breaker import OF_A_HOST, Breaker, Named
from agents.fetch.again import AT_ONCE, LastFetch, count_look, last_fetch, of_look, remember_fetch, unchanged
from agents.fetch.answers import check, ending_without_answer, outcome_of, page_of, pause_asked_for
from agents.fetch.disclosures import AccountOf, disclosure_page, no_account
from agents.fetch.pace import Paces
from agents.fetch.politeness import Politeness
from agents.fetch.robots import Robots, RobotsUnreachable, origin
from agents.fetch.settings import FetchSettings
from agents.fetch.walls import wall_table
from agents.http_client import HttpClient, HttpError, NoConnection, Response, TimedOut
from agents.page_outcomes import FETCHED_SPACE, OutcomeCounter, PageOutcome
from agents.shares import Shares
from agents.sites import site_of_url, speaks_for
from topics.catalogue import CANDIDATES, PAGES
from topics.outcome import Ending, Output, Retry
from topics.records import Candidate, Page, now
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

_WAITS_FOR_ITS_HOST = timedelta(days=1)
"""So long after it was named a story waits for a host that is down, before its tries count."""

_HEADERS = {
    "accept": "text/html,application/xhtml+xml,text/plain;q=0.8,*/*;q=0.1",
    "accept-language": "ko-KR,ko;q=0.9,en;q=0.3",
}


def fetch_stage(
    http: HttpClient,
    settings: FetchSettings | None = None,
    breaker: Breaker | None = None,
    down: Breaker | None = None,
    account_of: AccountOf = no_account,
) -> Stage:
    """The stage that reads candidates and writes pages.

    `breaker`: of what was named by a source at a host and keeps timing out; `down`: of hosts that cannot be reached;
    `account_of`: how disclosures are fetched.
    """
    wall_table()  # a fault in it is to be told now, not by every page
    fetcher = _Fetcher(http, settings or FetchSettings(), breaker, down)
    outcomes = OutcomeCounter(FETCHED_SPACE)

    @stage(reads=(CANDIDATES,), writes=(PAGES,), concurrency=_CONCURRENCY, tries=_TRIES)
    async def fetch(candidate: Candidate, state: State) -> AsyncIterator[Output]:
        if candidate.disclosure is not None:
            yield await fetcher.disclosure(candidate, account_of, state)
            return
        try:
            page = await fetcher.page(candidate, state)
        except Ending as ending:
            outcome = outcome_of(ending)
            if outcome is not None:
                await outcomes.count(site_of_url(candidate.url), outcome, now(), state)
            raise of_look(candidate, ending) from ending.__cause__
        await outcomes.count(site_of_url(page.url), PageOutcome.FETCHED, page.fetched, state)
        yield page

    return fetch


@dataclass(frozen=True, slots=True)
class _Asked:
    """A page that is asked for: by whose wish, and of whom."""

    candidate: Candidate
    site: str
    """Its origin."""
    outsider: bool
    """Whether a source of another site named it."""

    @classmethod
    def of(cls, candidate: Candidate) -> _Asked:
        outsider = candidate.source != "" and not speaks_for(candidate.source, candidate.sites, candidate.url)
        return cls(candidate, origin(candidate.url), outsider)

    @property
    def stands_back(self) -> bool:
        """Whether it waits behind all that the site itself names for the first time."""
        return self.outsider or self.candidate.again is not None

    @property
    def share(self) -> tuple[str, int]:
        """Whose turns it takes, and how many there are: looks again have theirs together, whoever named the page."""
        if self.candidate.again is not None:
            return "", AT_ONCE
        return self.candidate.source or self.host, _OF_ONE_SOURCE

    @property
    def host(self) -> str:
        return self.site.partition("//")[2]

    @property
    def named(self) -> Named:
        return Named(self.candidate.source, self.host)


class _Fetcher:
    """Fetches pages, each when its source, its host and robots.txt let it."""

    def __init__(
        self, http: HttpClient, settings: FetchSettings, breaker: Breaker | None, down: Breaker | None
    ) -> None:
        self._http = http
        self._settings = settings
        self._breaker = breaker or Breaker("fetch")
        self._down = down or Breaker("reach", patience=OF_A_HOST)
        self._robots = Robots(http, settings.robots_name, down=self._down)
        self._politeness = Politeness(settings.host_delay, settings.host_concurrency)
        self._paces = Paces(self._politeness, settings.host_delay, settings.host_concurrency)
        self._sources = Shares("source busy", waiting=_CONCURRENCY // 4)
        self._hosts = Shares("host busy", waiting=_CONCURRENCY // 4)

    async def page(self, candidate: Candidate, state: State) -> Page:
        """The page of a candidate; raises the ending that it comes to in place of one."""
        asked = _Asked.of(candidate)
        self._breaker.admit(asked.named)
        self._http.admit_port_of(candidate.source)
        last = await last_fetch(candidate, state)
        async with self._sources.turn(*asked.share):
            delay = await self._paces.delay(asked.host, state, outsider=asked.outsider)
            if self._settings.obey_robots:
                delay = max(delay, await self._crawl_delay(asked, state))
            self._down.admit(Named("", asked.site))
            async with self._politeness.turn(asked.host, candidate.url, delay, outsider=asked.stands_back):
                await count_look(candidate, asked.host, self._settings.looks_again, state)
                await self._paces.asked(asked.host, max(delay, self._settings.host_delay), state)
                answer = await self._answer(asked, last, state)
            if (ending := unchanged(candidate, answer)) is not None:
                raise ending
            check(candidate, answer, asked.host)
            if self._settings.obey_robots and origin(answer.url) != asked.site:
                await self._robots.allows(answer.url, state)
            page = page_of(candidate, answer)
            if not asked.outsider or candidate.again is not None:
                await remember_fetch(candidate, answer, state)
            return page

    async def disclosure(self, candidate: Candidate, account_of: AccountOf, state: State) -> Page:
        """The page of a candidate that is a disclosure."""
        async with self._sources.turn(candidate.source, _OF_ONE_SOURCE):
            return await disclosure_page(candidate, account_of, state)

    async def _crawl_delay(self, asked: _Asked, state: State) -> float:
        """Seconds that robots.txt asks for; raises `Drop` and `Retry` where it does not let us."""
        async with self._hosts.turn((asked.host, asked.stands_back), _ASKED_FOR_ROBOTS):
            try:
                rules = await self._robots.allows(asked.candidate.url, state)
            except RobotsUnreachable as ending:
                raise self._patient(asked, ending) from ending.__cause__
        return min(rules.crawl_delay, self._settings.max_crawl_delay)

    async def _answer(self, asked: _Asked, last: LastFetch | None, state: State) -> Response:
        """The answer of the page's host, which is noted for its next."""
        began = time.monotonic()
        headers = _HEADERS | (last.headers if last is not None else {})
        try:
            answer = await self._http.get(
                asked.candidate.url, headers, max_bytes=self._settings.max_bytes, through_pages=True
            )
        except TimedOut as error:
            self._breaker.failed(asked.named, "timed out")
            await self._paces.struggled(asked.host, state, outsider=asked.outsider)
            raise ending_without_answer(error) from error
        except NoConnection as error:
            after = self._down.failed(Named("", asked.site), error.reason)
            raise self._patient(asked, Retry(error.reason, after)) from error
        except HttpError as error:
            self._breaker.went_well(asked.named)
            raise ending_without_answer(error) from error
        self._breaker.went_well(asked.named)
        self._down.went_well(Named("", asked.site))
        await self._note_pace(asked, answer, time.monotonic() - began, state)
        return answer

    async def _note_pace(self, asked: _Asked, answer: Response, took: float, state: State) -> None:
        if (pause := pause_asked_for(answer)) is not None:
            await self._paces.leave_alone(asked.host, pause, state, outsider=asked.outsider)
        if answer.status == 429 or answer.status >= 500:
            told_to_wait = answer.status in (429, 503)
            await self._paces.struggled(asked.host, state, outsider=asked.outsider, told_to_wait=told_to_wait)
        else:
            await self._paces.answered_well(asked.host, took, state, outsider=asked.outsider)

    def _patient(self, asked: _Asked, ending: Retry) -> Retry:
        """The ending, which uses up no try of a story whose host has not been down for long."""
        if now() - asked.candidate.seen < _WAITS_FOR_ITS_HOST:
            ending.counts = False
        return ending
