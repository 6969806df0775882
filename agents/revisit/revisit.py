"""Revisit: has stories that speak of a tie looked at again on their first day, at widening intervals."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from datetime import datetime, timedelta

from agents.revisit.settings import RevisitSettings
from agents.urls import article_id
from topics.catalogue import CANDIDATES, TAGGED
from topics.outcome import Later, Output
from topics.records import Again, Article, Candidate, TaggedArticle, now
from topics.stage import Stage, stage
from topics.state import State

REVISITS = "revisits"
"""State: the stories whose looks are ordered, by article id."""

_CONCURRENCY = 12
"""Stories in flight; each costs a look at the state at most."""

_REMEMBERED = timedelta(days=8)
"""Longer than the latest look, and than a page is on its way."""

_OLD = timedelta(days=7)
"""Before it was read; what a page says of its day counts only where its own site has said nothing."""


def revisit_stage(settings: RevisitSettings | None = None, *, clock: Callable[[], datetime] = now) -> Stage:
    """The stage that reads tagged articles and writes the candidates of the looks at them, each for its time.

    Only stories that may alert are looked at again, and that a source of their own site named: nobody makes us come
    back to what is another's.
    """
    hours = sorted((settings or RevisitSettings()).hours)

    @stage(reads=(TAGGED,), writes=(CANDIDATES,), concurrency=_CONCURRENCY)
    async def revisit(tagged: TaggedArticle, state: State) -> AsyncIterator[Output]:
        article = tagged.article
        if not (tagged.speaks_of_ties and _is_live(article)):
            return
        moment = clock()
        dues = [due for hour in hours if (due := article.fetched + timedelta(hours=hour)) > moment]
        if dues and await state.create(REVISITS, article.id, {}, expires=moment + _REMEMBERED):
            for due in dues:
                yield Later(_look(article), due)

    return revisit


def _is_live(article: Article) -> bool:
    return article.quiet is None and article.by_own_site and article.url.startswith(("http://", "https://"))


def _look(article: Article) -> Candidate:
    """The order to look at the page of an article again."""
    return Candidate(
        id=article_id(article.url),
        url=article.url,
        source=article.source,
        seen=article.seen or article.fetched,
        old_before=article.fetched - _OLD,
        again=Again.FIRST_DAY,
    )
