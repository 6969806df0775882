"""Listing pages: the links of a page that look like stories."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser

from agents.discover.contents import Contents, Form, Item, plain_title, web_link
from topics.records import host_of

_STORY_ADDRESS = re.compile(r"\d{4,}")
"""A story's address holds a number or a date; that of a menu entry rarely does."""

_SHORTEST_TITLE = 8
"""Characters of link text; menu entries are shorter than headlines."""

_MOST_LINKS = 1_000
"""Links of one page that are looked at."""


def read_listing(text: str, url: str) -> Contents:
    """Links of the page's own site whose address holds a number and whose text is as long as a headline."""
    site = _site(url)
    items: dict[str, Item] = {}
    for number, anchor in enumerate(LexborHTMLParser(text).css("a[href]")):
        if number >= _MOST_LINKS:
            break
        link = web_link(anchor.attributes.get("href"), url)
        title = plain_title(anchor.text(deep=True, separator=" "))
        if link is None or title is None or len(title) < _SHORTEST_TITLE:
            continue
        path = link.split("//", 1)[1].partition("/")[2]
        if _site(link) == site and _STORY_ADDRESS.search(path):
            items.setdefault(link, Item(link, title=title))
    return Contents(list(items.values()), form=Form.LISTING, fault=None if items else "no stories on the page")


def _site(url: str) -> str:
    return host_of(url).removeprefix("www.").removeprefix("m.")
