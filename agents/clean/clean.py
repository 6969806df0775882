"""The clean stage: pages become articles, and copies of articles known are put into their group."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

from agents.again import looked_again
from agents.clean.copies.copies import Copies
from agents.clean.copies.identity import settled
from agents.clean.copies.known_article import known_of, remembered
from agents.clean.copies.own_site import as_named, keep_named
from agents.clean.copies.signature import Signature, sign
from agents.clean.outcomes import ReadOutcomes
from agents.clean.story.article import read_page
from agents.clean.yields import Yields
from agents.sites import site_of
from agents.urls import article_id, canonical_url
from agents.workers import Workers
from topics.catalogue import ARTICLES, PAGES
from topics.outcome import Drop, Ending, Retry
from topics.records import Article, Page, host_of
from topics.stage import Stage, stage
from topics.state import State

_CONCURRENCY = 12
"""Pages in flight: enough to keep a few worker processes busy while slow ones wait, few enough to hold in memory."""


def clean_stage(workers: Workers) -> Stage:
    """Make the stage that reads pages in worker processes and drops those that tell nothing new."""
    copies, yields, outcomes = Copies(), Yields(), ReadOutcomes()

    @stage(reads=(PAGES,), writes=(ARTICLES,), concurrency=_CONCURRENCY)
    async def clean(page: Page, state: State) -> AsyncIterator[Article]:
        site = site_of(host_of(page.final_url or page.url)) if page.text is None else ""
        try:
            read, by_own_site = await _read(page, workers.named_by(page.source, page.final_url or page.url), state)
        except Ending as ending:
            if site and not isinstance(ending, Retry):
                await yields.count(site, None, 0, page.fetched, state)
                await outcomes.refused(page, ending.reason, state)
            raise
        own = page.final_url or page.url
        article = await settled(read.article, canonical_url(own), state)
        known = await remembered(article, known_of(article, article_id(own), by_own_site=by_own_site), state)
        if known is None:
            raise Drop("unchanged") from looked_again(page.again)
        found = {"by_own_site": by_own_site, "again": page.again, "replaces": known.replaces}
        article = article.model_copy(update=found)
        if site:
            await yields.count(site, article.publisher, len(article.body), page.fetched, state)
            await outcomes.was_read(page, paid=article.paid, state=state)
        yield await copies.place(article, state, read.signature)

    return clean


@dataclass(frozen=True, slots=True)
class SignedArticle:
    """An article with what copies of it are known by."""

    article: Article
    signature: Signature


def read_signed(page: Page) -> SignedArticle:
    """The article of a page, signed where it is read: away from the one process that knows all others."""
    article = read_page(page)
    return SignedArticle(article, sign(article.body))


async def _read(page: Page, workers: Workers, state: State) -> tuple[SignedArticle, bool]:
    """The article of a page as its own site has it, and whether that has said anything of it."""
    if page.by_own_site:
        read = await workers.run(read_signed, page)
        if page.quiet is None or not page.quiet.is_ordered:
            for id in dict.fromkeys((page.id, read.article.id)):
                await keep_named(page, id, state)
        return read, True
    if not page.source:
        return await workers.run(read_signed, page), False
    named = await as_named(page, page.id, state)
    read = await workers.run(read_signed, named or page)
    if named is None and read.article.id != page.id and (named := await as_named(page, read.article.id, state)):
        read = await workers.run(read_signed, named)
    return read, named is not None
