"""What a carrier does for stages and for those who run them, whichever one it is."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from topics.buffered import Documents
from topics.catalogue import Topic
from topics.handling import Quarantined, Waiting
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


@dataclass(frozen=True, slots=True)
class Reach:
    """How far one stage has come in each part of what it reads."""

    handled: Mapping[str, int]
    """The place up to which all is handled, or was put off until later."""
    ends: Mapping[str, int]
    """Where the part ended just behind the reading of `handled`: what led to that lies before it."""

    def has_passed(self, ends: Mapping[str, int]) -> bool:
        """Whether all is handled that lay before these ends."""
        return all(self.handled.get(part, 0) >= end for part, end in ends.items())


@dataclass(frozen=True, slots=True)
class Standing:
    """A partition with work that does not move."""

    group: str
    topic: str
    partition: int
    lag: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Stored:
    """A record as it lies in its topic."""

    place: int | str
    """Where: a sequence number, or partition and offset."""
    key: str
    value: bytes
    written: float
    """Unix time."""


class Operations(Protocol):
    """What the command line does beside running workers, which take up at once what it gives back."""

    async def tallies(self) -> dict[str, Tally]:
        """What each stage has done."""
        ...

    async def positions(self) -> list[Position]:
        """How far each stage has come."""
        ...

    async def reach(self, stages: Sequence[str], *, backfill: bool = False) -> dict[str, Reach]:
        """How far stages have come; `backfill`: with records of old stories, where the carrier tells them apart."""
        ...

    async def check_topics(self) -> None:
        """Raise `WrongTopics` where a topic is missing or not as it should be."""
        ...

    def quarantined(self) -> AsyncIterator[Quarantined]:
        """What is kept aside, newest first."""
        ...

    async def release(self, ids: Sequence[int]) -> int:
        """Give records in quarantine back to the stages that put them there; how many there were."""
        ...

    async def tail(self, topic: Topic, limit: int) -> list[Stored]:
        """The last records of a topic, oldest first."""
        ...

    async def of_key(self, topic: Topic, key: str, since: float | None, until: float | None) -> list[Stored]:
        """The records of a key in a topic written in a span of time, oldest first."""
        ...

    async def of_keys(self, topic: Topic, keys: Collection[str], since: float) -> list[Stored]:
        """The records of some keys in a topic written since a Unix time."""
        ...

    def between(self, topic: Topic, since: float | None, until: float | None) -> AsyncIterator[Stored]:
        """The records of a topic written in a span of time."""
        ...

    async def waiting(self, keys: Collection[str]) -> list[Waiting]:
        """The records of some keys that are to be taken up again later."""
        ...

    async def replay(self, topic: Topic, stages: Sequence[str], since: float | None, until: float | None) -> int:
        """Hand the records written in a span of time to stages once more, quiet; how many there were."""
        ...


class Carrier(Protocol):
    """Brings records to stages: at least once, each outcome counted, outputs safe before positions move."""

    @property
    def state(self) -> State:
        """State outside any record: reads what is committed, writes at once."""
        ...

    @property
    def troubles(self) -> list[str]:
        """What stands in the way of the work now."""
        ...

    @property
    def standing(self) -> list[Standing]:
        """Partitions of this process that have work and do not move, the longest first."""
        ...

    async def publish(
        self, records: Sequence[Record], *, backfill: bool = False, documents: Documents | None = None
    ) -> None:
        """Append the records to their topics; they are safe when this returns.

        `backfill`: they are of old stories, which give way to today's where the carrier can tell them apart.
        `documents`: of the state, written in one step with the records or, where there is none for both, behind them.
        """
        ...

    async def ready(self) -> None:
        """Return when records can be published; on a cluster not before its topics were seen to be right."""
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
