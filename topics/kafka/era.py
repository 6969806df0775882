"""What a worker knows of its partitions from one movement of partitions to the next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from aiokafka import TopicPartition

from topics.buffered import PendingState
from topics.handling import Effects, Entry
from topics.kafka.track import Track

NOWHERE = TopicPartition("", -1)


@dataclass(frozen=True, slots=True)
class Fetched(Entry):
    """An entry with where it came from."""

    place: TopicPartition = NOWHERE
    offset: int = 0
    fresh: bool = True
    """False for one that comes from a delay."""


@dataclass(slots=True)
class Part:
    """One partition of ours."""

    track: Track
    owner: str
    """The text of the document that says that this worker owns it."""
    known: int
    """Records before this offset were handled before, as far as the state knows."""
    again: tuple[int, float] = (-1, 0.0)
    """From which offset records were last fetched again, and when (monotonic seconds)."""


@dataclass(slots=True)
class Era:
    """The time between two movements of partitions; what was begun in one is of no use in the next."""

    pending: PendingState
    parts: dict[TopicPartition, Part] = field(default_factory=dict)
    over: bool = False
    unsafe: int = 0
    """Records taken to be handled whose outputs, state and positions are not all written yet."""


@dataclass(frozen=True, slots=True)
class Handled:
    """What one batch came to."""

    era: Era
    effects: Sequence[Effects]
    skipped: Sequence[tuple[TopicPartition, int]] = ()
    """Places of records that are not for us."""
