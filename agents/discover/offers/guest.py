"""Asks sites for a person who waits: by their robots.txt, one request at a time, and no more than a few dozen."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from protego import Protego

from agents.discover.look import Getter
from agents.http_client import HttpError, Response, TooManyRedirects
from agents.retry_after import retry_after
from topics.records import host_of

_ROBOTS_BYTES = 512_000
"""RFC 9309: at least 500 KiB must be read."""


class Disallowed(HttpError):
    """The site's robots.txt does not let us ask."""

    reason = "robots.txt forbids it"


class RobotsUnreachable(HttpError):
    """The site cannot say now whether we may ask; RFC 9309 takes that for no."""

    def __init__(self, host: str, reason: str) -> None:
        super().__init__(f"{host}: {reason}")
        self.reason = reason


class Spent(HttpError):
    """As many requests were made, bytes taken or seconds waited as one search may cost."""

    reason = "enough asked"


@dataclass(frozen=True, slots=True)
class Manners:
    """How much may be asked, and how quickly."""

    name: str = "Dongmaeng"
    """By which robots.txt may address us."""
    obey_robots: bool = True
    delay: float = 1.0
    """Seconds between the starts of two requests to a host."""
    longest_delay: float = 10.0
    """Seconds; a longer Crawl-delay is honoured only this far."""
    requests: int = 40
    bytes: int = 100_000_000
    seconds: float = 240.0


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and how it ended."""

    url: str
    seconds: float
    answer: Response | None
    failure: str | None = None


@dataclass(frozen=True, slots=True)
class _Robots:
    rules: Protego | None
    """None where nothing may be asked, since the site cannot say."""
    reason: str = ""
    """Why it cannot."""


class Guest:
    """An HTTP client for one search: keeps what it was answered, so that nothing is asked twice."""

    def __init__(self, http: Getter, manners: Manners, clock: Callable[[], float] = time.monotonic) -> None:
        self._http = http
        self._manners = manners
        self._clock = clock
        self._began = clock()
        self._next: dict[str, float] = {}
        """By host, from when on it may be asked again."""
        self._hosts: dict[str, asyncio.Lock] = {}
        self._robots: dict[str, _Robots] = {}
        self._answers: dict[str, Exchange] = {}
        self._bytes = 0
        self.exchanges: list[Exchange] = []

    async def get(self, url: str, headers: Mapping[str, str] | None = None, max_bytes: int | None = None) -> Response:
        """The answer; raises `HttpError`, also where the site or our manners forbid to ask."""
        async with self._hosts.setdefault(_origin(url), asyncio.Lock()):
            if (held := self._answers.get(url)) is not None and held.answer is not None:
                return held.answer
            delay = self._manners.delay
            if self._manners.obey_robots and _origin(url):
                robots = await self._rules(url)
                if robots.rules is None:
                    raise RobotsUnreachable(host_of(url), robots.reason)
                if not robots.rules.can_fetch(url, self._manners.name):
                    raise Disallowed(f"{host_of(url)}: robots.txt forbids it")
                asked = robots.rules.crawl_delay(self._manners.name) or 0.0
                delay = max(delay, min(asked, self._manners.longest_delay))
            return await self._ask(url, headers, max_bytes, delay)

    async def sitemaps(self, url: str) -> list[str]:
        """The sitemaps that the robots.txt of a site names."""
        async with self._hosts.setdefault(_origin(url), asyncio.Lock()):
            rules = (await self._rules(url)).rules
        return list(dict.fromkeys(rules.sitemaps)) if rules is not None else []

    async def _rules(self, url: str) -> _Robots:
        origin = _origin(url)
        if origin not in self._robots:
            self._robots[origin] = await self._ask_rules(origin)
        return self._robots[origin]

    async def _ask_rules(self, origin: str) -> _Robots:
        try:
            answer = await self._ask(f"{origin}/robots.txt", None, _ROBOTS_BYTES, self._manners.delay)
        except Spent:
            raise
        except TooManyRedirects:
            return _Robots(Protego.parse(""))  # as one that is not there
        except HttpError as error:
            return _Robots(None, error.reason)  # of the whole site, in all likelihood
        if answer.status == 429 or answer.status >= 500:
            return _Robots(None, "robots.txt unreachable")
        text = answer.body.decode("utf-8-sig", "replace") if 200 <= answer.status < 300 else ""
        return _Robots(await asyncio.to_thread(Protego.parse, text))

    async def _ask(self, url: str, headers: Mapping[str, str] | None, max_bytes: int | None, delay: float) -> Response:
        host = host_of(url)
        wait = max(0.0, self._next.get(host, 0.0) - self._clock())
        self._count(host, wait)
        await asyncio.sleep(wait)
        began = self._clock()
        self._next[host] = began + delay
        try:
            answer = await self._http.get(url, headers, max_bytes)
        except HttpError as error:
            self._note(Exchange(url, self._clock() - began, None, error.reason))
            raise
        self._bytes += len(answer.body)
        if answer.status in (429, 503):
            self._next[host] = max(self._next[host], began + (retry_after(answer.headers) or 0.0))
        self._note(Exchange(url, self._clock() - began, answer))
        return answer

    def _count(self, host: str, wait: float) -> None:
        manners = self._manners
        spent = (
            len(self.exchanges) >= manners.requests
            or self._bytes >= manners.bytes
            or self._clock() + wait - self._began >= manners.seconds
        )
        if spent:
            raise Spent(f"{host}: not asked any more")

    def _note(self, exchange: Exchange) -> None:
        self.exchanges.append(exchange)
        self._answers[exchange.url] = exchange


def _origin(url: str) -> str:
    """Scheme, host and port; the empty string where there is none."""
    try:
        split = urlsplit(url)
        port = split.port
    except ValueError:
        return ""
    if not split.hostname:
        return ""
    host = f"[{split.hostname}]" if ":" in split.hostname else split.hostname
    return f"{split.scheme}://{host}" + (f":{port}" if port is not None else "")
