"""Atom (RFC 4287) and RSS 2.0."""

from __future__ import annotations

from typing import Any, cast

from feedgen.feed import FeedGenerator

from dongmaeng.exports.feeds.feed import NAME, Entry, Feed
from dongmaeng.times import in_seoul


def atom(feed: Feed) -> bytes:
    """The feed as Atom."""
    return cast(bytes, _made(feed, "application/atom+xml", summaries=True).atom_str())


def rss(feed: Feed) -> bytes:
    """The feed as RSS, where a description is HTML and a summary, which is plain text, has no place."""
    return cast(bytes, _made(feed, "application/rss+xml", summaries=False).rss_str())


def _made(feed: Feed, type: str, *, summaries: bool) -> Any:
    about = feed.about
    made = FeedGenerator()
    made.id(about.id)
    made.title(about.title)
    made.description(about.title)
    made.language(about.language)
    made.author({"name": NAME})
    made.generator(NAME)
    made.link(href=about.address, rel="self", type=type)
    made.link(href=about.page, rel="alternate", type="text/html")  # the last one is that of RSS
    made.updated(in_seoul(feed.updated))
    for entry in feed.entries:
        _add(made, entry, summaries)
    return made


def _add(made: Any, entry: Entry, with_summary: bool) -> None:
    added = made.add_entry(order="append")
    added.id(entry.id)
    added.title(entry.title)
    added.updated(in_seoul(entry.updated))
    if entry.published:
        added.published(in_seoul(entry.published))
    if entry.link:
        added.link(href=entry.link, rel="alternate")
    if with_summary:
        added.summary(entry.summary)
    added.content(entry.content_html, type="html")
    for category in entry.categories:
        added.category(term=category.term, label=category.label)
