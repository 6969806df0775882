"""Feeds and calendars: short, and the same bytes as long as nothing is new."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from datetime import datetime

from dongmaeng.backend import alliances, articles
from dongmaeng.backend.backend import Backend
from dongmaeng.exports.addresses import Pages
from dongmaeng.exports.feeds.alliance_feed import CONSIDERED, alliance_feed
from dongmaeng.exports.feeds.feed import About, Feed
from dongmaeng.exports.feeds.hit_feed import hit_feed
from dongmaeng.exports.feeds.json_feed import json_feed
from dongmaeng.exports.feeds.xml_feed import atom, rss
from dongmaeng.exports.formats import Format
from dongmaeng.exports.signings import changed, day_of, signings
from dongmaeng.web.texts import Language, texts_in
from search.alliances import MOST_ALLIANCES, AllianceQuery
from search.query import Query
from search.store import Order
from topics.records import Status

USUAL_ENTRIES = 50
MOST_ENTRIES = 500

_RENDERERS = {Format.ATOM: atom, Format.RSS: rss, Format.JSON: json_feed}


@dataclass(frozen=True, slots=True)
class Document:
    """The bytes of a feed or calendar."""

    body: bytes
    updated: datetime | None
    """When the latest thing in it became of it; None where there is nothing in it."""


async def feed_of_alliances(
    backend: Backend, query: AllianceQuery, format: Format, about: About, pages: Pages, limit: int = USUAL_ENTRIES
) -> Document:
    """The latest news of the alliances asked for."""
    found = await alliances.alliances(backend, query, CONSIDERED)
    return await asyncio.to_thread(lambda: _document(alliance_feed(found.alliances, about, pages, limit), format))


async def feed_of_search(
    backend: Backend, query: Query, format: Format, about: About, limit: int = USUAL_ENTRIES
) -> Document:
    """The latest articles that have all that is searched for."""
    found = await articles.search(backend, query, limit, order=Order.TIME, fold=True)
    hits = () if found.partial else found.hits
    return await asyncio.to_thread(lambda: _document(hit_feed(hits, about), format))


async def calendar_of_signings(backend: Backend, query: AllianceQuery, language: Language, pages: Pages) -> Document:
    """The planned signings among the alliances asked for, of which the day is told."""
    title = texts_in(language)("feed.signings")
    found = await alliances.alliances(backend, replace(query, statuses=(Status.PLANNED,)), MOST_ALLIANCES)
    planned = [one for one in found.alliances if day_of(one)]
    updated = max(map(changed, planned), default=None)
    return Document(await asyncio.to_thread(signings, planned, title, language, pages), updated)


def _document(feed: Feed, format: Format) -> Document:
    return Document(_RENDERERS[format](feed), feed.updated if feed.entries else None)
