"""When a record that must wait comes back, and what a replay makes of a record."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator

import pytest

from topics.buffered import Key, PendingState
from topics.catalogue import BY_RECORD, CANDIDATES, PAGES
from topics.codec import decode
from topics.handling import entry_of, handle, made_quiet
from topics.outcome import Retry
from topics.records import Article, Candidate, Delivery, Page, Poll, Quiet, Record, Report, TaggedArticle, now
from topics.stage import stage
from topics.state import State


class Nothing:
    """No state at all."""

    async def read(self, space: str, key: str) -> str | None:
        return None

    async def read_many(self, keys: object) -> dict[Key, str]:
        return {}

    async def read_all(self, space: str, prefix: str) -> list[tuple[str, str]]:
        return []


@pytest.mark.parametrize(("counts", "attempt"), [(False, 0), (True, 1)])
async def test_the_first_wait_is_short_whether_or_not_it_is_a_failure(counts: bool, attempt: int) -> None:
    @stage(reads=(CANDIDATES,), writes=(PAGES,))
    async def away(candidate: Candidate, state: State) -> AsyncIterator[Page]:
        raise Retry("away", counts=counts)
        yield

    before = time.time()
    (effect,) = await handle(away, [entry_of(Candidate(url="https://example.com/"))], PendingState(Nothing()))
    (waiting,) = effect.waiting
    assert waiting.attempt == attempt
    assert before < waiting.due < time.time() + 2  # the first of the delays, not the last


URL = "https://news.example/1"
ARTICLE = Article(id="a", url=URL, canonical_url=URL)


@pytest.mark.parametrize(
    "record",
    [
        Candidate(url=URL),
        Page(id="a", url=URL, final_url=URL),
        ARTICLE,
        TaggedArticle(article=ARTICLE.model_copy()),
        Report(article_id="a", url=URL),
        Delivery(id="d", endpoint="e", event="alliance.announced", created=now(), payload="{}"),
    ],
    ids=lambda record: type(record).__name__,
)
def test_whatever_is_replayed_is_quiet_for_that_reason_unless_it_was_ordered_so_before(record: Record) -> None:
    assert _replayed(record) is Quiet.REPLAYED
    told = record.article if isinstance(record, TaggedArticle) else record
    assert hasattr(told, "quiet")
    for quiet, kept in ((Quiet.UNDATED, Quiet.REPLAYED), (Quiet.OLD, Quiet.REPLAYED), (Quiet.IMPORTED, Quiet.IMPORTED)):
        told.quiet = quiet
        assert _replayed(record) is kept


def test_an_order_to_look_at_a_source_is_replayed_as_it_is() -> None:
    entry = entry_of(Poll(source="https://news.example/feed"))
    assert made_quiet(BY_RECORD[Poll], entry) == entry


def _replayed(record: Record) -> Quiet | None:
    entry = made_quiet(BY_RECORD[type(record)], entry_of(record))
    assert entry is not None
    again = decode(BY_RECORD[type(record)], entry.value)
    told = again.article if isinstance(again, TaggedArticle) else again
    assert hasattr(told, "quiet")
    quiet: Quiet | None = told.quiet
    return quiet
