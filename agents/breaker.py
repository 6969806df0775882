"""What keeps failing is tried less and less often: what one source names at one host, or a host that is down."""

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

_FIRST_PAUSE_OF_HOST = 30.0
_LONGEST_PAUSE_OF_HOST = 1800.0
"""Seconds, for hosts that are down: doubled, so that none is left alone for longer than it was down, nor than half an
hour; five thousand that are gone for good are then tried three times a second."""

_SPACING = 0.5
"""Seconds between the returns of those that wait for a host, of whom the first sees whether it is there again."""

_LONGEST_RETRY = 3600.0
"""Seconds; who is sent away for longer comes back to see whether the pause is over by now."""

_MOST = 5_000
"""Pairs remembered; the one without a bad ending for the longest time is forgotten first."""


class NotYet(Retry):
    """Sent away without a try, which would have failed."""


@dataclass(frozen=True, slots=True)
class Named:
    """Who named an address and at which host it is."""

    source: str
    """Empty where a person gave it, or where it is about the host itself."""
    host: str


@dataclass(frozen=True, slots=True)
class Delayed:
    """What is tried less often, and why."""

    named: Named
    what: str
    """What keeps ending so: `fetch`, `read`, `look`, or `reach` for a host that is down."""
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


@dataclass(frozen=True, slots=True)
class Patience:
    """After how many bad endings in a row something is delayed, and for how many seconds."""

    reason: str | None
    """What is told to those that are sent away; None: why it fails."""
    endings: int
    first_pause: float
    longest_pause: float
    spacing: float | None = None
    """Seconds between the returns of those sent away; None: as many as between two tries."""

    def pause(self, endings: int) -> float:
        """Seconds until the next try after so many bad endings."""
        return float(min(self.first_pause * 2.0 ** min(endings - self.endings, 20), self.longest_pause))


OF_A_SOURCE = Patience("source delayed", _ENDINGS, _FIRST_PAUSE, _LONGEST_PAUSE)
OF_A_HOST = Patience(None, 1, _FIRST_PAUSE_OF_HOST, _LONGEST_PAUSE_OF_HOST, _SPACING)


class Breaker:
    """Delays, and only delays, what one source names at one host while its calls keep ending in a time limit.

    What another source names at that host, and what the source names elsewhere, is not held. With the patience for
    hosts, all that is at a host while it cannot be reached.
    """

    def __init__(
        self, what: str, clock: Callable[[], float] = time.monotonic, patience: Patience = OF_A_SOURCE
    ) -> None:
        self._what = what
        self._clock = clock
        self._patience = patience
        self._troubles: dict[Named, _Trouble] = {}

    def admit(self, named: Named) -> None:
        """Let a call through; raises `NotYet` for a time of its own while the next try is not due."""
        trouble = self._open(named)
        moment = self._clock()
        if trouble is None or moment >= trouble.until:
            if trouble is not None:
                # One try; its ending says how it goes on.
                trouble.until = moment + self._patience.pause(trouble.endings)
            return
        slot = min(max(trouble.until, trouble.tail), moment + _LONGEST_RETRY)
        trouble.tail = slot + (self._patience.spacing or self._patience.pause(trouble.endings))
        raise NotYet(self._patience.reason or trouble.reason, after=slot - moment, counts=False)

    def is_open(self, named: Named) -> bool:
        """Whether its calls are delayed."""
        return self._open(named) is not None

    def failed(self, named: Named, reason: str, least: float = 0.0) -> float | None:
        """Note that a call ended badly; gives the seconds until the next try, None where it is not delayed.

        `least`: so many at least.
        """
        trouble = self._troubles.pop(named, None) or _Trouble(reason, self._clock())
        if len(self._troubles) >= _MOST:
            del self._troubles[next(iter(self._troubles))]
        self._troubles[named] = trouble
        trouble.reason = reason
        trouble.endings += 1
        if trouble.endings < self._patience.endings:
            return None
        pause = max(self._patience.pause(trouble.endings), least)
        trouble.until = self._clock() + pause
        return pause

    def went_well(self, named: Named) -> None:
        """Note that a call did not end so, however else it ended."""
        self._troubles.pop(named, None)

    def delayed(self) -> list[Delayed]:
        """What is delayed now, the longest first."""
        moment = self._clock()
        found = [
            Delayed(named, self._what, t.reason, t.endings, moment - t.since, max(t.until - moment, 0.0))
            for named, t in self._troubles.items()
            if t.endings >= self._patience.endings
        ]
        return sorted(found, key=lambda delayed: -delayed.lasting)

    def _open(self, named: Named) -> _Trouble | None:
        trouble = self._troubles.get(named)
        return trouble if trouble is not None and trouble.endings >= self._patience.endings else None
