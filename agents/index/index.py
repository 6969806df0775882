"""The index stage: makes tagged articles and alliances findable in a store."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from search.store import Store, StoreUnavailable, WriteResult, Written
from topics.catalogue import ALLIANCES, TAGGED
from topics.outcome import Done, Outcome, Quarantine, Retry
from topics.records import Alliance, TaggedArticle
from topics.stage import Stage, batch_stage
from topics.state import State

# A store commits once for many: 500 articles are still under the 5 MB that a bulk request should have.
BATCH = 500
PAUSE = 1.0  # seconds after a store was found away, before what comes behind runs into it too
AGAIN = 10.0  # seconds: the look at a store that is away costs little, and what waits is findable soon after its return


def index_stage(store: Store) -> Stage:
    """The stage that writes to this store; a stale edit is done, a document that cannot be stored is quarantined."""

    @batch_stage(reads=(TAGGED, ALLIANCES), batch=BATCH)
    async def index(records: Sequence[TaggedArticle | Alliance], state: State) -> Sequence[Outcome]:
        articles = [record for record in records if isinstance(record, TaggedArticle)]
        alliances = [record for record in records if isinstance(record, Alliance)]
        try:
            written = iter(await store.write(articles) if articles else ())
            alliances_written = iter(await store.write_alliances(alliances) if alliances else ())
        except StoreUnavailable as error:
            await asyncio.sleep(PAUSE)
            return [_unavailable(error) for _ in records]
        return [
            _outcome(next(written if isinstance(record, TaggedArticle) else alliances_written)) for record in records
        ]

    return index


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
