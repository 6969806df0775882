"""What became of a list of feeds, as JSON."""

from __future__ import annotations

from agents.urls import loggable
from dongmaeng.backend.feed_lists import TakenIn
from dongmaeng.shapes.shape import Shape


class RefusedFeedShape(Shape):
    """A feed that cannot be added."""

    url: str
    reason: str


class TakenInShape(Shape):
    """What became of the feeds of a list."""

    added: list[str]
    """The ids of the sources that are watched now, or would be."""
    applied: bool | None
    """False where a running service takes them up; null where nothing was added."""
    watched: list[str]
    """Those that were sources already."""
    refused: list[RefusedFeedShape]
    left: int
    """Feeds beyond as many as are read of a list."""

    @classmethod
    def of(cls, taken: TakenIn) -> TakenInShape:
        return cls(
            added=[setting.id for setting in taken.added],
            applied=all(one.applied for one in taken.applied) if taken.applied else None,
            watched=[loggable(url) for url in taken.watched],
            refused=[RefusedFeedShape(url=loggable(url), reason=reason) for url, reason in taken.refused],
            left=taken.left,
        )
