"""RSS, RDF and Atom feeds, also broken ones."""

from __future__ import annotations

import io
from datetime import datetime
from typing import Any

import feedparser  # type: ignore[import-untyped]

from agents.discover.contents import Contents, Form, Item, is_korean, plain_text, plain_title, web_link
from agents.discover.dates import parse_time
from agents.discover.freshness import fresh_for_words
from agents.discover.repair import mended
from topics.outcome import Quarantine

_MOST_ENTRIES = 5_000
"""Entries read of one feed: honest ones have up to a few hundred."""

_MOST_LINKS = 50
"""Links of a feed itself that are looked at."""


def read_feed(text: str, url: str, seen: datetime) -> Contents:
    """The entries of a feed; what follows a fault is read as far as it can be.

    Raises `Quarantine("broken XML")` where nothing can be read.
    """
    parsed = _parsed(mended(text)[0], url)
    entries = parsed.entries[:_MOST_ENTRIES]
    korean = is_korean(" ".join(str(entry.get("title", "")) for entry in entries))
    contents = _described(parsed, url)
    for entry in entries:
        link = web_link(_link(entry), url)
        if link is not None:
            contents.items.append(
                Item(
                    url=link,
                    title=plain_title(entry.get("title")),
                    summary=plain_text(entry.get("summary")),
                    published=_published(entry, korean, seen),
                    changed=_stamp(entry, "updated", korean, seen),
                )
            )
    if parsed.bozo:
        contents.fault = "broken XML"
    elif not parsed.get("version"):
        contents.fault = "not a feed"
    elif len(contents.items) < len(entries):
        contents.fault = "entries without a link"
    return contents


def _described(parsed: Any, url: str) -> Contents:
    """What a feed says of itself, without its entries."""
    links = [link for link in parsed.feed.get("links", ())[:_MOST_LINKS] if isinstance(link, dict)]
    named: dict[str, list[str]] = {}
    for link in links:
        if (address := web_link(link.get("href"), url)) is not None:
            named.setdefault(str(link.get("rel", "")).lower(), []).append(address)
    return Contents(
        form=Form.ATOM if str(parsed.get("version", "")).startswith("atom") else Form.RSS,
        title=plain_title(parsed.feed.get("title")),
        next_page=next(iter(named.get("next", ())), None),
        hubs=list(dict.fromkeys(named.get("hub", ()))),
        own_address=next(iter(named.get("self", ())), None),
        fresh_for=fresh_for_words(parsed.feed) or None,
    )


def _parsed(text: str, url: str) -> Any:
    try:
        return feedparser.parse(
            io.BytesIO(text.encode("utf-8", "replace")),
            response_headers={"content-type": "application/xml; charset=utf-8", "content-location": url},
            sanitize_html=False,  # markup is taken out below, and this is the slow half of the parser
            resolve_relative_uris=False,
        )
    except Exception as error:  # its parser for broken feeds has asserts and lookups that odd markup can fail
        raise Quarantine("broken XML") from error


def _link(entry: Any) -> str | None:
    link: str | None = entry.get("link")
    if not link:
        identifier = str(entry.get("id", ""))
        link = identifier if identifier.lower().startswith(("http://", "https://")) else None
    return link


def _published(entry: Any, korean: bool, seen: datetime) -> datetime | None:
    """The first readable of pubDate or published and dc:date or updated."""
    stamps = (_stamp(entry, name, korean, seen) for name in ("published", "updated", "created"))
    return next((stamp for stamp in stamps if stamp is not None), None)


def _stamp(entry: Any, name: str, korean: bool, seen: datetime) -> datetime | None:
    """A time of an entry; `updated` is Atom's, dcterms:modified or dc:date."""
    return parse_time(entry[name], korean=korean, seen=seen) if name in entry else None
