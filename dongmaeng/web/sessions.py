"""Who logged in: sessions by cookie, and how often a client may try."""

from __future__ import annotations

import hashlib
import secrets
from collections import OrderedDict, deque
from collections.abc import Callable
from time import monotonic

_MOST_SESSIONS = 10_000
_MOST_CLIENTS = 10_000

TRIES = 10
"""Wrong tokens of one client within `WINDOW`; more are not looked at."""
WINDOW = 300.0
"""Seconds."""


class Sessions:
    """The sessions of this process; a new process knows none of them.

    A session is a random id that only the reader's browser holds: here lies its hash alone.
    """

    def __init__(self, seconds: float, *, clock: Callable[[], float] = monotonic) -> None:
        self._seconds = seconds
        self._clock = clock
        self._ends: OrderedDict[str, float] = OrderedDict()

    def begin(self) -> str:
        """A new session's id, for its cookie."""
        id = secrets.token_urlsafe(32)
        self._ends[_hash(id)] = self._clock() + self._seconds
        while len(self._ends) > _MOST_SESSIONS:
            self._ends.popitem(last=False)
        return id

    def holds(self, id: str) -> bool:
        """Whether this is the id of a session that has not ended."""
        end = self._ends.get(_hash(id))
        if end is not None and end <= self._clock():
            self.end(id)
            return False
        return end is not None

    def end(self, id: str) -> None:
        """End a session."""
        self._ends.pop(_hash(id), None)


class Tries:
    """Counts wrong tokens by client, so that nobody guesses on."""

    def __init__(self, *, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._wrong: OrderedDict[str, deque[float]] = OrderedDict()

    def wait(self, client: str) -> float:
        """Seconds until the client may try again; 0 for now."""
        tries = self._wrong.get(client)
        if not tries or len(tries) < TRIES:
            return 0.0
        return max(0.0, tries[0] + WINDOW - self._clock())

    def wrong(self, client: str) -> None:
        """Count a wrong token."""
        self._wrong.setdefault(client, deque(maxlen=TRIES)).append(self._clock())
        self._wrong.move_to_end(client)
        while len(self._wrong) > _MOST_CLIENTS:
            self._wrong.popitem(last=False)


def _hash(id: str) -> str:
    return hashlib.sha256(id.encode(errors="replace")).hexdigest()
