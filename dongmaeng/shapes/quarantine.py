"""What was set aside, as JSON."""

from __future__ import annotations

from datetime import datetime

from agents.urls import loggable_text
from dongmaeng.shapes.moment import Moment
from dongmaeng.shapes.shape import Shape
from topics.handling import Quarantined
from topics.records import SEOUL


class QuarantinedShape(Shape):
    """A record that a stage set aside."""

    id: int
    stage: str
    topic: str
    key: str
    reason: str
    cause: str
    """A traceback where there is one."""
    tries: int
    at: Moment

    @classmethod
    def of(cls, aside: Quarantined) -> QuarantinedShape:
        return cls(
            id=aside.id,
            stage=aside.stage,
            topic=aside.entry.topic,
            key=loggable_text(aside.entry.key),
            reason=aside.reason,
            cause=loggable_text(aside.cause),
            tries=aside.entry.attempt + 1,
            at=datetime.fromtimestamp(aside.at, SEOUL),
        )
