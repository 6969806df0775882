"""A feed, whatever the format: what is new, the latest first."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

NAME = "Dongmaeng"
"""Who makes the feeds."""

UNDATED = datetime(1970, 1, 1, tzinfo=UTC)
"""Stands for the time of what has none, where a format must have one."""


@dataclass(frozen=True, slots=True)
class Category:
    """What an entry is filed under."""

    term: str
    label: str


@dataclass(frozen=True, slots=True)
class FeedLink:
    """An article that an entry rests on."""

    url: str
    title: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One piece of news. Its texts are `carriable`, its addresses `linkable`."""

    id: str
    """The same for good, whatever the address of the service is."""
    title: str
    summary: str
    updated: datetime
    published: datetime | None = None
    page: str | None = None
    sources: tuple[FeedLink, ...] = ()
    categories: tuple[Category, ...] = ()

    @property
    def link(self) -> str | None:
        """What a reader opens."""
        return self.page or self.first_source

    @property
    def first_source(self) -> str | None:
        """The address of the article that tells it."""
        return self.sources[0].url if self.sources else None

    @property
    def content_html(self) -> str:
        """The summary and links to the articles, as HTML in which nothing of a stranger's text is more than text."""
        said = html.escape(self.summary or self.title).replace("\n", "<br>")
        links = "".join(
            f'<li><a href="{html.escape(source.url)}">{html.escape(source.title or source.url)}</a></li>'
            for source in self.sources
        )
        return f"<p>{said}</p>" + (f"<ul>{links}</ul>" if links else "")


@dataclass(frozen=True, slots=True)
class About:
    """What a feed is of, and where it is."""

    id: str
    title: str
    language: str
    """ISO 639-1."""
    address: str
    """Of the feed itself."""
    page: str
    """Where people see the same."""


@dataclass(frozen=True, slots=True)
class Feed:
    """Entries with what they are of."""

    about: About
    entries: Sequence[Entry]

    @property
    def updated(self) -> datetime:
        """When the latest entry was; that of what has no entry is `UNDATED`, so that it stays the same."""
        return max((entry.updated for entry in self.entries), default=UNDATED)
