"""robots.txt: asked for once a day and site, kept in the state, obeyed (RFC 9309)."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit
from weakref import WeakValueDictionary

from protego import Protego

from agents.retry_after import retry_after
from agents.web import BadUrl, ForbiddenAddress, TooManyRedirects, Web, WebError
from topics.outcome import Drop, Retry
from topics.records import now
from topics.state import State

ROBOTS = "robots"
"""The state space of robots.txt texts, by origin."""

_KEPT_FOR = timedelta(days=1)
"""RFC 9309: a robots.txt should not be used for longer."""

_MOST_BYTES = 512_000
"""RFC 9309: at least 500 KiB must be read."""

_PAUSE = 60.0
"""Seconds for which a robots.txt that could not be had is not asked for again."""

_MOST_SITES = 500
"""Parsed rules kept in memory: more than the outlets of the country."""

_USER_AGENT_LINE = re.compile(
    r"^[ \t]{0,20}user[- ]?agent[ \t]{0,20}:?[ \t]{0,20}([^#\r\n]{0,1000})", re.IGNORECASE | re.M
)


@dataclass(frozen=True, slots=True)
class Rules:
    """What one site's robots.txt says to us."""

    name: str
    parsed: Protego
    expires: datetime

    def allows(self, url: str) -> bool:
        return self.parsed.can_fetch(url, self.name)

    @property
    def crawl_delay(self) -> float:
        """Seconds between requests that the site asks for; 0 where it asks for none."""
        return self.parsed.crawl_delay(self.name) or 0.0


class Robots:
    """The rules of all sites met, from memory, else from the state, else from the site."""

    def __init__(self, web: Web, name: str, clock: Callable[[], datetime] = now) -> None:
        self._web = web
        self._name = name
        self._clock = clock
        self._rules: dict[str, Rules] = {}
        self._unreachable: dict[str, datetime] = {}
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def rules(self, url: str, state: State) -> Rules:
        """The rules for the site of a URL.

        Raises `Retry` where the site cannot say (5xx, no answer), `Drop` where it may not be asked.
        """
        site = origin(url)
        lock = self._locks.setdefault(site, asyncio.Lock())
        async with lock:
            held = self._rules.get(site)
            if held is not None and self._is_ahead(held.expires):
                return held
            document = await state.get(ROBOTS, site)
            if document is not None and isinstance(document.get("text"), str):
                expires = _time(document.get("expires")) or self._clock() + _KEPT_FOR
                if self._is_ahead(expires):
                    return self._keep(site, str(document["text"]), expires)
            text = await self._ask(site)
            expires = self._clock() + _KEPT_FOR
            await state.put(ROBOTS, site, {"text": text, "expires": expires.isoformat()}, expires=expires)
            return self._keep(site, text, expires)

    def _is_ahead(self, until: datetime) -> bool:
        """Whether a moment is still to come; one further off is of a time when the clock was ahead."""
        return self._clock() < until <= self._clock() + _KEPT_FOR

    def _keep(self, site: str, text: str, expires: datetime) -> Rules:
        rules = Rules(self._name, Protego.parse(_for_us(text, self._name)), expires)
        if len(self._rules) >= _MOST_SITES:
            self._rules.pop(next(iter(self._rules)))
        self._rules[site] = rules
        return rules

    async def _ask(self, site: str) -> str:
        """The site's robots.txt; the empty text where it has none."""
        again = self._unreachable.get(site)
        if again is not None and self._is_ahead(again):
            raise Retry("robots unreachable", after=(again - self._clock()).total_seconds())
        try:
            answer = await self._web.get(f"{site}/robots.txt", max_bytes=_MOST_BYTES, cut=True)
        except ForbiddenAddress as error:
            raise Drop(error.reason) from error
        except BadUrl as error:
            raise Drop("not a web address") from error
        except TooManyRedirects:
            return ""
        except WebError as error:
            raise self._unreachable_for(site, _PAUSE) from error
        if answer.status == 429 or answer.status >= 500:
            raise self._unreachable_for(site, max(_PAUSE, retry_after(answer.headers) or 0.0))
        self._unreachable.pop(site, None)
        if not 200 <= answer.status < 300:
            return ""
        return answer.body.decode("utf-8-sig", "replace")

    def _unreachable_for(self, site: str, seconds: float) -> Retry:
        seconds = min(seconds, _KEPT_FOR.total_seconds())
        if len(self._unreachable) >= _MOST_SITES:
            self._unreachable.clear()
        self._unreachable[site] = self._clock() + timedelta(seconds=seconds)
        return Retry("robots unreachable", after=seconds)


def origin(url: str) -> str:
    """Scheme, host and port of a URL, without credentials; raises `Drop` where it has none."""
    try:
        split = urlsplit(url)
        host = (split.hostname or "").lower()
        port = split.port
    except ValueError:
        host, port = "", None
    if not host or split.scheme not in ("http", "https"):
        raise Drop("not a web address")
    named = f"[{host}]" if ":" in host else host
    return f"{split.scheme}://{named}" + (f":{port}" if port is not None else "")


def _for_us(text: str, name: str) -> str:
    """The text with the names of all other robots made one, so that thousands of them cost no time."""
    ours = name.lower()

    def rename(match: re.Match[str]) -> str:
        agent = match[1].strip().lower().replace("*", "")
        return match[0] if agent in ours else "User-agent: another-robot"

    return _USER_AGENT_LINE.sub(rename, text)


def _time(value: object) -> datetime | None:
    try:
        return datetime.fromisoformat(str(value))
    except ValueError:
        return None
