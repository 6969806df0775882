"""JSON Feed 1.1."""

from __future__ import annotations

from typing import Any

from dongmaeng.exports.feeds.feed import NAME, Entry, Feed
from dongmaeng.terminal import json_text
from dongmaeng.times import seoul

_VERSION = "https://jsonfeed.org/version/1.1"


def json_feed(feed: Feed) -> bytes:
    """The feed as JSON."""
    about = feed.about
    return json_text(
        {
            "version": _VERSION,
            "title": about.title,
            "home_page_url": about.page,
            "feed_url": about.address,
            "language": about.language,
            "authors": [{"name": NAME}],
            "items": [_item(entry, about.language) for entry in feed.entries],
        }
    ).encode()


def _item(entry: Entry, language: str) -> dict[str, Any]:
    return {
        "id": entry.id,
        "title": entry.title,
        "summary": entry.summary,
        "content_html": entry.content_html,
        "date_modified": seoul(entry.updated),
        "language": language,
        "tags": [category.label for category in entry.categories],
        **({"date_published": seoul(entry.published)} if entry.published else {}),
        **({"url": entry.link} if entry.link else {}),
        **({"external_url": entry.first_source} if entry.first_source else {}),
    }
