"""Politeness: how soon and how often one host may be asked, and by whose wish first."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field

from topics.outcome import Retry

LONGEST_WAIT_IN_PLACE = 2.0
"""Seconds; a longer wait goes off the path, so that one busy host does not hold up the others."""

_LONGEST_WAIT_OF_OUTSIDERS = 1.0
"""Seconds; of those that others named at most one waits in place, so that what the site itself names comes soon."""

_STALE_AFTER = 600.0
"""Seconds after its time for which a reserved slot is remembered."""

_IDLE_AFTER = 60.0
"""Seconds after its time for which a host is remembered: as long as a delay that grew meanwhile may be."""

_MOST_HOSTS = 2_000
"""Hosts and, times ten, reservations kept before old ones are looked for."""


@dataclass(slots=True)
class _Host:
    free: asyncio.Semaphore
    free_for_outsiders: asyncio.Semaphore
    """One fewer where there are several: an outsider may know which pages of the site are slow."""
    started: float = float("-inf")
    """When the last request was allowed to start."""
    tail: float = float("-inf")
    """The first time that nobody has reserved for what the site itself named."""
    outsiders_tail: float = float("-inf")
    """The first time that nobody has reserved at all."""
    outsiders_from: float = float("-inf")
    """Until when the host wants to see no outsiders."""
    users: int = field(default=0)


class Politeness:
    """Slots by host: each request gets its own time, a delay after the one before.

    A request whose time is near waits in place; another raises `Retry("host busy", counts=False)` that comes back when
    its slot is due, so that of a burst each record is retried about once. What sources of the host's own site named
    goes before what outsiders named, however many those are; outsiders take the slots that are left.
    """

    def __init__(
        self,
        delay: float,
        concurrency: int = 2,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._delay = delay
        self._concurrency = concurrency
        self._clock = clock
        self._sleep = sleep
        self._hosts: dict[str, _Host] = {}
        self._most_hosts = _MOST_HOSTS
        self._reserved: dict[tuple[str, bool], float] = {}
        """The slots of records; what the site itself names does not wait for the slot that an outsider has for it."""

    @asynccontextmanager
    async def turn(self, host: str, record: str, delay: float = 0.0, *, outsider: bool = False) -> AsyncIterator[None]:
        """Wait for this record's turn at the host; `delay` (seconds) applies where it is longer than our own."""
        held = self._host(host)
        held.users += 1
        try:
            wait = (self._wait_of_outsider if outsider else self._wait)(held, record, max(self._delay, delay))
            if wait > 0:
                await self._sleep(wait)
            async with AsyncExitStack() as slots:
                try:
                    async with asyncio.timeout(LONGEST_WAIT_IN_PLACE):
                        if outsider:
                            await slots.enter_async_context(held.free_for_outsiders)
                        await slots.enter_async_context(held.free)
                except TimeoutError:
                    raise Retry("host busy", after=LONGEST_WAIT_IN_PLACE, counts=False) from None
                yield
        finally:
            held.users -= 1

    def reserve(self, host: str, seconds: float) -> None:
        """Let the next request to the host start in so many seconds at the earliest."""
        held = self._host(host)
        held.tail = max(held.tail, self._clock() + seconds)

    def pause(self, host: str, seconds: float, *, outsider: bool = False) -> None:
        """Let nobody ask the host for so many seconds, as it wants.

        Told so for what an `outsider` named, the host means these: where it means all, it says so once more.
        """
        held = self._host(host)
        until = self._clock() + seconds
        held.outsiders_tail = max(held.outsiders_tail, until)
        held.outsiders_from = max(held.outsiders_from, until)
        if not outsider:
            held.tail = max(held.tail, until)
            held.started = max(held.started, until)

    def _wait_of_outsider(self, host: _Host, record: str, delay: float) -> float:
        """As `_wait`, behind all that the site itself has reserved."""
        moment = self._clock()
        earliest = max(moment, host.started + delay, host.tail, host.outsiders_from)
        slot = self._reserved.pop((record, True), None)
        start = max(earliest, host.outsiders_tail if slot is None else slot)
        if start - moment > _LONGEST_WAIT_OF_OUTSIDERS:
            if start != slot:
                start = max(earliest, host.outsiders_tail)
                host.outsiders_tail = start + delay
            raise self._come_back((record, True), start, moment)
        host.started = start
        host.outsiders_tail = max(host.outsiders_tail, start + delay)
        return start - moment

    def _wait(self, host: _Host, record: str, delay: float) -> float:
        """Seconds until the record's turn, which is then taken; raises `Retry` where that is too long."""
        moment = self._clock()
        slot = self._reserved.pop((record, False), None)
        if slot is not None:
            start = max(moment, slot, host.started + delay)
            if start - moment <= LONGEST_WAIT_IN_PLACE:
                host.started = start
                host.tail = max(host.tail, start + delay)
                return start - moment
            if start == slot:
                raise self._come_back((record, False), slot, moment)
        slot = max(moment, host.tail, host.started + delay)
        host.tail = slot + delay
        if slot - moment <= LONGEST_WAIT_IN_PLACE:
            host.started = slot
            return slot - moment
        raise self._come_back((record, False), slot, moment)

    def _come_back(self, record: tuple[str, bool], slot: float, moment: float) -> Retry:
        """What has a record come back at its slot, which its copies share: with one each they put each other off."""
        self._reserved[record] = slot
        return Retry("host busy", after=slot - moment, counts=False)

    def _host(self, name: str) -> _Host:
        held = self._hosts.get(name)
        if held is None:
            self._forget_old()
            held = self._hosts[name] = _Host(
                asyncio.Semaphore(self._concurrency), asyncio.Semaphore(max(1, self._concurrency - 1))
            )
        return held

    def _forget_old(self) -> None:
        moment = self._clock()
        if len(self._hosts) >= self._most_hosts:
            idle = [name for name, host in self._hosts.items() if _is_idle(host, moment)]
            for name in idle:
                del self._hosts[name]
            self._most_hosts = max(_MOST_HOSTS, 2 * len(self._hosts))  # or each new one would have all looked at
        if len(self._reserved) >= 10 * _MOST_HOSTS:
            self._reserved = {r: slot for r, slot in self._reserved.items() if slot > moment - _STALE_AFTER}


def _is_idle(host: _Host, moment: float) -> bool:
    """Whether a new one in its place would let the same requests through at the same times."""
    return not host.users and max(host.tail, host.outsiders_tail, host.outsiders_from) < moment - _IDLE_AFTER
