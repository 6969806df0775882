from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta

import pytest

from agents.clean.clean import clean_stage
from agents.workers import InlineWorkers, P, T
from topics.catalogue import ARTICLES, PAGES
from topics.outcome import Done, Drop, Outcome, Retry
from topics.records import Article, Page
from topics.stage import Stage
from topics.state import Document

MARKUP = """<html><head><title>가람전자, 새 공장 착공</title><meta property="og:type" content="article"></head><body>
<div id="articleBody"><p>가람전자가 15일 새 공장의 첫 삽을 떴다고 밝혔다. 공장은 내후년에 문을 연다.</p></div></body></html>"""
FETCHED = datetime(2024, 5, 15, 5, 30, tzinfo=UTC)


class MemoryState:
    def __init__(self) -> None:
        self.documents: dict[tuple[str, str], Document] = {}

    async def get(self, space: str, key: str) -> Document | None:
        return self.documents.get((space, key))

    async def put(self, space: str, key: str, document: Document, *, expires: datetime | None = None) -> None:
        self.documents[space, key] = document

    async def create(self, space: str, key: str, document: Document, *, expires: datetime | None = None) -> bool:
        return self.documents.setdefault((space, key), document) is document

    async def delete(self, space: str, key: str) -> None:
        self.documents.pop((space, key), None)

    async def scan(self, space: str, prefix: str = "") -> AsyncIterator[tuple[str, Document]]:
        for (own, key), document in sorted(self.documents.items()):
            if own == space and key.startswith(prefix):
                yield key, document


def page(markup: str = MARKUP, fetched: datetime = FETCHED) -> Page:
    url = "https://news.example/view/20240515001"
    return Page(id="unknown", url=url, final_url=url, body=markup.encode(), fetched=fetched)


async def one(stage: Stage, state: MemoryState, record: Page) -> Outcome:
    (outcome,) = await stage.handle([record], state)
    return outcome


@pytest.fixture
def stage() -> Stage:
    return clean_stage(InlineWorkers())


def test_stage_is_wired_to_its_topics(stage: Stage) -> None:
    assert (stage.name, stage.reads, stage.writes) == ("clean", (PAGES,), (ARTICLES,))


async def test_page_becomes_article(stage: Stage) -> None:
    outcome = await one(stage, MemoryState(), page())
    assert isinstance(outcome, Done)
    (article,) = outcome.outputs
    assert isinstance(article, Article)
    assert article.title == "가람전자, 새 공장 착공"
    assert article.fetched == FETCHED


async def test_fetch_of_an_unchanged_page_is_dropped(stage: Stage) -> None:
    state = MemoryState()
    await one(stage, state, page())
    outcome = await one(stage, state, page(fetched=FETCHED + timedelta(hours=1)))
    assert isinstance(outcome, Drop)
    assert outcome.reason == "unchanged"


async def test_replay_of_the_same_fetch_goes_through_again(stage: Stage) -> None:
    state = MemoryState()
    first = await one(stage, state, page())
    assert await one(stage, state, page()) == first


async def test_changed_page_goes_through(stage: Stage) -> None:
    state = MemoryState()
    await one(stage, state, page())
    changed = page(MARKUP.replace("내후년", "내년"), FETCHED + timedelta(hours=1))
    assert isinstance(await one(stage, state, changed), Done)
    back = page(fetched=FETCHED + timedelta(hours=2))
    assert isinstance(await one(stage, state, back), Done)


async def test_ending_of_the_reader_is_the_ending_of_the_stage(stage: Stage) -> None:
    outcome = await one(stage, MemoryState(), page("<html><body></body></html>"))
    assert isinstance(outcome, Drop)
    assert outcome.reason == "no body"


class BusyWorkers(InlineWorkers):
    """Workers that send the records of every source away."""

    async def run(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        raise Retry("source busy", after=7.0, counts=False)


async def test_a_page_that_must_wait_for_workers_counts_for_no_yield() -> None:
    state = MemoryState()
    outcome = await one(clean_stage(BusyWorkers()), state, page())
    assert isinstance(outcome, Retry)
    assert (outcome.reason, outcome.after, outcome.counts) == ("source busy", 7.0, False)
    assert state.documents == {}
