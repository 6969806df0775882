"""What became of what a person asked for, as JSON."""

from __future__ import annotations

from dongmaeng.backend.source_writes import OrderedSource
from dongmaeng.backend.writes import AddedItems, Applied
from dongmaeng.shapes.shape import Shape


class DecidedShape(Shape):
    """A decision that was handed over."""

    decision: str
    """Its id, by which it can be taken back."""
    applied: bool
    """Whether it is done already; false where the running service takes it up."""

    @classmethod
    def of(cls, applied: Applied) -> DecidedShape:
        return cls(decision=applied.id, applied=applied.applied)


class OrderedShape(Shape):
    """A command to an endpoint that was handed over."""

    endpoint: str
    applied: bool
    """Whether it is done already; false where the running service takes it up."""

    @classmethod
    def of(cls, endpoint: str, applied: Applied) -> OrderedShape:
        return cls(endpoint=endpoint, applied=applied.applied)


class SourceOrderedShape(Shape):
    """A command about a source that was handed over."""

    source: str
    """The source's id."""
    applied: bool
    """Whether it is done already; false where the running service takes it up."""

    @classmethod
    def of(cls, ordered: OrderedSource) -> SourceOrderedShape:
        return cls(source=ordered.source, applied=ordered.applied)


class ResentShape(Shape):
    """A command to send messages once more that was handed over."""

    applied: bool
    """Whether it is done already; false where the running service takes it up."""

    @classmethod
    def of(cls, applied: Applied) -> ResentShape:
        return cls(applied=applied.applied)


class ReleasedShape(Shape):
    """Records that were handed back to their stages."""

    released: int


class AcceptedItemShape(Shape):
    """An item that the service reads behind the news of the day."""

    id: str | None
    """Your own id of it."""
    article_id: str
    """The id of its article, as far as it is known before it is read."""


class RefusedItemShape(Shape):
    """An item that cannot be read, and why."""

    id: str
    reason: str


class AddedItemsShape(Shape):
    """Items that were handed to the service."""

    accepted: list[AcceptedItemShape]
    refused: list[RefusedItemShape]

    @classmethod
    def of(cls, added: AddedItems) -> AddedItemsShape:
        return cls(
            accepted=[AcceptedItemShape(id=page.source_id, article_id=page.id) for page in added.accepted],
            refused=[RefusedItemShape(id=item.id, reason=item.fault) for item in added.refused],
        )
