"""How far the stages have come, as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dongmaeng.shapes.shape import Shape
from topics.carrier import Position, Tally

if TYPE_CHECKING:
    from topics.kafka.behind import Behind


class ProgressShape(Shape):
    """How far one stage has come in what it reads, and what it has done."""

    stage: str
    topics: list[str]
    """What it reads."""
    position: int
    end: int
    lag: int
    """Records not yet handled."""
    waiting: int
    """Records to be tried again later."""
    taken: int
    """Records seen for the first time."""
    written: int
    """Records given to the topics behind."""
    done: int
    dropped: dict[str, int]
    retried: dict[str, int]
    quarantined: dict[str, int]
    """By reason, like the two before."""
    repeated: int
    """Handled once more after a crash or a move of partitions, where that is known."""

    @classmethod
    def of(cls, position: Position, tally: Tally) -> ProgressShape:
        return cls(
            stage=position.stage,
            topics=list(position.topics),
            position=position.position,
            end=position.end,
            lag=position.lag,
            waiting=position.waiting,
            taken=tally.taken,
            written=tally.written,
            done=tally.done,
            dropped=tally.dropped,
            retried=tally.retried,
            quarantined=tally.quarantined,
            repeated=tally.repeated,
        )


class StateBehindShape(Shape):
    """A partition of which the state knows less than was handled."""

    group: str
    topic: str
    partition: int
    position: int
    """Up to where it was handled."""
    known: int
    """Up to where the state knows of it."""

    @classmethod
    def of(cls, one: Behind) -> StateBehindShape:
        return cls(
            group=one.group,
            topic=one.place.topic,
            partition=one.place.partition,
            position=one.position,
            known=one.known,
        )
