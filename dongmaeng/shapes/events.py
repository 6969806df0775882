"""What live streams tell, as JSON."""

from __future__ import annotations

from dongmaeng.shapes.alliances import AllianceShape
from dongmaeng.shapes.shape import Shape
from topics.records import Alliance, ChangeKind


class EventShape(Shape):
    """An alliance that was written, with what changed last."""

    change: ChangeKind | None
    """Null where nothing was told of it yet."""
    alliance: AllianceShape

    @classmethod
    def of(cls, alliance: Alliance) -> EventShape:
        last = max(alliance.changes, key=lambda change: change.at, default=None)
        return cls(change=last.change if last else None, alliance=AllianceShape.of(alliance))
