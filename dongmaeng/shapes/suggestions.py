"""What could be watched, as JSON."""

from __future__ import annotations

from agents.discover.korean_feeds import KoreanFeed
from dongmaeng.backend.suggestions import ReadSite, Suggestions
from dongmaeng.shapes.moment import Moment
from dongmaeng.shapes.shape import Shape


class ListedFeedShape(Shape):
    """A feed of the shipped list."""

    url: str
    publisher: str | None
    section: str | None
    seen_in: str
    """The public list that names its address."""
    seen_on: str
    """The day of that list."""

    @classmethod
    def of(cls, feed: KoreanFeed) -> ListedFeedShape:
        return cls(
            url=feed.url,
            publisher=feed.publisher,
            section=feed.section,
            seen_in=feed.seen_in,
            seen_on=feed.seen_on.isoformat(),
        )


class ReadSiteShape(Shape):
    """A site whose pages are read, and which no source speaks for."""

    site: str
    publisher: str | None
    pages: int
    """How many were read."""
    last: Moment | None
    feeds: list[ListedFeedShape]
    """Those of the shipped list."""

    @classmethod
    def of(cls, site: ReadSite) -> ReadSiteShape:
        return cls(
            site=site.site,
            publisher=site.publisher,
            pages=site.pages,
            last=site.last,
            feeds=[ListedFeedShape.of(feed) for feed in site.feeds],
        )


class SuggestionsShape(Shape):
    """What could be watched."""

    read: list[ReadSiteShape]
    listed: list[ListedFeedShape]

    @classmethod
    def of(cls, found: Suggestions) -> SuggestionsShape:
        return cls(
            read=[ReadSiteShape.of(site) for site in found.read],
            listed=[ListedFeedShape.of(feed) for feed in found.listed],
        )
