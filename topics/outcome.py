"""How a stage ends for one record: a fixed vocabulary, the same in logs, counts and quarantine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from topics.records import Record


class Ending(Exception):
    """Base of the endings that a stage raises in place of giving records."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
        """A few plain words, the same for all records that end this way; details go into `__cause__`."""


class Drop(Ending):
    """The record is of no use to us, for a known reason."""


class Retry(Ending):
    """The record cannot be handled now: try again `after` seconds, or when the carrier thinks fit."""

    def __init__(self, reason: str, after: float | None = None, *, counts: bool = True) -> None:
        super().__init__(reason)
        self.after = after
        self.counts = counts
        """False where waiting is no failure (a polite pause) and must not use up the record's tries."""


class Quarantine(Ending):
    """The record is kept aside with its cause, for a person to look at."""


@dataclass(frozen=True, slots=True)
class Later:
    """A record to be published not before a time."""

    record: Record
    due: datetime


Output = Record | Later


@dataclass(frozen=True, slots=True)
class Done:
    """The record was handled; these are its outputs."""

    outputs: Sequence[Output] = ()


Outcome = Done | Drop | Retry | Quarantine | Exception
"""An exception that is no `Ending` is a bug: retried a few times, then quarantined with its traceback."""
