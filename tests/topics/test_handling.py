"""When a record that must wait comes back, and what a replay makes of a record."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator

import pytest
import structlog
from structlog.contextvars import merge_contextvars
from structlog.testing import capture_logs

from topics.buffered import Key, PendingState
from topics.catalogue import ARTICLES, BY_RECORD, CANDIDATES, PAGES
from topics.codec import decode
from topics.handling import entry_of, handle, made_quiet
from topics.outcome import Drop, Retry
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


@stage(reads=(ARTICLES,))
async def logged(article: Article, state: State) -> AsyncIterator[Page]:
    structlog.get_logger().info("looked at")
    match article.title:
        case "polite":
            raise Retry("source busy", 5.0, counts=False)
        case "failing":
            raise Retry("webhook not accepted", 5.0, counts=False) from RuntimeError("503")
        case "hasty":
            raise Retry("timeout", 5.0)
        case "useless":
            raise Drop("robots")
    return
    yield


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("polite", ("retried", "debug")),
        ("failing", ("retried", "info")),
        ("hasty", ("retried", "info")),
        ("useless", ("dropped", "info")),
    ],
)
async def test_lines_name_the_story_and_polite_waits_are_of_no_interest(title: str, expected: tuple[str, str]) -> None:
    url = "https://example.com/1"
    entry = entry_of(Article(id="a1", url=url, canonical_url=url, title=title, version=2))
    with capture_logs([merge_contextvars]) as lines:
        await handle(logged, [entry], PendingState(Nothing()))
    about = {"stage": "logged", "article": "a1", "version": 2}
    assert [{name: line.get(name) for name in about} for line in lines] == [about, about]
    assert (lines[1]["event"], lines[1]["log_level"]) == expected
    assert structlog.contextvars.get_contextvars() == {}
