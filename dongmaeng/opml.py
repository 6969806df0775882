"""Lists of feeds as OPML, which feed readers read and write."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime
from xml.sax.saxutils import quoteattr

import listparser

from agents.discover.decode import decode_xml
from agents.discover.sources import SourceKind, SourceSetting
from agents.urls import loggable
from dongmaeng.exports.texts import carriable

MOST_BYTES = 10_000_000
"""A list of ten thousand feeds takes about two million."""

_MOST_FEEDS = 10_000

_DECLARES = re.compile(r"<!(?:ENTITY|DOCTYPE)", re.IGNORECASE)
_OUTLINE = re.compile(r"<(?:[a-z_][\w.-]{0,30}:)?(?:opml|outline)\b", re.IGNORECASE)
_DEPTH = 50
"""Outlines one in another: people sort feeds into folders of folders, not deeper."""


class NoOpml(ValueError):
    """The file is no list of feeds; the message says why."""


@dataclass(frozen=True, slots=True)
class ListedFeed:
    """A feed as a list names it."""

    url: str
    title: str | None = None
    category: str | None = None
    """Its category, else the outline that it stands in."""


@dataclass(slots=True)
class FeedList:
    """What was read of a list."""

    feeds: list[ListedFeed] = field(default_factory=list)
    left: int = 0
    """Feeds beyond as many as are read."""


def read_opml(body: bytes) -> FeedList:
    """The feeds of an OPML file, each once; raises `NoOpml`."""
    if len(body) > MOST_BYTES:
        raise NoOpml(f"larger than {MOST_BYTES // 1_000_000} MB")
    text, _ = decode_xml(body)
    if _DECLARES.search(text):
        raise NoOpml("declares a document type or entities, which lists of feeds have no need of")
    if not _OUTLINE.search(text):
        raise NoOpml("holds no outline")
    if _depth(text) > _DEPTH:
        raise NoOpml(f"has outlines more than {_DEPTH} deep")
    # Bytes, since it would fetch a text that is an address; in ASCII, since it takes others for Latin-1.
    parsed = listparser.parse(text.encode("ascii", "xmlcharrefreplace"))
    found: dict[str, ListedFeed] = {}
    for feed in parsed.feeds:
        url = str(feed.get("url") or "").strip()
        if url:
            category = next((path[-1] for path in feed.get("categories") or () if path), None)
            found.setdefault(url, ListedFeed(url, _named(feed.get("title")), _named(category)))
    feeds = list(found.values())
    return FeedList(feeds[:_MOST_FEEDS], max(0, len(feeds) - _MOST_FEEDS))


def write_opml(sources: Sequence[SourceSetting], made: datetime) -> str:
    """Feeds as OPML 2.0: the publisher is the text, the section the category, and both the title that readers show."""
    return "\n".join(
        [
            '<?xml version="1.0" encoding="UTF-8"?>',
            '<opml version="2.0">',
            f"<head><title>Dongmaeng</title><dateCreated>{format_datetime(made)}</dateCreated></head>",
            "<body>",
            *map(_outline, sources),
            "</body>",
            "</opml>",
            "",
        ]
    )


def is_exportable(source: SourceSetting, *, secrets: bool) -> bool:
    """Whether feed readers can read a source, and its address may be shown."""
    return source.kind in (SourceKind.AUTO, SourceKind.FEED) and (secrets or loggable(source.url) == source.url)


def _outline(source: SourceSetting) -> str:
    title = " ".join(filter(None, (source.publisher, source.section))) or source.url
    attributes = {
        "type": "rss",
        "text": source.publisher or title,
        "title": title,
        "category": "/" + source.section.replace("/", "·").replace(",", "·") if source.section else None,
        "xmlUrl": source.url,
    }
    written = (f"{name}={quoteattr(carriable(value))}" for name, value in attributes.items() if value is not None)
    return f"<outline {' '.join(written)}/>"


def _named(text: object) -> str | None:
    name = " ".join(str(text or "").split())[:200]
    return name or None


def _depth(text: str) -> int:
    """How deep outlines stand in one another, as far as tags alone tell."""
    deepest = depth = 0
    for match in re.finditer(r"<(/?)outline\b[^<>]{0,10000}?(/?)>", text, re.IGNORECASE):
        depth = max(0, depth - 1) if match[1] else depth + (not match[2])
        deepest = max(deepest, depth)
    return deepest
