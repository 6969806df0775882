"""What one source names at one host and what keeps ending in a time limit is tried less and less often."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from topics.outcome import Retry

_ENDINGS = 3
"""In a row, before anything is delayed: an honest site has a slow moment, too."""

_FIRST_PAUSE = 5.0
_LONGEST_PAUSE = 300.0
"""Seconds between two tries, doubled with each bad ending: a site that is well again is noticed within five minutes."""

_LONGEST_RETRY = 3600.0
"""Seconds; who is sent away for longer comes back to see whether the pause is over by now."""

_MOST = 5_000
"""Pairs remembered; the one without a bad ending for the longest time is forgotten first."""


@dataclass(frozen=True, slots=True)
class Named:
    """Who named an address and at which host it is."""

    source: str
    """Empty where a person gave it."""
    host: str


@dataclass(frozen=True, slots=True)
class Delayed:
    """What is tried less often, and why."""

    named: Named
    what: str
    """What keeps ending so: `fetch`, `read` or `look`."""
    reason: str
    endings: int
    """Bad endings in a row."""
    lasting: float
    """Seconds since the first of them."""
    due: float
    """Seconds until the next try."""


@dataclass(slots=True)
class _Trouble:
    reason: str
    since: float
    endings: int = 0
    until: float = float("-inf")
    """When the next try is due."""
    tail: float = float("-inf")
    """The first time that nobody was told to come back at."""

    @property
    def pause(self) -> float:
        return float(min(_FIRST_PAUSE * 2.0 ** min(self.endings - _ENDINGS, 20), _LONGEST_PAUSE))


class Breaker:
    """Delays, and only delays, what one source names at one host while its calls keep ending in a time limit.

    What another source names at that host, and what the source names elsewhere, is not held.
    """

    def __init__(self, what: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._what = what
        self._clock = clock
        self._troubles: dict[Named, _Trouble] = {}

    def admit(self, named: Named) -> None:
        """Let a call through; raises `Retry("source delayed")` for a time of its own while the next try is not due."""
        trouble = self._open(named)
        moment = self._clock()
        if trouble is None or moment >= trouble.until:
            if trouble is not None:
                trouble.until = moment + trouble.pause  # one try; its ending says how it goes on
            return
        slot = min(max(trouble.until, trouble.tail), moment + _LONGEST_RETRY)
        trouble.tail = slot + trouble.pause
        raise Retry("source delayed", after=slot - moment, counts=False)

    def is_open(self, named: Named) -> bool:
        """Whether its calls are delayed."""
        return self._open(named) is not None

    def failed(self, named: Named, reason: str) -> None:
        """Note that a call ended in a time limit."""
        trouble = self._troubles.pop(named, None) or _Trouble(reason, self._clock())
        if len(self._troubles) >= _MOST:
            del self._troubles[next(iter(self._troubles))]
        self._troubles[named] = trouble
        trouble.reason = reason
        trouble.endings += 1
        if trouble.endings >= _ENDINGS:
            trouble.until = self._clock() + trouble.pause

    def went_well(self, named: Named) -> None:
        """Note that a call ended in time, however else it ended."""
        self._troubles.pop(named, None)

    def delayed(self) -> list[Delayed]:
        """What is delayed now, the longest first."""
        moment = self._clock()
        found = [
            Delayed(named, self._what, t.reason, t.endings, moment - t.since, max(t.until - moment, 0.0))
            for named, t in self._troubles.items()
            if t.endings >= _ENDINGS
        ]
        return sorted(found, key=lambda delayed: -delayed.lasting)

    def _open(self, named: Named) -> _Trouble | None:
        trouble = self._troubles.get(named)
        return trouble if trouble is not None and trouble.endings >= _ENDINGS else None
