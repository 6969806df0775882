"""What a search finds, as a feed: an entry for each article."""

from __future__ import annotations

from collections.abc import Iterable

from dongmaeng.exports.addresses import article_urn
from dongmaeng.exports.feeds.feed import UNDATED, About, Category, Entry, Feed, FeedLink
from dongmaeng.exports.texts import carriable, linkable
from search.store import Hit


def hit_feed(hits: Iterable[Hit], about: About) -> Feed:
    """The articles that a search found, in their order."""
    return Feed(about, [_entry(hit) for hit in hits])


def _entry(hit: Hit) -> Entry:
    url = linkable(hit.url)
    title = carriable(hit.title) or article_urn(hit.article_id)
    return Entry(
        id=article_urn(hit.article_id),
        title=title,
        summary=carriable(" … ".join(passage.text for passage in hit.highlights if passage.field != "title")),
        updated=hit.published or UNDATED,
        published=hit.published,
        sources=(FeedLink(url, title),) if url else (),
        categories=tuple(Category(f"company:{carriable(o.id)}", carriable(o.name)) for o in hit.companies),
    )
