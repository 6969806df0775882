"""Small feeds and sitemaps of an invented outlet."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from topics.records import SEOUL

SEEN = datetime(2021, 3, 4, 22, 0, tzinfo=SEOUL)

TITLE = "가람전자, 새 연구소 열어"
LEAD = "가람전자가 새 연구소를 열었다고 밝혔다."


def rss(links: Sequence[str], *, encoding: str = "utf-8", head: str = "", extra: str = "", title: str = TITLE) -> str:
    """An RSS feed with one entry a link, each an hour older than the one before."""
    items = "".join(
        f"<item><title><![CDATA[{title}]]></title><link>{link.replace('&', '&amp;')}</link>"
        f"<description><![CDATA[<b>{LEAD}</b>]]></description>"
        f"<pubDate>{(SEEN - timedelta(hours=n + 1)):%Y-%m-%d %H:%M:%S}</pubDate>{extra}</item>"
        for n, link in enumerate(links)
    )
    return (
        f'<?xml version="1.0" encoding="{encoding}"?>\n{head}<rss version="2.0"><channel><title>가람일보</title>'
        f"<link>https://garam.example/</link>{items}</channel></rss>"
    )


def sitemap(links: Sequence[str], changed: str = "2021-03-04T12:00:00+09:00") -> str:
    """A plain sitemap."""
    urls = "".join(f"<url><loc>{link}</loc><lastmod>{changed}</lastmod></url>" for link in links)
    return f'<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>'


def sitemap_index(links: Sequence[str], changed: str = "2021-03-04T12:00:00+09:00") -> str:
    """An index of sitemaps; the first is the newest."""
    maps = "".join(f"<sitemap><loc>{link}</loc><lastmod>{changed}</lastmod></sitemap>" for link in links)
    return (
        f'<?xml version="1.0"?><sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{maps}</sitemapindex>'
    )
