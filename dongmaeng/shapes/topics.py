"""How far the stages have come, as JSON."""

from __future__ import annotations

from dongmaeng.shapes.shape import Shape
from topics.carrier import Position, Tally


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
