"""Text sitemaps: an address a line and nothing else (sitemaps.org)."""

from __future__ import annotations

from agents.discover.contents import Contents, Form, Item, web_link

_MOST_LINES = 50_000
"""The limit of the sitemap protocol."""


def is_text_sitemap(text: str) -> bool:
    """Whether the first line of a text is an address alone."""
    first = text[:10_000].lstrip().partition("\n")[0].strip()
    return first.lower().startswith(("http://", "https://")) and not any(sign in first for sign in ' \t<>"')


def read_text_sitemap(text: str, url: str) -> Contents:
    """The addresses of a text sitemap, which says neither titles nor times."""
    lines = [line for line in text.splitlines()[:_MOST_LINES] if line.strip()]
    links = [web_link(line, url) if "://" in line else None for line in lines]
    items = [Item(link, archived=True) for link in links if link is not None]
    return Contents(
        items, form=Form.TEXT_SITEMAP, fault="lines that are no address" if len(items) < len(lines) else None
    )
