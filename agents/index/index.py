"""The index stage: makes tagged articles and alliances findable in a store."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from agents.workers import InlineWorkers, Workers
from search.store import StoreUnavailable, StoreWriter, Writable, WriteResult, Written
from topics.catalogue import ALLIANCES, TAGGED
from topics.codec import encode
from topics.outcome import Done, Ending, Outcome, Quarantine, Retry
from topics.records import Alliance, TaggedArticle
from topics.stage import Stage, batch_stage
from topics.state import State

# A store commits once for many: 500 articles are still under the 5 MB that a bulk request should have.
BATCH = 500
PAUSE = 1.0  # seconds after a store was found away, before what comes behind runs into it too
AGAIN = 10.0  # seconds: the look at a store that is away costs little, and what waits is findable soon after its return
AT_ONCE = 20
"""Articles that a worker process makes documents of in one call, a twentieth of a second: handing one over costs as
much as a fifth of that work."""


def index_stage(store: StoreWriter, workers: Workers | None = None) -> Stage:
    """The stage that writes to this store; a stale edit is done, a document that cannot be stored is quarantined.

    `workers` make the documents, which is most of the work; without them this process does.
    """
    workers = workers or InlineWorkers()

    @batch_stage(reads=(TAGGED, ALLIANCES), batch=BATCH)
    async def index(records: Sequence[TaggedArticle | Alliance], state: State) -> Sequence[Outcome]:
        articles = [record for record in records if isinstance(record, TaggedArticle)]
        alliances = [record for record in records if isinstance(record, Alliance)]
        made = await _documents(articles, store, workers)
        documents = [one for one in made if not isinstance(one, Ending)]
        try:
            written = iter(await store.write_documents(documents) if documents else ())
            alliances_written = iter(await store.write_alliances(alliances) if alliances else ())
        except StoreUnavailable as error:
            await asyncio.sleep(PAUSE)
            return [_unavailable(error) for _ in records]
        of_articles = iter([one if isinstance(one, Ending) else _outcome(next(written)) for one in made])
        return [
            next(of_articles) if isinstance(record, TaggedArticle) else _outcome(next(alliances_written))
            for record in records
        ]

    return index


async def _documents(
    articles: Sequence[TaggedArticle], store: StoreWriter, workers: Workers
) -> list[Writable | Ending]:
    """What the store is to write of each article, or how it ended there."""
    parts = [articles[start : start + AT_ONCE] for start in range(0, len(articles), AT_ONCE)]
    made = await asyncio.gather(*(_documents_of(part, store, workers) for part in parts))
    return [one for part in made for one in part]


async def _documents_of(
    articles: Sequence[TaggedArticle], store: StoreWriter, workers: Workers
) -> list[Writable | Ending]:
    try:
        return list(await workers.run(store.to_documents, [encode(article) for article in articles]))
    except Quarantine as ending:
        if len(articles) == 1:
            return [ending]
        # One of them took too long or broke the process: each for itself, so that the others are found.
        return [one for article in articles for one in await _documents_of([article], store, workers)]
    except Ending as ending:
        return [ending] * len(articles)


def _outcome(result: WriteResult) -> Outcome:
    if result.written is not Written.REFUSED:
        return Done()
    refusal = Quarantine(result.reason)
    refusal.__cause__ = result.cause
    return refusal


def _unavailable(error: StoreUnavailable) -> Retry:
    # Waiting for a store that is away is no failure of the record.
    retry = Retry("store unavailable", AGAIN, counts=False)
    retry.__cause__ = error
    return retry
