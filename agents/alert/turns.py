"""Turns of calls to endpoints, so that none keeps another waiting."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime

from agents.alert.types import Answer
from agents.alert.types.contract import TOO_MUCH
from agents.shares import Shares

AT_ONCE = 8
"""Calls under way at once, shared by the endpoints."""

LEAST_SHARE = 2
"""Calls to one endpoint that may be under way at once, however many endpoints there are."""

MOST_AT_ONCE = 48
"""Calls under way at once to all of many endpoints: fewer than the client's connections (64)."""

SPARE = 2
"""Deliveries in hand beside the calls: those that find their endpoint's share taken, and go to wait."""

MOST_IN_HAND = MOST_AT_ONCE + SPARE
"""Deliveries in hand at once, however many endpoints there are."""

LONGEST_PAUSE = 24 * 3600.0
"""Seconds that a receiver may ask for with Retry-After at most."""


def share_of(endpoints: int) -> int:
    """Calls to one of so many endpoints that may be under way at once."""
    return max(LEAST_SHARE, AT_ONCE // max(endpoints, 1))


def in_hand(endpoints: int) -> int:
    """Deliveries handled at once for so many endpoints: no endpoint can take another's slots."""
    return min(max(share_of(endpoints) * endpoints, AT_ONCE), MOST_AT_ONCE) + SPARE


class Turns:
    """Each endpoint has a share of the calls at once, and one that did not answer has one call, until it does.

    An endpoint that asked us to wait is not called until then.
    """

    def __init__(self) -> None:
        self._shares = Shares("endpoint busy", waiting=SPARE)
        self._slow: set[str] = set()
        self._asked: dict[str, datetime | None] = {}

    @asynccontextmanager
    async def turn(self, endpoint: str, endpoints: int) -> AsyncIterator[None]:
        """One of the calls to an endpoint of so many; raises `Retry`."""
        async with self._shares.turn(endpoint, 1 if endpoint in self._slow else share_of(endpoints)):
            yield

    def wait(self, endpoint: str, moment: datetime) -> float:
        """Seconds that an endpoint still wants to be left alone."""
        until = self._asked.get(endpoint)
        left = (until - moment).total_seconds() if until else 0.0
        return left if 0 < left <= LONGEST_PAUSE else 0.0  # what is further away was written by a clock that was ahead

    def is_new(self, endpoint: str) -> bool:
        """Whether nothing is known of an endpoint since the service began."""
        return endpoint not in self._asked

    def leave_alone(self, endpoint: str, until: datetime | None) -> None:
        """Do not call an endpoint before a time."""
        self._asked[endpoint] = until

    def learn(self, endpoint: str, answer: Answer) -> None:
        """Take note of how a call ended."""
        if answer.status is None or answer.status in TOO_MUCH:
            self._slow.add(endpoint)
        else:
            self._slow.discard(endpoint)


class Locks:
    """A lock for each of many keys, forgotten while nobody holds it.

    Whoever waits for one goes on only when the handling that held it has ended, and sees what that wrote.
    """

    def __init__(self) -> None:
        self._locks: dict[str, tuple[asyncio.Lock, int]] = {}

    @asynccontextmanager
    async def alone(self, key: str) -> AsyncIterator[None]:
        lock, users = self._locks.get(key, (asyncio.Lock(), 0))
        self._locks[key] = (lock, users + 1)
        try:
            async with lock:
                yield
        finally:
            lock, users = self._locks.pop(key)
            if users > 1:
                self._locks[key] = (lock, users - 1)
