"""What a carrier does for stages, whichever one it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from topics.records import Record
from topics.state import State


@dataclass(slots=True)
class Tally:
    """What one stage has done so far; every handled record is counted once in each of its tries."""

    taken: int = 0
    """Records seen for the first time."""
    written: int = 0
    """Records given to the topics behind."""
    done: int = 0
    dropped: dict[str, int] = field(default_factory=dict)
    """By reason, like the next two."""
    retried: dict[str, int] = field(default_factory=dict)
    quarantined: dict[str, int] = field(default_factory=dict)
    repeated: int = 0
    """Handled once more after a crash or a move of partitions, where that is known; never on the embedded carrier."""


@dataclass(frozen=True, slots=True)
class Position:
    """How far one stage has come in what it reads."""

    stage: str
    topics: tuple[str, ...]
    position: int
    end: int
    lag: int
    """Records not yet handled."""
    waiting: int
    """Records to be tried again later."""


class Carrier(Protocol):
    """Brings records to stages: at least once, each outcome counted, outputs safe before positions move."""

    @property
    def state(self) -> State:
        """State outside any record: reads what is committed, writes at once."""
        ...

    async def publish(self, records: Sequence[Record]) -> None:
        """Append the records to their topics; they are safe when this returns."""
        ...

    async def run(self) -> None:
        """Carry records to the stages until `stop` is called; what is in flight is finished first."""
        ...

    def stop(self) -> None:
        """Make `run` finish what is in flight and return."""
        ...

    async def idle(self, horizon: float = 0.0) -> None:
        """Return when nothing is left to do, but for what waits longer than the horizon (seconds)."""
        ...

    async def tallies(self) -> dict[str, Tally]:
        """What each stage has done since the journal began."""
        ...

    async def positions(self) -> list[Position]:
        """How far each stage has come."""
        ...
