"""The clean stage: pages become articles."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator

from agents.clean.read import read_page
from agents.workers import Workers
from topics.catalogue import ARTICLES, PAGES
from topics.outcome import Drop
from topics.records import Article, Page
from topics.stage import Stage, stage
from topics.state import State

FINGERPRINTS = "fingerprints"
"""State: what was last read under an article id, and from which fetch."""

_CONCURRENCY = 4
"""Pages in flight: enough to keep a few worker processes busy, few enough to hold in memory."""


def clean_stage(workers: Workers) -> Stage:
    """Make the stage that reads pages in worker processes and drops those that tell nothing new."""

    @stage(reads=(PAGES,), writes=(ARTICLES,), concurrency=_CONCURRENCY)
    async def clean(page: Page, state: State) -> AsyncIterator[Article]:
        article = await workers.run(read_page, page)
        fingerprint, fetched = fingerprint_of(article), page.fetched.isoformat()
        known = await state.get(FINGERPRINTS, article.id)
        # The same fetch again is a replay, which must give what it gave before; only a new fetch can be unchanged.
        if known is not None and known.get("content") == fingerprint and known.get("fetched") != fetched:
            raise Drop("unchanged")
        await state.put(FINGERPRINTS, article.id, {"content": fingerprint, "fetched": fetched})
        yield article

    return clean


def fingerprint_of(article: Article) -> str:
    """A digest of what readers see of a story: title, subtitle, body and authors."""
    told = "\x1f".join((article.title, article.subtitle or "", article.body, *article.authors))
    return hashlib.sha256(told.encode("utf-8", "replace")).hexdigest()
