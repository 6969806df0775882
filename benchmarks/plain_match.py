"""Searches in Elasticsearch beside a plain `match` of the same words, asked in turns."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Iterable
from statistics import median

from benchmarks.figures import show_figure, show_table
from benchmarks.kinds_of_search import KindOfSearch
from search.elastic.match import BOOSTS
from search.elastic.store import ElasticStore
from search.query import parse_query
from search.store import Order

_SHOWN = ("title", "url", "published")


def words_of(kind: KindOfSearch) -> str:
    """The words that a kind of search asks for; empty where a plain match does less than is asked for."""
    query = parse_query(kind.query)
    if kind.facets or kind.fold or kind.offset or kind.order is not Order.RELEVANCE:
        return ""
    return " ".join([*query.words, *(phrase.text for phrase in query.phrases)])


async def compare_speed(store: ElasticStore, kinds: Iterable[KindOfSearch], rounds: int) -> None:
    """How long each takes, by the clock on the wall: most of it is spent in the server."""
    rows = [
        (kind.name, *(1000 * seconds for seconds in await _in_turns(rounds, *_ways(store, kind, words))))
        for kind in kinds
        if (words := words_of(kind))
    ]
    show_table(("search", "ms", "plain match: ms", "with marks: ms"), rows)
    own, plain, marked = map(sum, zip(*(times for _, *times in rows), strict=True))
    show_figure("elastic search to plain match", plain / own, f"{plain:.0f} and {own:.0f} ms for {len(rows)} searches")
    show_figure("elastic search to match with marks", marked / own, f"{marked:.0f} and {own:.0f} ms")


def _ways(store: ElasticStore, kind: KindOfSearch, words: str) -> list[Callable[[], Awaitable[object]]]:
    query = parse_query(kind.query)
    return [lambda: store.search(query, 10), lambda: _plain(store, words), lambda: _marked(store, words)]


async def _in_turns(rounds: int, *asking: Callable[[], Awaitable[object]]) -> list[float]:
    """The median of the seconds of each; the first round is not counted."""
    taken: list[list[float]] = [[] for _ in asking]
    for _ in range(rounds + 1):
        for ask, mine in zip(asking, taken, strict=True):
            began = time.perf_counter()
            await ask()
            mine.append(time.perf_counter() - began)
    return [median(mine[1:]) for mine in taken]


async def _plain(store: ElasticStore, words: str, **more: object) -> None:
    fields = [f"{field}^{boost:g}" for field, boost in BOOSTS.items()]
    await store.client.search(
        index=store.definition.alias("articles"),
        query={"multi_match": {"query": words, "fields": fields}},
        size=10,
        source_includes=list(_SHOWN),
        **more,  # type: ignore[arg-type]
    )


async def _marked(store: ElasticStore, words: str) -> None:
    await _plain(store, words, highlight={"fields": {field: {} for field in BOOSTS}})
