"""Sitemaps, news sitemaps and sitemap indexes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from lxml import etree  # type: ignore[import-untyped]

from agents.discover.contents import Contents, Form, Further, Item, plain_title, web_link
from agents.discover.dates import parse_time
from agents.discover.repair import mended
from topics.outcome import Quarantine

_MOST_URLS = 50_000
"""The limit of the sitemap protocol."""


def read_sitemap(text: str, url: str, seen: datetime) -> Contents:
    """The addresses of a sitemap, or the further sitemaps of an index; a fault is passed over where it can be.

    Raises `Quarantine("broken XML")` where nothing can be read.
    """
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        recover=True,
        remove_comments=True,  # a text ends at a comment otherwise
        remove_pis=True,
    )
    text, whole = mended(text)
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError as error:
        raise Quarantine("broken XML") from error
    if root is None:
        raise Quarantine("broken XML")
    try:
        return _contents(root, url, seen, whole)
    except UnicodeDecodeError as error:  # of a name, which the parser gives as it found it in broken XML
        raise Quarantine("broken XML") from error


def _contents(root: etree._Element, url: str, seen: datetime, whole: bool) -> Contents:
    contents = Contents()
    if not whole:
        contents.fault = "broken XML"
    for entry in _children(root, _MOST_URLS):
        name = _local(entry)
        if name == "url":
            item = _item(entry, url, seen)
            if item is not None:
                contents.items.append(item)
        elif name == "sitemap":
            values = _values(entry)
            link = web_link(values.get("loc"), url)
            if link is not None:
                contents.further.append(Further(link, parse_time(values.get("lastmod"), seen=seen)))
    contents.form = _form(contents)
    if contents.fault is None and not contents.items and not contents.further and len(root):
        contents.fault = "not a sitemap"
    return contents


def _form(contents: Contents) -> Form:
    if contents.further:
        return Form.SITEMAP_INDEX
    return Form.NEWS_SITEMAP if any(not item.archived for item in contents.items) else Form.SITEMAP


def _item(entry: etree._Element, base: str, seen: datetime) -> Item | None:
    values = _values(entry)
    link = web_link(values.get("loc"), base)
    if link is None:
        return None
    published = parse_time(values.get("publication_date"), seen=seen)
    return Item(
        link,
        title=plain_title(values.get("title")),
        published=published,
        changed=parse_time(values.get("lastmod"), seen=seen),
        archived="publication_date" not in values,
    )


def _values(entry: etree._Element) -> dict[str, str]:
    """The texts of an entry by local name, those of its `news:news` included; the first of each name."""
    values: dict[str, str] = {}
    for child in _children(entry, 50):
        name = _local(child)
        # Of the extensions only news: an image also has a title and a location.
        parts = _children(child, 50) if name == "news" else [child]
        for part in parts:
            values.setdefault(_local(part), "".join(part.itertext()).strip())
    return values


def _children(element: etree._Element, limit: int) -> Iterator[etree._Element]:
    for number, child in enumerate(element):
        if number >= limit:
            return
        if isinstance(child.tag, str):
            yield child


def _local(element: etree._Element) -> str:
    name: str = element.tag
    return name.rpartition("}")[2].rpartition(":")[2].lower()
