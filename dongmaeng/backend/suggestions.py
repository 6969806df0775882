"""What could be watched and is not: sites whose pages were read, and feeds of the shipped list."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from agents.clean.yields import yields
from agents.discover.korean_feeds import KoreanFeed, korean_feeds
from agents.discover.sources import SourceSetting
from agents.sites import site_of_url
from dongmaeng.backend.backend import Backend, of_backend
from dongmaeng.backend.offers import without_scheme
from dongmaeng.backend.sources import known_sources


@dataclass(frozen=True, slots=True)
class ReadSite:
    """A site whose pages are read since others lead to them, and which no source speaks for."""

    site: str
    publisher: str | None
    pages: int
    """How many were read."""
    last: datetime | None
    feeds: Sequence[KoreanFeed]
    """Those of the shipped list."""


@dataclass(frozen=True, slots=True)
class Suggestions:
    """What could be watched."""

    read: Sequence[ReadSite]
    """The most read first."""
    listed: Sequence[KoreanFeed]
    """Feeds of the shipped list that are no sources, in its order, without those of `read`."""


@of_backend
async def suggestions(backend: Backend, *, every: bool = False) -> Suggestions:
    """What could be watched; `every`: of the shipped list also further feeds of sites that a source speaks for."""
    sources = (await known_sources(backend)).values()
    state = await backend.state()
    watched = {without_scheme(source.url) for source in sources}
    unused = [feed for feed in korean_feeds() if without_scheme(feed.url) not in watched]
    read = []
    for found in await yields(state) if state else ():
        address = f"http://{found.site}/"
        if not _speak(sources, address):
            feeds = [feed for feed in unused if feed.speaks_for(address)]
            read.append(ReadSite(found.site, found.publisher, found.pages, found.last, feeds))
    named = {feed.url for site in read for feed in site.feeds}
    listed = [
        feed
        for feed in unused
        if feed.url not in named and (every or not _speak(sources, f"http://{site_of_url(feed.url)}/"))
    ]
    return Suggestions(sorted(read, key=lambda site: -site.pages), listed)


def _speak(sources: Collection[SourceSetting], address: str) -> bool:
    """Whether a source speaks for an address."""
    return any(source.speaks_for(address) for source in sources)
