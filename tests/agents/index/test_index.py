"""The index stage gives one outcome for each record, whatever the store does."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import ParamSpec, TypeVar, cast

from agents.index.index import AT_ONCE, index_stage
from agents.workers import InlineWorkers, NoWorkers
from search.embedded.store import EmbeddedStore
from search.query import parse_query
from search.store import StoreUnavailable, Writable, WriteResult
from tests.fakes import MemoryState
from topics.catalogue import ALLIANCES, TAGGED
from topics.outcome import Done, Quarantine, Retry
from topics.records import Alliance, Article, Kind, Status, TaggedArticle

P = ParamSpec("P")
T = TypeVar("T")


def article(id: str, body: str = "로봇") -> TaggedArticle:
    return TaggedArticle(article=Article(id=id, url=f"https://news.example.com/{id}", canonical_url="", body=body))


ALLIANCE = Alliance(id="a1", kind=Kind.MOU, status=Status.ANNOUNCED, first_seen=datetime(2020, 1, 1, tzinfo=UTC))


class Away(EmbeddedStore):
    """A store that cannot be reached."""

    async def write_documents(self, documents: Sequence[Writable]) -> Sequence[WriteResult]:
        raise StoreUnavailable("away")


async def test_articles_and_alliances_are_written_and_a_poison_one_is_alone(tmp_path: Path) -> None:
    store = EmbeddedStore(tmp_path / "dongmaeng.db")
    stage = index_stage(store)
    assert (stage.name, stage.reads, stage.writes, stage.batch) == ("index", (TAGGED, ALLIANCES), (), 500)
    records = [article("1"), ALLIANCE, article("huge", "로봇 " * 200_000), article("2"), article("1")]
    outcomes = await stage.handle(records, MemoryState())
    assert [type(outcome) for outcome in outcomes] == [Done, Done, Quarantine, Done, Done]
    assert isinstance(outcomes[2], Quarantine)
    assert outcomes[2].reason == "text too long"
    assert outcomes[2].__cause__ is not None
    assert (await store.search(parse_query("로봇"))).total == 2
    assert (await store.alliances()).alliances == (ALLIANCE,)
    await store.close()


async def test_a_stale_edit_is_done(tmp_path: Path) -> None:
    store = EmbeddedStore(tmp_path / "dongmaeng.db")
    stage = index_stage(store)
    old = article("1")
    old.article.updated = datetime(2019, 1, 1, tzinfo=UTC)
    new = article("1")
    new.article.updated = datetime(2020, 1, 1, tzinfo=UTC)
    assert [type(o) for o in await stage.handle([new, old], MemoryState())] == [Done, Done]
    stored = await store.get_article("1")
    assert stored is not None
    assert stored.article.updated == new.article.updated
    await store.close()


async def test_a_store_that_is_away_is_waited_for(tmp_path: Path) -> None:
    stage = index_stage(Away(tmp_path / "dongmaeng.db"))
    outcomes = await stage.handle([ALLIANCE, article("1")], MemoryState())
    for outcome in outcomes:
        assert isinstance(outcome, Retry)
        assert outcome.reason == "store unavailable"
        assert not outcome.counts


async def test_workers_make_the_documents_and_what_ends_one_there_is_alone(tmp_path: Path) -> None:
    class Fragile(InlineWorkers):
        """Processes that one text breaks."""

        calls = 0

        async def run(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
            self.calls += 1
            if any("지뢰".encode() in record for record in cast(list[bytes], args[0])):
                raise Quarantine("worker died")
            return await super().run(function, *args, **kwargs)

    store, workers = EmbeddedStore(tmp_path / "dongmaeng.db"), Fragile()
    records = [article(str(number), "지뢰" if number == 3 else "로봇") for number in range(AT_ONCE + 5)]
    outcomes = await index_stage(store, workers).handle(records, MemoryState())
    assert [number for number, outcome in enumerate(outcomes) if not isinstance(outcome, Done)] == [3]
    assert isinstance(outcomes[3], Quarantine)
    assert outcomes[3].reason == "worker died"
    assert workers.calls == 2 + AT_ONCE  # two parts, and those of the first once more, each for itself
    assert (await store.search(parse_query("로봇"))).total == AT_ONCE + 4
    await store.close()


async def test_without_workers_all_articles_wait_and_alliances_are_written(tmp_path: Path) -> None:
    class Gone(InlineWorkers):
        async def run(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
            raise NoWorkers

    store = EmbeddedStore(tmp_path / "dongmaeng.db")
    outcomes = await index_stage(store, Gone()).handle([article("1"), ALLIANCE, article("2")], MemoryState())
    assert [type(outcome) for outcome in outcomes] == [NoWorkers, Done, NoWorkers]
    assert (await store.alliances()).alliances == (ALLIANCE,)
    await store.close()


async def test_an_empty_batch(tmp_path: Path) -> None:
    store = EmbeddedStore(tmp_path / "dongmaeng.db")
    assert await index_stage(store).handle([], MemoryState()) == []
    await store.close()
