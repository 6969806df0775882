"""The sources, as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from pydantic import Field

from agents.discover.health import SourceHealth
from agents.discover.sources import SourceKind
from agents.source_faults import fault_of
from agents.urls import loggable_text
from dongmaeng.shapes.moment import Moment
from dongmaeng.shapes.shape import Shape
from dongmaeng.shapes.source_parts import DelayedShape, DelayShape, OutcomesShape, TroubleShape, YieldShape
from dongmaeng.source_troubles import troubles_of
from dongmaeng.watched_sources import WatchedSource
from topics.records import now


class SourceShape(Shape):
    """A source that is known, and how the last looks went."""

    url: str
    """Its address without what may be secret there."""
    publisher: str | None
    section: str | None
    kind: str
    """`auto`, `feed`, `sitemap`, `listing`, or a service: `opendart` or `naver`."""
    set: str
    """`settings`, or `added` by command, by which it can then be paused and removed."""
    enabled: bool
    last_look: Moment | None
    last_success: Moment | None
    last_new: Moment | None
    """When it last named a new story."""
    items: int
    """New stories that it has named since it is known."""
    stories_a_day: float | None
    """To be expected on average over a week, by its rhythm; null where nothing is learned yet."""
    delay: DelayShape | None
    elsewhere: int
    """Those of the items that stand on sites that the source does not speak for."""
    failures: int
    """Looks in a row that failed."""
    last_error: str | None
    last_error_at: Moment | None
    status: int | None
    """The HTTP status of the last answer."""
    interval: float | None
    """Seconds between two looks, as adapted."""
    next: Moment | None
    """When it is looked at again."""
    next_by: str | None
    """What decided so: `rhythm`, `min_interval`, `max_interval`, `interval`, `asked for by the source` or `failure`."""
    delayed: list[DelayedShape]
    yield_: YieldShape | None = Field(alias="yield")
    outcomes: OutcomesShape | None
    standing: str
    """How it stands in a word: `well`, `new`, `off`, `failing`, `silent`, `empty`, `refused`, `fallen` or `delayed`."""
    troubles: list[TroubleShape]
    advice: list[str]
    """What to do, by name: those of the troubles, and `delayed`, `elsewhere`, or why a look failed just now."""

    @classmethod
    def of(cls, source: WatchedSource, moment: datetime | None = None) -> SourceShape:
        health = source.health or SourceHealth(source=source.setting.id)
        troubles = [TroubleShape.of(trouble) for trouble in troubles_of(source, moment or now())]
        return cls(
            url=source.setting.id,
            publisher=source.setting.publisher,
            section=source.setting.section,
            kind=source.setting.kind.value,
            set=source.origin,
            enabled=source.setting.enabled,
            last_look=health.last_look,
            last_success=health.last_success,
            last_new=health.last_new,
            items=health.items_seen,
            stories_a_day=round(health.rhythm.stories_a_day, 2) if health.rhythm.watched else None,
            delay=DelayShape.of(health.delays) if health.delays else None,
            elsewhere=health.elsewhere,
            failures=health.failures,
            last_error=loggable_text(health.last_error) if health.last_error else None,
            last_error_at=health.last_error_at,
            status=health.status,
            interval=health.interval,
            next=health.next,
            next_by=health.next_by,
            delayed=[DelayedShape.of(delayed) for delayed in source.delayed],
            yield_=YieldShape.of(source.yields) if source.yields else None,
            outcomes=OutcomesShape.of(source.outcomes) if source.outcomes else None,
            standing=standing_of(source, troubles),
            troubles=troubles,
            advice=list(dict.fromkeys(_advice(source, health, troubles))),
        )

    @property
    def is_failing(self) -> bool:
        """Whether somebody should look after it: its last look failed, it is delayed or something else is wrong."""
        return self.enabled and bool(self.failures or self.delayed or self.troubles)


def standing_of(source: WatchedSource, troubles: Sequence[TroubleShape]) -> str:
    """How a source stands, in one word."""
    health = source.health
    if not source.setting.enabled:
        return "off"
    if health is not None and health.failures:
        return "failing"
    if troubles:
        return troubles[0].kind
    if source.delayed:
        return "delayed"
    return "well" if health is not None and health.last_success else "new"


def _advice(source: WatchedSource, health: SourceHealth, troubles: Sequence[TroubleShape]) -> Iterator[str]:
    if not source.setting.enabled:
        return
    if health.failures and health.last_error:
        yield fault_of(health.last_error).name
    yield from (trouble.fault for trouble in troubles)
    if source.delayed:
        yield "delayed"
    search = source.setting.kind is SourceKind.NAVER  # whose results always do
    if health.elsewhere and health.elsewhere == health.items_seen and not search:
        yield "elsewhere"
