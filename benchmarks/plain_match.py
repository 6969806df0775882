"""Searches in Elasticsearch beside a plain `match` of the same words, by the processor time of server and client."""

from __future__ import annotations

import asyncio
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

_AT_ONCE = 30
"""Searches between two looks at the processor time, so that what else the server does counts little."""

_REMEMBERED = 1.1
"""Seconds: a server looks at its processor time once a second."""


def words_of(kind: KindOfSearch) -> str:
    """The words that a kind of search asks for; empty where a plain match does less than is asked for."""
    query = parse_query(kind.query)
    if kind.facets or kind.fold or kind.offset or kind.order is not Order.RELEVANCE:
        return ""
    return " ".join([*query.words, *(phrase.text for phrase in query.phrases)])


async def compare_speed(store: ElasticStore, kinds: Iterable[KindOfSearch], rounds: int) -> None:
    """How much processor time each takes, asked in turns; no other search may go to the server meanwhile."""
    rows = [
        (kind.name, *await _in_turns(store, rounds, *_ways(store, kind, words)))
        for kind in kinds
        if (words := words_of(kind))
    ]
    show_table(("search", "ms of CPU", "plain match", "with marks"), rows)
    own, plain, marked = map(median, zip(*(times for _, *times in rows), strict=True))
    note = f"medians of {len(rows)} searches: {plain:.1f} and {own:.1f} ms of CPU"
    show_figure("elastic search to plain match", plain / own, note)
    show_figure("elastic search to match with marks", marked / own, f"{marked:.1f} and {own:.1f} ms of CPU")


def _ways(store: ElasticStore, kind: KindOfSearch, words: str) -> list[Callable[[], Awaitable[object]]]:
    query = parse_query(kind.query)
    return [lambda: store.search(query, 10), lambda: _plain(store, words), lambda: _marked(store, words)]


async def _in_turns(store: ElasticStore, rounds: int, *asking: Callable[[], Awaitable[object]]) -> list[float]:
    """The median of the milliseconds of each; the first round is not counted."""
    taken: list[list[float]] = [[] for _ in asking]
    for _ in range(rounds + 1):
        for ask, mine in zip(asking, taken, strict=True):
            before = await _processor_time(store)
            for _ in range(_AT_ONCE):
                await ask()
            mine.append((await _processor_time(store) - before) / _AT_ONCE)
    return [median(mine[1:]) for mine in taken]


async def _processor_time(store: ElasticStore) -> float:
    """Milliseconds that the server, all its nodes together, and this process have used."""
    await asyncio.sleep(_REMEMBERED)
    told = await store.client.nodes.stats(metric="process")
    of_server = sum(int(node["process"]["cpu"]["total_in_millis"]) for node in told["nodes"].values())
    return float(of_server) + 1000 * time.process_time()


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
