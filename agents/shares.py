"""Shares of what several use: turns by key, so that what one holds for long is not missing to the others."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import AsyncIterator, Callable, Hashable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from topics.outcome import Retry

LONGEST_WAIT_IN_PLACE = 1.0
"""Seconds; a longer wait goes off the path, so that what waits holds no slot of its stage."""

LONGEST_RETRY = 300.0
"""Seconds; who is sent away for longer comes back to see whether it goes faster by now."""

_LEAST_SPACING = 0.1
"""Seconds between the returns of two records of a key of which nothing is known yet."""

_WEIGHT = 0.3
"""Of the latest turn in the usual length: three turns of another kind outweigh what was before."""

_MOST_KEYS = 5_000
"""Keys remembered; those that hold nothing are forgotten first."""


@dataclass(slots=True)
class _Holder:
    began: deque[float] = field(default_factory=deque)
    """When each turn that is not over began, the oldest first."""
    queue: deque[asyncio.Future[None]] = field(default_factory=deque)
    usual: float | None = None
    """Seconds that a turn takes, as far as is known."""
    tail: float = float("-inf")
    """The first time that nobody was told to come back at."""


class Shares:
    """At most so many turns of one key at the same time; others of that key wait in place or off the path.

    Those wait in place that will have their turn soon; the others get `Retry(reason, counts=False)` for a time of their
    own, so that of a burst each record is retried about once. A key that is alone has its turns without delay.
    """

    def __init__(
        self,
        reason: str,
        *,
        waiting: int,
        total: int | None = None,
        longest_wait: float = LONGEST_WAIT_IN_PLACE,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`waiting`: how many of all keys may wait in place, but for those trusted.

        `total`: how many of all keys may hold a turn or wait for one; without it, any number.
        """
        self._reason = reason
        self._waiting = waiting
        self._total = total
        self._longest_wait = longest_wait
        self._clock = clock
        self._holders: dict[Hashable, _Holder] = {}
        self._inside = 0
        self._in_queues = 0

    @asynccontextmanager
    async def turn(self, key: Hashable, most: int, *, trusted: bool = False) -> AsyncIterator[None]:
        """One of at most `most` turns of the key; raises `Retry`.

        `trusted`: any number of the key may wait in place, as long as its turns are quick.
        """
        holder = self._holder(key)
        if self._total is not None and self._inside >= self._total:
            raise self._come_back(holder, most)
        self._inside += 1
        try:
            if holder.queue or len(holder.began) >= most:
                await self._wait(holder, most, trusted)
            began = self._clock()
            holder.began.append(began)
            try:
                yield
            finally:
                holder.began.remove(began)
                took = self._clock() - began
                holder.usual = took if holder.usual is None else holder.usual + _WEIGHT * (took - holder.usual)
                _call_next(holder)
        finally:
            self._inside -= 1

    def _usual(self, holder: _Holder) -> float | None:
        so_far = self._clock() - holder.began[0] if holder.began else 0.0
        if holder.usual is not None:
            return max(holder.usual, so_far)
        return so_far if so_far > self._longest_wait else None

    async def _wait(self, holder: _Holder, most: int, trusted: bool) -> None:
        usual = self._usual(holder)
        if not trusted and self._in_queues >= self._waiting:
            raise self._come_back(holder, most)
        if (usual or 0.0) * (len(holder.queue) + 1) / most > self._longest_wait:
            raise self._come_back(holder, most)
        called: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        holder.queue.append(called)
        self._in_queues += 1
        try:
            async with asyncio.timeout(None if trusted else self._longest_wait):
                while len(holder.began) >= most or holder.queue[0] is not called:
                    await called
                    index = holder.queue.index(called)
                    called = holder.queue[index] = asyncio.get_running_loop().create_future()
        except TimeoutError:
            raise self._come_back(holder, most) from None
        finally:
            self._in_queues -= 1
            holder.queue.remove(called)
            _call_next(holder)

    def _come_back(self, holder: _Holder, most: int) -> Retry:
        moment = self._clock()
        spacing = max(self._usual(holder) or 0.0, _LEAST_SPACING) / most
        slot = min(max(moment + self._longest_wait, holder.tail), moment + LONGEST_RETRY)
        holder.tail = slot + spacing
        return Retry(self._reason, after=slot - moment, counts=False)

    def _holder(self, key: Hashable) -> _Holder:
        holder = self._holders.pop(key, None) or _Holder()
        if len(self._holders) >= _MOST_KEYS:
            idle = next((k for k, h in self._holders.items() if not (h.began or h.queue)), None)
            if idle is not None:
                del self._holders[idle]
        self._holders[key] = holder  # behind the others: the longest unused is forgotten first
        return holder


def _call_next(holder: _Holder) -> None:
    if holder.queue and not holder.queue[0].done():
        holder.queue[0].set_result(None)
