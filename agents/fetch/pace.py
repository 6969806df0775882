"""How fast a host may be asked by how it answers: slower after 429, 5xx and slow answers, slowly faster again.

As Scrapy's AutoThrottle does it, but that bad answers slow down by a factor, and that it outlives a restart.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from agents.fetch.politeness import Politeness
from topics.records import now
from topics.state import State

PACES = "host delays"
"""State: what hosts have asked for, by host and port."""

_TOLD_TO_WAIT = 2.0
_STRUGGLES = 1.5
"""Factors on the delay after a bad answer."""

_BETTER = 0.9
"""Factor after a good one: where fewer than two answers in ten are errors, the delay comes back to the usual one."""

_LONGEST = 60.0
"""Seconds; a story an hour is still read where ten wait."""

_KEPT_FOR = timedelta(days=1)
"""After the last bad answer, and after what the host asked for."""

_MOST_HOSTS = 2_000
"""In memory; of the others the state is asked."""

_LONG = 2.0
"""Seconds; shorter delays pass while the service starts again."""


class Pace(BaseModel):
    """What one host has asked for; delays in seconds, 0 for the usual one."""

    model_config = ConfigDict(extra="ignore")

    delay: float = Field(0.0, ge=0, le=_LONGEST)
    outsiders_delay: float = Field(0.0, ge=0, le=_LONGEST)
    """Where it asked so when asked for what others named there."""
    until: AwareDatetime | None = None
    """When it may be asked again at all."""
    outsiders_until: AwareDatetime | None = None
    next: AwareDatetime | None = None
    """When the request may follow that comes behind the last one, where the delay between the two is long."""

    def of(self, *, outsider: bool) -> float:
        """The delay that binds."""
        return max(self.delay, self.outsiders_delay) if outsider else self.delay


class Paces:
    """The paces of all hosts; what grew or was asked for is kept in the state.

    What hosts answer to the wishes of outsiders slows down those alone. Without a usual delay (0) there is none.
    """

    def __init__(
        self, politeness: Politeness, usual: float, concurrency: int, clock: Callable[[], datetime] = now
    ) -> None:
        """`usual`: seconds between two requests; `concurrency`: requests that a host may have at once."""
        self._politeness = politeness
        self._usual = usual
        self._concurrency = concurrency
        self._clock = clock
        self._paces: dict[str, Pace] = {}

    async def delay(self, host: str, state: State, *, outsider: bool) -> float:
        """Seconds between two requests to the host; 0 for the usual ones."""
        return (await self._pace(host, state)).of(outsider=outsider)

    async def asked(self, host: str, delay: float, state: State) -> None:
        """Note that the host is asked now, and wants so many seconds between two requests."""
        if delay <= _LONG:
            return
        pace = await self._pace(host, state)
        pace.next = self._clock() + timedelta(seconds=delay)
        await self._keep(host, pace, state)

    async def answered_well(self, host: str, took: float, state: State, *, outsider: bool) -> None:
        """Note an answer in order that took so many seconds: nobody is asked faster than he answers."""
        pace = await self._pace(host, state)
        before = pace.outsiders_delay if outsider else pace.delay
        least = min(took / self._concurrency, _LONGEST) if self._usual else 0.0
        if before == 0.0 and least <= self._usual:
            return
        delay = (max(before, self._usual) + least) / 2 if least > before else max(least, before * _BETTER)
        await self._set(host, pace, delay, state, outsider=outsider)

    async def struggled(self, host: str, state: State, *, outsider: bool, told_to_wait: bool = False) -> None:
        """Note an error of the server, a time limit, or that it told us to wait."""
        if not self._usual:
            return
        pace = await self._pace(host, state)
        before = max(pace.outsiders_delay if outsider else pace.delay, self._usual)
        await self._set(host, pace, before * (_TOLD_TO_WAIT if told_to_wait else _STRUGGLES), state, outsider=outsider)

    async def leave_alone(self, host: str, seconds: float, state: State, *, outsider: bool) -> None:
        """Ask the host for nothing for so many seconds, as it wants."""
        self._politeness.pause(host, seconds, outsider=outsider)
        pace = await self._pace(host, state)
        until = self._clock() + timedelta(seconds=seconds)
        if outsider:
            pace.outsiders_until = max(pace.outsiders_until or until, until)
        else:
            pace.until = max(pace.until or until, until)
        await self._keep(host, pace, state)

    async def _set(self, host: str, pace: Pace, delay: float, state: State, *, outsider: bool) -> None:
        delay = min(delay, _LONGEST) if delay > 1.05 * self._usual else 0.0
        if outsider:
            pace.outsiders_delay = delay
        else:
            pace.delay = delay
        await self._keep(host, pace, state)

    async def _pace(self, host: str, state: State) -> Pace:
        held = self._paces.get(host)
        if held is None:
            held = _read(await state.get(PACES, host))
            if host in self._paces:  # another page may have been quicker
                return self._paces[host]
            for until, outsider in ((held.until, False), (held.outsiders_until, True)):
                if (left := self._left(until)) is not None:
                    self._politeness.pause(host, left, outsider=outsider)
            if (left := self._left(held.next)) is not None:
                self._politeness.reserve(host, left)
            self._paces[host] = held
            if len(self._paces) > _MOST_HOSTS:
                del self._paces[next(iter(self._paces))]
        return held

    def _left(self, until: datetime | None) -> float | None:
        """Seconds until a moment to come; one further off is of a time when the clock was ahead."""
        left = timedelta() if until is None else until - self._clock()
        return left.total_seconds() if timedelta() < left <= _KEPT_FOR else None

    async def _keep(self, host: str, pace: Pace, state: State) -> None:
        moment = self._clock()
        times = (pace.until, pace.outsiders_until, pace.next)
        pauses = [until for until in times if until is not None and until > moment]
        if pauses or pace.of(outsider=True):
            document = pace.model_dump(mode="json", exclude_defaults=True)
            await state.put(PACES, host, document, expires=max([moment, *pauses]) + _KEPT_FOR)
        else:
            await state.delete(PACES, host)


def _read(document: dict[str, object] | None) -> Pace:
    try:
        return Pace.model_validate(document or {})
    except ValidationError:
        return Pace()
