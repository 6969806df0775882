"""Atom (RFC 4287) and RSS 2.0."""

from __future__ import annotations

import html
from typing import Any, cast

from feedgen.feed import FeedGenerator

from dongmaeng.exports.feeds.feed import Entry, Feed
from dongmaeng.exports.table import in_seoul

_NAME = "Dongmaeng"


def atom(feed: Feed) -> bytes:
    """The feed as Atom; texts are plain."""
    return cast(bytes, _made(feed, "application/atom+xml", as_html=False).atom_str())


def rss(feed: Feed) -> bytes:
    """The feed as RSS; descriptions are HTML there, so what a stranger wrote is escaped in them."""
    return cast(bytes, _made(feed, "application/rss+xml", as_html=True).rss_str())


def _made(feed: Feed, type: str, *, as_html: bool) -> Any:
    about = feed.about
    made = FeedGenerator()
    made.id(about.id)
    made.title(about.title)
    made.description(about.title)
    made.language(about.language)
    made.author({"name": _NAME})
    made.generator(_NAME)
    made.link(href=about.address, rel="self", type=type)
    made.link(href=about.page, rel="alternate", type="text/html")  # the last one is that of RSS
    made.updated(in_seoul(feed.updated))
    for entry in feed.entries:
        _add(made, entry, as_html)
    return made


def _add(made: Any, entry: Entry, as_html: bool) -> None:
    added = made.add_entry(order="append")
    added.id(entry.id)
    added.title(entry.title)
    added.updated(in_seoul(entry.updated))
    if entry.published:
        added.published(in_seoul(entry.published))
    for source in entry.sources:
        added.link(href=source.url, rel="related", title=source.title)
    if entry.link:
        added.link(href=entry.link, rel="alternate")
    text = entry.summary or entry.title
    if as_html:
        added.description(html.escape(text).replace("\n", "<br>\n"))
    else:
        added.content(text, type="text")
    for category in entry.categories:
        added.category(term=category.term, label=category.label)
