"""The clean stage: pages become articles, and copies of articles known are put into their group."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator

from agents.clean.copies import Copies
from agents.clean.read import read_page
from agents.clean.yields import Yields
from agents.sites import site_of
from agents.workers import Workers
from topics.catalogue import ARTICLES, PAGES
from topics.outcome import Drop, Ending, Retry
from topics.records import Article, Page, host_of
from topics.stage import Stage, stage
from topics.state import State

FINGERPRINTS = "fingerprints"
"""State: what was last read under an article id, and from which fetch."""

_CONCURRENCY = 12
"""Pages in flight: enough to keep a few worker processes busy while slow ones wait, few enough to hold in memory."""


def clean_stage(workers: Workers) -> Stage:
    """Make the stage that reads pages in worker processes and drops those that tell nothing new."""
    copies, yields = Copies(), Yields()

    @stage(reads=(PAGES,), writes=(ARTICLES,), concurrency=_CONCURRENCY)
    async def clean(page: Page, state: State) -> AsyncIterator[Article]:
        site = site_of(host_of(page.final_url or page.url)) if page.text is None else ""
        try:
            article = await workers.named_by(page.source, page.final_url or page.url).run(read_page, page)
        except Ending as ending:
            if site and not isinstance(ending, Retry):
                await yields.count(site, None, 0, page.fetched, state)
            raise
        fingerprint, fetched = fingerprint_of(article), page.fetched.isoformat()
        known = await state.get(FINGERPRINTS, article.id)
        # The same fetch again is a replay, which must give what it gave before; only a new fetch can be unchanged.
        if known is not None and known.get("content") == fingerprint and known.get("fetched") != fetched:
            raise Drop("unchanged")
        await state.put(FINGERPRINTS, article.id, {"content": fingerprint, "fetched": fetched})
        if site:
            await yields.count(site, article.publisher, len(article.body), page.fetched, state)
        yield await copies.place(article, state)

    return clean


def fingerprint_of(article: Article) -> str:
    """A digest of what readers see of a story: title, subtitle, body and authors."""
    told = "\x1f".join((article.title, article.subtitle or "", article.body, *article.authors))
    return hashlib.sha256(told.encode("utf-8", "replace")).hexdigest()
