"""What an outlet of the sample site says of itself: its front page, the list of its stories and its robots.txt."""

from __future__ import annotations

from collections.abc import Sequence

from dongmaeng.demo.feeds import CONTENT_TYPES
from dongmaeng.demo.outlets import Outlet
from dongmaeng.demo.pages import Placed, encode

ROBOTS = "User-agent: *\nDisallow: /premium/\n"


def robots(outlet: Outlet, origin: str) -> bytes:
    """What robots may ask for, and where the sitemap stands."""
    path = outlet.feed_path if outlet.feed_type == "sitemap" else outlet.sitemap_path
    return (ROBOTS + (f"Sitemap: {origin}{path}\n" if path else "")).encode()


def front_page(outlet: Outlet, stories: Sequence[Placed]) -> bytes:
    """The front page: the stories in the order given, with the feed in its head and the list in its menu."""
    feed = ""
    if outlet.feed_type != "sitemap":
        kind = CONTENT_TYPES[outlet.feed_type].partition(";")[0]
        feed = f'<link rel="alternate" type="{kind}" title="{outlet.name} 전체기사" href="{outlet.feed_path}">'
    menu = f'<nav><a href="{outlet.list_path}">전체기사</a></nav>' if outlet.list_path else ""
    return _page(outlet, feed, menu + _list(stories))


def list_page(outlet: Outlet, stories: Sequence[Placed]) -> bytes:
    """The page that lists all stories."""
    return _page(outlet, "", f"<h1>전체기사</h1>{_list(stories)}")


def _page(outlet: Outlet, head: str, body: str) -> bytes:
    head = f'<meta charset="{outlet.charset}"><title>{outlet.name}</title>{head}'
    return encode(f"<!DOCTYPE html><html lang=ko><head>{head}</head><body>{body}</body></html>", outlet)


def _list(stories: Sequence[Placed]) -> str:
    rows = "".join(f'<li><a href="{placed.path}">{placed.story.title}</a></li>' for placed in stories)
    return f"<ul>{rows}</ul>"
