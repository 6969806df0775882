"""Sources and what keeps them back, as JSON."""

from __future__ import annotations

from pydantic import Field

from agents.clean.yields import Yield
from agents.urls import loggable_text
from dongmaeng.backend.sources import SourceHealth
from dongmaeng.health import DelayedSource
from dongmaeng.shapes.moment import Moment
from dongmaeng.shapes.shape import Shape


class DelayedShape(Shape):
    """What a source named at a host and what is tried less often, since it keeps ending in a time limit."""

    source: str
    host: str
    what: str
    """`fetch`, `read` (its pages) or `look` (the source itself)."""
    reason: str
    endings: int
    """Endings of this kind in a row."""
    since: Moment
    next: Moment
    """When it is tried again."""

    @classmethod
    def of(cls, delayed: DelayedSource) -> DelayedShape:
        return cls(
            source=delayed.source,
            host=delayed.host,
            what=delayed.what,
            reason=delayed.reason,
            endings=delayed.endings,
            since=delayed.since,
            next=delayed.next,
        )


class YieldShape(Shape):
    """What the recent pages of a site give."""

    site: str
    pages: int
    share: float
    """The share of the recent pages with a plausible body."""
    usual_share: float
    length: int
    """The median length, in characters, of their bodies."""
    usual_length: int
    fallen: Moment | None
    """Since when the pages give less than usual; null where all is well."""

    @classmethod
    def of(cls, found: Yield) -> YieldShape:
        return cls(
            site=found.site,
            pages=found.pages,
            share=round(found.share, 3),
            usual_share=round(found.usual_share, 3),
            length=found.length,
            usual_length=found.usual_length,
            fallen=found.fallen,
        )


class SourceShape(Shape):
    """A source that is set, and how the last looks went."""

    url: str
    """Its address without what may be secret there."""
    publisher: str | None
    set: str
    """`settings`, or `added` by command, by which it can then be paused and removed."""
    enabled: bool
    last_success: Moment | None
    last_new: Moment | None
    """When it last named a new story."""
    items: int
    """Stories that the last look found."""
    elsewhere: int
    """Those of the items that stand on sites that the source does not speak for."""
    failures: int
    """Looks in a row that failed."""
    last_error: str | None
    next: Moment | None
    """When it is looked at again."""
    delayed: list[DelayedShape]
    yield_: YieldShape | None = Field(alias="yield")

    @classmethod
    def of(cls, source: SourceHealth) -> SourceShape:
        health = source.health
        return cls(
            url=source.setting.id,
            publisher=source.setting.publisher,
            set=source.origin,
            enabled=source.setting.enabled,
            last_success=health.last_success if health else None,
            last_new=health.last_new if health else None,
            items=health.items_seen if health else 0,
            elsewhere=health.elsewhere if health else 0,
            failures=health.failures if health else 0,
            last_error=loggable_text(health.last_error) if health and health.last_error else None,
            next=health.next if health else None,
            delayed=[DelayedShape.of(delayed) for delayed in source.delayed],
            yield_=YieldShape.of(source.yields) if source.yields else None,
        )

    @property
    def is_failing(self) -> bool:
        """Whether its last look failed, it is delayed or its pages give less than usual."""
        return bool(self.failures or self.delayed or (self.yield_ and self.yield_.fallen))
