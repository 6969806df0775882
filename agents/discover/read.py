"""From the bytes of a source to its contents; a pure function for a worker process."""

from __future__ import annotations

from datetime import datetime

from agents.decoding import BrokenEncoding, Decoder
from agents.discover.contents import Contents
from agents.discover.decode import decode_xml
from agents.discover.document import find_document
from agents.discover.feeds import read_feed
from agents.discover.json_feeds import read_json_feed
from agents.discover.listing import read_listing
from agents.discover.sitemaps import read_sitemap
from agents.discover.sources import SourceKind
from agents.discover.text_sitemaps import is_text_sitemap, read_text_sitemap
from topics.outcome import Quarantine

_GZIP = b"\x1f\x8b"

_FEED_ROOTS = frozenset({"rss", "feed", "rdf", "channel"})
_SITEMAP_ROOTS = frozenset({"urlset", "sitemapindex"})


def read_source(body: bytes, url: str, content_type: str, kind: SourceKind, max_bytes: int, seen: datetime) -> Contents:
    """The contents of a feed, sitemap or listing page fetched from `url` at `seen`.

    Raises `Quarantine("too large")` where it unpacks to more than `max_bytes`, `Quarantine("xml bomb")` where it
    declares entities, `Quarantine("not a source")` where it is no feed, sitemap or page, and what its form raises.
    """
    if body.startswith(_GZIP):
        body = _unpacked(body, max_bytes)
    text, whole = decode_xml(body, content_type)
    contents = _read(text, url, kind, seen)
    if not whole and contents.fault is None:
        contents.fault = "undecodable bytes"
    return contents


def _read(text: str, url: str, kind: SourceKind, seen: datetime) -> Contents:
    if kind is SourceKind.LISTING:
        return read_listing(text, url)
    if kind is not SourceKind.SITEMAP and text.startswith("{"):
        return read_json_feed(text, url, seen)
    if kind is not SourceKind.FEED and is_text_sitemap(text):
        return read_text_sitemap(text, url)
    document = find_document(text)
    root = document.root
    if "<!ENTITY" in document.prolog.upper():
        raise Quarantine("xml bomb")
    if root in _SITEMAP_ROOTS:
        return read_sitemap(document.text, url, seen)
    if root in _FEED_ROOTS or (kind is SourceKind.FEED and root != "html"):
        return read_feed(document.text, url, seen)
    if kind is SourceKind.SITEMAP and root != "html":
        return read_sitemap(document.text, url, seen)
    raise Quarantine("not a source")


def _unpacked(body: bytes, max_bytes: int) -> bytes:
    decoder = Decoder("gzip")
    pieces: list[bytes] = []
    size = 0
    try:
        for piece in decoder.feed(body):
            pieces.append(piece)
            size += len(piece)
            if size > max_bytes:
                raise Quarantine("too large")
        decoder.finish()
    except BrokenEncoding as error:
        if not pieces:
            raise Quarantine("not a source") from error
    return b"".join(pieces)
