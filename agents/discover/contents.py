"""What one look at a source gives, whatever form the source has."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from urllib.parse import urljoin

from agents.markup import without_tags
from topics.records import Disclosure, host_of

_REFERENCE = re.compile(r"&(?:#\d{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{0,30});")
_HANGUL = re.compile(r"[가-힣]")

_LONGEST_TITLE = 500
_LONGEST_SUMMARY = 2_000
_LONGEST_LINK = 4_000
"""Characters; beyond these a feed carries something else than a title, a lead or an address."""


class Form(StrEnum):
    """What a source turned out to be."""

    RSS = "rss"
    ATOM = "atom"
    JSON_FEED = "json feed"
    NEWS_SITEMAP = "news sitemap"
    SITEMAP = "sitemap"
    SITEMAP_INDEX = "sitemap index"
    TEXT_SITEMAP = "text sitemap"
    LISTING = "listing"


@dataclass(frozen=True, slots=True)
class Item:
    """One story as a source names it."""

    url: str
    title: str | None = None
    summary: str | None = None
    published: datetime | None = None
    changed: datetime | None = None
    """When its source says that it last changed; of a plain sitemap that tells little of when it was published."""
    archived: bool = False
    """True where a plain sitemap names it, which holds stories of all ages."""
    disclosure: Disclosure | None = None
    """What a list of disclosures says of it."""

    @property
    def freshness(self) -> datetime | None:
        """The best that is known of its age."""
        return self.published or self.changed


@dataclass(frozen=True, slots=True)
class Further:
    """A sitemap that a sitemap index points to."""

    url: str
    changed: datetime | None = None


@dataclass(slots=True)
class Contents:
    """The items of a source in its own order; `fault` says what could not be read, if anything."""

    items: list[Item] = field(default_factory=list)
    further: list[Further] = field(default_factory=list)
    fault: str | None = None
    form: Form | None = None
    title: str | None = None
    """What the source calls itself."""
    next_page: str | None = None
    """Where its older entries stand (RFC 5005; `next_url` of JSON Feed)."""
    hubs: list[str] = field(default_factory=list)
    """Where its changes can be subscribed to (WebSub)."""
    own_address: str | None = None
    """Its address as it says it itself, which a hub knows it by."""
    fresh_for: float | None = None
    """Seconds for which it asks not to be looked at again."""


def plain_text(text: str | None, limit: int = _LONGEST_SUMMARY) -> str | None:
    """The text without tags, with entities (also twice escaped ones) resolved and white space collapsed."""
    if not text:
        return None
    text = without_tags(text[: 20 * limit])  # markup around a lead is a few times its length
    text = html.unescape(html.unescape(text))
    return " ".join(text.split())[:limit] or None


def plain_title(text: str | None) -> str | None:
    """A title as one line of plain text."""
    return plain_text(text, _LONGEST_TITLE)


def web_link(link: str | None, base: str) -> str | None:
    """The absolute http(s) address of a link; None where it is none.

    Only references with their semicolon are resolved: `&section=1` is a parameter.
    """
    link = _REFERENCE.sub(lambda match: html.unescape(match[0]), (link or "").strip())
    if not link or len(link) > _LONGEST_LINK:
        return None
    try:
        absolute = urljoin(base, link)
    except ValueError:
        return None
    return absolute if absolute.lower().startswith(("http://", "https://")) and host_of(absolute) else None


def is_korean(text: str) -> bool:
    """Whether the text holds Hangul syllables."""
    return _HANGUL.search(text) is not None
