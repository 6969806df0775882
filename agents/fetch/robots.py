"""robots.txt: asked for once a day and site, kept in the state, obeyed (RFC 9309)."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import ParamSpec, TypeVar
from urllib.parse import urlsplit
from weakref import WeakValueDictionary

from protego import Protego

from agents.breaker import OF_A_HOST, Breaker, Named
from agents.http_client import BadUrl, ForbiddenAddress, HttpClient, HttpError, NoConnection, TooManyRedirects
from agents.retry_after import retry_after
from topics.outcome import Drop, Retry
from topics.records import now
from topics.state import State

P = ParamSpec("P")
T = TypeVar("T")

ROBOTS_UNREACHABLE = "robots unreachable"

ROBOTS = "robots"
"""The state space of robots.txt texts, by origin."""

_KEPT_FOR = timedelta(days=1)
"""RFC 9309: a robots.txt should not be used for longer."""

_MOST_BYTES = 512_000
"""RFC 9309: at least 500 KiB must be read."""

_LONGEST_WAIT = 86_400.0
"""Seconds for which a site may want not to be asked again: by then the stories are old."""

_MOST_SITES = 500
"""Parsed rules kept in memory: more than the outlets of the country."""

_MOST_RULES = 2_500
"""Of one site, those that bind us, from the top; the longest files of well-known sites have some two thousand."""

_LONGEST_RULE = 2_000
"""Characters; no address of a story is as long, so that a longer rule could forbid none."""

_MOST_KEPT = 2_000_000
"""Characters of all sites' rules that are kept parsed in memory, where each takes some ten times as much."""

_SMALL = 10_000
"""Characters that are parsed in a millisecond or two: nearly every robots.txt has fewer."""

_USER_AGENT_LINE = re.compile(r"[ \t]{0,20}user[- ]?agent[ \t]{0,20}:?[ \t]{0,20}([^#]{0,1000})", re.IGNORECASE)
_NOBODY = "User-agent: ~"
"""In the place of one that does not mean us, where it decides to which group the next lines belong."""

_SITE_WIDE_LINE = re.compile(r"(?:site-?maps?|host)\b", re.IGNORECASE)


class RobotsUnreachable(Retry):
    """A site that cannot say what it allows: RFC 9309 takes that as a no to everything."""

    def __init__(self, after: float | None = None, *, reason: str = ROBOTS_UNREACHABLE) -> None:
        """`after`: seconds for which the site is left alone; `reason`: why it cannot be reached at all."""
        super().__init__(reason, after=after)


class Disallowed(Exception):
    """A robots.txt, named by its address, does not let us fetch a page."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What one site's robots.txt says to us."""

    name: str
    parsed: Protego
    expires: datetime
    size: int = 0
    """How many characters they have."""

    def allows(self, url: str) -> bool:
        return self.parsed.can_fetch(url, self.name)

    @property
    def crawl_delay(self) -> float:
        """Seconds between requests that the site asks for; 0 where it asks for none."""
        return self.parsed.crawl_delay(self.name) or 0.0


