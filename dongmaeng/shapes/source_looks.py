"""One look at a source, as JSON."""

from __future__ import annotations

from agents.discover.offers.guest import Exchange
from agents.urls import loggable
from dongmaeng.backend.source_looks import TriedLook
from dongmaeng.shapes.moment import Moment
from dongmaeng.shapes.offers import StoryShape
from dongmaeng.shapes.shape import Shape

_TOLD = (
    "content-type",
    "content-encoding",
    "etag",
    "last-modified",
    "cache-control",
    "expires",
    "retry-after",
    "server",
    "link",
)
"""Headers that say how a source is read and when it is looked at again."""

_LONGEST_HEADER = 200
_LAST = 5


class ExchangeShape(Shape):
    """One request and how it ended."""

    url: str
    status: int | None
    """Null where there was no answer."""
    failure: str | None
    answered_by: str | None
    """The address at the end of redirects, where it is another."""
    seconds: float
    bytes: int
    headers: dict[str, str]

    @classmethod
    def of(cls, exchange: Exchange) -> ExchangeShape:
        answer = exchange.answer
        headers = answer.headers if answer is not None else {}
        moved = answer is not None and answer.url.rstrip("/") != exchange.url.rstrip("/")
        return cls(
            url=loggable(exchange.url),
            status=answer.status if answer is not None else None,
            failure=exchange.failure,
            answered_by=loggable(answer.url) if answer is not None and moved else None,
            seconds=round(exchange.seconds, 3),
            bytes=len(answer.body) if answer is not None else 0,
            headers={name: headers[name][:_LONGEST_HEADER] for name in _TOLD if name in headers},
        )


class SourceLookShape(Shape):
    """What one look at a source gave; nothing of it is stored."""

    source: str
    """Its id."""
    watched: bool
    kind: str
    exchanges: list[ExchangeShape]
    """The requests in order."""
    failure: str | None
    """Why the look gave nothing."""
    form: str | None
    title: str | None
    charset: str | None
    """That which it declares; it is read in the one that its bytes are in."""
    fault: str | None
    """What of it could not be read."""
    stories: int
    timed: int
    """How many of them have a time."""
    elsewhere: int
    """How many stand on sites that it does not speak for."""
    newest: Moment | None
    oldest: Moment | None
    new: int
    """Stories that the service would take up now."""
    edited: int
    """Known stories that it would fetch again, since the source tells of an edit."""
    quiet: dict[str, int]
    """How many of the new ones it would not alert, by the reason."""
    hubs: list[str]
    last: list[StoryShape]

    @classmethod
    def of(cls, tried: TriedLook) -> SourceLookShape:
        look, setting = tried.look, tried.setting
        items = look.items if look is not None else []
        times = sorted(item.freshness for item in items if item.freshness is not None)
        new = [candidate for candidate in tried.taken if candidate.again is None]
        reasons = [str(candidate.quiet) for candidate in new if candidate.quiet is not None]
        oldest = times[0] if times else None
        latest = sorted(items, key=lambda item: item.freshness or oldest or tried.moment, reverse=True)
        return cls(
            source=setting.id,
            watched=tried.watched,
            kind=setting.kind,
            exchanges=[ExchangeShape.of(exchange) for exchange in tried.exchanges],
            failure=tried.failure,
            form=look.form if look is not None else None,
            title=look.title if look is not None else None,
            charset=tried.charset,
            fault=look.fault if look is not None else None,
            stories=len(items),
            timed=len(times),
            elsewhere=sum(not setting.speaks_for(item.url) for item in items),
            newest=times[-1] if times else None,
            oldest=oldest,
            new=len(new),
            edited=len(tried.taken) - len(new),
            quiet={reason: reasons.count(reason) for reason in sorted(set(reasons))},
            hubs=[loggable(hub) for hub in look.hubs] if look is not None else [],
            last=[StoryShape.of(item) for item in latest[:_LAST]],
        )
