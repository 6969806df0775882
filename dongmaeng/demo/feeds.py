"""The feeds of the sample outlets: RSS 2.0, Atom, a news sitemap, and RSS in EUC-KR with naive Korean times."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from xml.sax.saxutils import escape

from dongmaeng.demo.outlets import Outlet
from dongmaeng.demo.pages import Placed, encode, korean_time

CONTENT_TYPES = {
    "rss": "application/rss+xml; charset=utf-8",
    "atom": "application/atom+xml",
    "sitemap": "application/xml",
    "rss_euckr": "text/xml; charset=euc-kr",
}


@dataclass(frozen=True, slots=True)
class FeedItem:
    """One line of a feed."""

    url: str
    title: str
    summary: str
    reporter: str
    published: datetime


def feed_item(placed: Placed, origin: str) -> FeedItem:
    """The line of a story; `origin` is the scheme, host and port of its outlet."""
    story = placed.story
    return FeedItem(origin + placed.path, story.title, story.body[0][:120], story.reporter, story.published)


def render_feed(outlet: Outlet, items: Sequence[FeedItem], origin: str) -> bytes:
    """The feed of an outlet as bytes, in the order given."""
    text = {"rss": _rss, "atom": _atom, "sitemap": _sitemap, "rss_euckr": _rss_euckr}[outlet.feed_type](
        outlet, items, origin
    )
    return encode(text, outlet)


def render_sitemap(outlet: Outlet, items: Sequence[FeedItem], origin: str) -> bytes:
    """The news sitemap that an outlet has beside its feed."""
    return encode(_sitemap(outlet, items, origin), outlet)


def _rss(outlet: Outlet, items: Sequence[FeedItem], origin: str) -> str:
    entries = "".join(
        f"<item><title><![CDATA[{item.title}]]></title><link>{escape(item.url)}&amp;utm_source=rss</link>"
        f"<description><![CDATA[{item.summary}]]></description><author>{item.reporter}</author>"
        f"<pubDate>{format_datetime(item.published)}</pubDate></item>\n"
        for item in items
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0"><channel>'
        f"<title>{outlet.name} - 전체기사</title><link>{origin}/</link><description>{outlet.name}</description>"
        f"<language>ko</language>\n{entries}</channel></rss>\n"
    )


def _atom(outlet: Outlet, items: Sequence[FeedItem], origin: str) -> str:
    entries = "".join(
        f"<entry><id>{escape(item.url)}</id><title>{escape(item.title)}</title>"
        f'<link rel="alternate" type="text/html" href="{escape(item.url)}"/>'
        f"<published>{item.published.isoformat()}</published><updated>{item.published.isoformat()}</updated>"
        f"<author><name>{item.reporter}</name></author><summary>{escape(item.summary)}</summary></entry>\n"
        for item in items
    )
    updated = max((item.published for item in items), default=None)
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="ko">'
        f"<id>{origin}/</id><title>{outlet.name} 경제</title>"
        f"<updated>{updated.isoformat() if updated else ''}</updated>\n{entries}</feed>\n"
    )


def _sitemap(outlet: Outlet, items: Sequence[FeedItem], origin: str) -> str:
    entries = "".join(
        f"<url><loc>{escape(item.url)}</loc><news:news><news:publication><news:name>{outlet.name}</news:name>"
        f"<news:language>ko</news:language></news:publication>"
        f"<news:publication_date>{item.published.isoformat()}</news:publication_date>"
        f"<news:title>{escape(item.title)}</news:title></news:news></url>\n"
        for item in items
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        f'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">\n{entries}</urlset>\n'
    )


def _rss_euckr(outlet: Outlet, items: Sequence[FeedItem], origin: str) -> str:
    rows = [
        f"<item><title>{escape(item.title)}</title><link>{escape(item.url)}</link>"
        f"<description>{escape(item.summary)}</description>"
        f"<pubDate>{korean_time(item.published)}</pubDate></item>\n"
        for item in items
    ]
    entries = "".join(rows[:1] + rows)  # the newest item stands there twice, as in feeds that have a top story
    return (
        '<?xml version="1.0" encoding="euc-kr"?>\n<rss version="2.0"><channel>'
        f"<title>{outlet.name}</title><link>{origin}/</link><description></description><lastBuildDate></lastBuildDate>"
        f"\n{entries}</channel></rss>\n"
    )