class Robots:
    """The rules of all sites met, from memory, else from the state, else from the site.

    Memory and state hold what binds us alone; it is cut and parsed beside the event loop, once. A site that cannot say
    is asked again when `down` lets it, which delays hosts that cannot be reached.
    """

    def __init__(
        self, http: HttpClient, name: str, clock: Callable[[], datetime] = now, *, down: Breaker | None = None
    ) -> None:
        self._http = http
        self._name = name
        self._clock = clock
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="robots")
        self._rules: dict[str, Rules] = {}
        self._down = down or Breaker("reach", patience=OF_A_HOST)
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def rules(self, url: str, state: State) -> Rules:
        """The rules for the site of a URL.

        Raises `RobotsUnreachable` where the site cannot say (5xx, no answer), `Retry` where it is not asked again yet,
        and `Drop` where it may not be asked.
        """
        site = origin(url)
        lock = self._locks.setdefault(site, asyncio.Lock())
        async with lock:
            held = self._rules.get(site)
            if held is not None and self._is_ahead(held.expires):
                return held
            document = await state.get(ROBOTS, site)
            again = _time((document or {}).get("again"))
            if again is not None and self._is_ahead(again) and not self._down.is_open(Named("", site)):
                self._down.failed(Named("", site), ROBOTS_UNREACHABLE, (again - self._clock()).total_seconds())
            if document is not None and isinstance(document.get("text"), str):
                expires = _time(document.get("expires")) or self._clock() + _KEPT_FOR
                if self._is_ahead(expires):
                    # What earlier versions kept is the whole text.
                    text = await self._for_us(str(document["text"]))
                    return await self._keep(site, text, expires)
            text = await self._for_us(await self._ask(site, state))
            expires = self._clock() + _KEPT_FOR
            await state.put(ROBOTS, site, {"text": text, "expires": expires.isoformat()}, expires=expires)
            return await self._keep(site, text, expires)

    def _is_ahead(self, until: datetime) -> bool:
        """Whether a moment is still to come; one further off is of a time when the clock was ahead."""
        return self._clock() < until <= self._clock() + _KEPT_FOR

    async def allows(self, url: str, state: State) -> Rules:
        """The rules for the site of a URL, which allow it.

        Raises `Drop("robots")` where they do not, and what `rules` raises.
        """
        rules = await self.rules(url, state)
        if not await self._beside(rules.size, rules.allows, url):
            raise Drop("robots") from Disallowed(f"{origin(url)}/robots.txt")
        return rules

    async def _for_us(self, text: str) -> str:
        return await self._beside(len(text), for_us, text, self._name)

    async def _beside(self, size: int, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The function's result; where a text has many characters, from the one thread for that.

        Several threads would leave the event loop a part of its time; small files must not wait behind huge ones.
        """
        if size <= _SMALL:
            return function(*args, **kwargs)
        call = partial(function, *args, **kwargs)
        return await asyncio.get_running_loop().run_in_executor(self._thread, call)

    async def _keep(self, site: str, text: str, expires: datetime) -> Rules:
        parsed = await self._beside(len(text), Protego.parse, text)
        rules = Rules(self._name, parsed, expires, len(text))
        self._rules.pop(site, None)
        self._rules[site] = rules
        while len(self._rules) > _MOST_SITES or sum(held.size for held in self._rules.values()) > _MOST_KEPT:
            self._rules.pop(next(iter(self._rules)))
        return rules

    async def _told_to_wait(self, host: Named, asked: float | None, state: State) -> RobotsUnreachable:
        """Leave a site alone that has an error, for so many seconds where it says so, also after a restart."""
        after = self._down.failed(host, ROBOTS_UNREACHABLE, asked or 0.0)
        if asked is not None:
            again = self._clock() + timedelta(seconds=asked)
            await state.put(ROBOTS, host.host, {"again": again.isoformat()}, expires=again)
        return RobotsUnreachable(asked if after is None else after)

    async def _ask(self, site: str, state: State) -> str:
        """The site's robots.txt; the empty text where it has none."""
        host = Named("", site)
        self._down.admit(host)
        try:
            answer = await self._http.get(f"{site}/robots.txt", max_bytes=_MOST_BYTES, cut=True)
        except ForbiddenAddress as error:
            raise Drop(error.reason) from error
        except BadUrl as error:
            raise Drop("not a web address") from error
        except TooManyRedirects:
            return ""
        except NoConnection as error:
            raise RobotsUnreachable(self._down.failed(host, error.reason), reason=error.reason) from error
        except HttpError as error:
            raise RobotsUnreachable(self._down.failed(host, error.reason)) from error
        if answer.status == 429 or answer.status >= 500:
            asked = retry_after(answer.headers)
            raise await self._told_to_wait(host, None if asked is None else min(asked, _LONGEST_WAIT), state)
        self._down.went_well(host)
        if not 200 <= answer.status < 300:
            return ""
        return answer.body.decode("utf-8-sig", "replace")


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


def for_us(text: str, name: str) -> str:
    """The lines of a robots.txt that bind a robot of this name: those of its own groups and of the groups for all."""
    ours = name.lower()
    kept: list[str] = []
    rules = 0
    group: set[str] = set()
    """Those of the present group that mean us."""
    naming = False
    unsure = False
    """Whether a line without a colon stood in the group: some parsers read a rule in it, and others pass it over."""
    for line in text.splitlines():
        if named := _USER_AGENT_LINE.match(line):
            if not naming and not unsure:
                group = set()
            naming = True
            agent = named[1].strip().lower()
            behind_bare = bool(group) and (":" not in kept[-1] or kept[-1] == _NOBODY)
            if _means(agent, ours) and (behind_bare or agent not in group):
                group.add(agent)
                kept.append(f"User-agent: {agent}")
            elif behind_bare and kept[-1] != _NOBODY:
                kept.append(_NOBODY)
            continue
        rule = line.partition("#")[0].strip()
        if not rule or _SITE_WIDE_LINE.match(rule):
            continue
        naming, unsure = naming and ":" not in rule, ":" not in rule
        if group and rules < _MOST_RULES and len(rule) <= _LONGEST_RULE:
            rules += 1
            kept.append(rule)
    return "".join(f"{line}\n" for line in kept)


def _means(agent: str, ours: str) -> bool:
    """Whether an agent's name (lower case) is `*` or what a word of ours begins with, as Protego reads it."""
    name = agent.replace("*", "")
    return not name or re.search(rf"(?<![\w-]){re.escape(name)}", ours) is not None


def _time(value: object) -> datetime | None:
    try:
        return datetime.fromisoformat(str(value))
    except ValueError:
        return None
