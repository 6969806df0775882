"""How much of something each may use in the long run: who has used more is put off, whoever else wants it."""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass

from topics.outcome import Retry

_LONGEST_RETRY = 300.0
"""Seconds; who is put off for longer comes back to see whether it goes faster by now."""

_SHORTEST_RETRY = 1.0
"""Seconds; carriers look for due records about twice a second."""

_MOST_KEYS = 5_000
"""Keys remembered; the longest unused is forgotten first."""


@dataclass(slots=True)
class _Account:
    moment: float
    used: float = 0.0
    """What is not paid off yet."""
    tail: float = float("-inf")
    """The first time that nobody was told to come back at."""


class Budget:
    """A leaky bucket for each key: so much at once, and so much a second in the long run."""

    def __init__(
        self, reason: str, *, at_once: float, a_second: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._reason = reason
        self._at_once = at_once
        self._a_second = a_second
        self._clock = clock
        self._accounts: dict[Hashable, _Account] = {}

    def admit(self, key: Hashable, expected: float) -> None:
        """Let somebody through who will use about so much; raises `Retry` for a time of its own."""
        account = self._account(key)
        if account.used <= self._at_once:
            return
        moment = account.moment
        free = moment + (account.used - self._at_once) / self._a_second
        slot = min(max(free, account.tail, moment + _SHORTEST_RETRY), moment + _LONGEST_RETRY)
        account.tail = slot + expected / self._a_second
        raise Retry(self._reason, after=slot - moment, counts=False)

    def use(self, key: Hashable, amount: float) -> None:
        """Note what was used."""
        self._account(key).used += amount

    def _account(self, key: Hashable) -> _Account:
        """The account of a key as it is now."""
        moment = self._clock()
        account = self._accounts.pop(key, None) or _Account(moment)
        if len(self._accounts) >= _MOST_KEYS:
            del self._accounts[next(iter(self._accounts))]
        account.used = max(0.0, account.used - (moment - account.moment) * self._a_second)
        account.moment = moment
        self._accounts[key] = account
        return account
