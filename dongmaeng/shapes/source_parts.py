"""What is known of a source in parts, as JSON: what delays it, what its pages give and became, what is wrong."""

from __future__ import annotations

import math
from collections.abc import Sequence

from agents.clean.yields import Yield
from agents.page_outcomes import SiteOutcomes
from agents.urls import loggable_text
from dongmaeng.health import DelayedSource
from dongmaeng.shapes.moment import Moment
from dongmaeng.shapes.shape import Shape
from dongmaeng.source_troubles import SourceTrouble


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


class OutcomesShape(Shape):
    """What became of the last pages of a site."""

    site: str
    pages: int
    """That are counted here, 50 at most."""
    counts: dict[str, int]
    """By what they came to: `fetched`, `blocked`, `paywalled`, `consent`, `gone`, `robots`, `timed out`, …"""
    last: str | None
    since: Moment | None
    """Since when all came to the same as the last."""

    @classmethod
    def of(cls, found: SiteOutcomes) -> OutcomesShape:
        return cls(
            site=found.site,
            pages=len(found.outcomes),
            counts={outcome.value: count for outcome, count in found.counts.most_common()},
            last=found.last,
            since=found.since,
        )


class DelayShape(Shape):
    """Seconds from the publication of a story to its discovery, where its time of publication is to be believed."""

    p50: int
    p95: int
    stories: int
    """The last ones, of which they are told; 60 at most."""

    @classmethod
    def of(cls, delays: Sequence[int]) -> DelayShape:
        ordered = sorted(delays)
        p50, p95 = (ordered[math.ceil(part * len(ordered)) - 1] for part in (0.5, 0.95))
        return cls(p50=p50, p95=p95, stories=len(ordered))


class TroubleShape(Shape):
    """Something that is wrong with a source, or was found wrong with the pages of its site."""

    kind: str
    """`failing`, `silent`, `empty`, `refused` or `fallen`."""
    event: str
    """By which endpoints are told."""
    since: Moment
    fault: str
    """What is wrong, by name."""
    reason: str
    """The same in words."""
    detail: str | None
    """How looks or pages ended, with figures."""
    expected: float | None
    """Of a silent one, the stories that were to be expected since."""
    longest_pause: int | None
    """Of a silent one, the longest pause before, in seconds."""
    what_to_do: str

    @classmethod
    def of(cls, trouble: SourceTrouble) -> TroubleShape:
        return cls(
            kind=trouble.kind.value,
            event=trouble.kind.event,
            since=trouble.since,
            fault=trouble.fault.name,
            reason=trouble.fault.wrong["en"],
            detail=loggable_text(trouble.detail) if trouble.detail else None,
            expected=None if trouble.expected is None else round(trouble.expected, 1),
            longest_pause=None if trouble.longest_pause is None else round(trouble.longest_pause.total_seconds()),
            what_to_do=trouble.fault.todo["en"],
        )
