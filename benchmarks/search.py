"""CPU time of 14 kinds of search over an invented archive in the embedded store, as it grows.

    python -m benchmarks.search [--full] [--rounds N] [--store http://host:port]

22,000, 200,000 and a million stories; those that are not written yet, which takes up to an hour, with --full alone.
What was written is kept for later runs. The smallest archive is written to Elasticsearch too: what both find is
compared, and how long that takes with a plain match of the same words; the indices are dropped afterwards. Without
--store it starts an Elasticsearch of its own.
"""

from __future__ import annotations

import argparse
import asyncio
import time
from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from benchmarks.cluster import elasticsearch
from benchmarks.figures import show_figure, show_table
from benchmarks.invented_news import LARGEST, SIZES, archive, stories, to_measure
from benchmarks.kinds_of_search import KINDS, KindOfSearch
from benchmarks.plain_match import compare_speed
from search.elastic.indices import drop
from search.elastic.settings import ElasticSettings
from search.elastic.store import ElasticStore
from search.embedded.store import EmbeddedStore
from search.query import parse_query
from search.store import SearchResult, Store

QUICK = 0.1  # seconds of CPU time


async def asked(store: Store, kind: KindOfSearch) -> SearchResult:
    """Ask a store one search of a kind."""
    query = parse_query(kind.query)
    return await store.search(query, 10, order=kind.order, facets=kind.facets, fold=kind.fold, offset=kind.offset)


async def seconds_of(store: Store, kind: KindOfSearch, rounds: int) -> tuple[float, SearchResult]:
    """The median of the CPU seconds of one search; the first is not counted."""
    result = await asked(store, kind)
    taken: list[float] = []
    for _ in range(rounds):
        started = time.process_time()
        result = await asked(store, kind)
        taken.append(time.process_time() - started)
    return median(taken), result


async def measure(folder: Path, size: int, rounds: int) -> list[tuple[float, SearchResult]]:
    """What each kind of search takes over so many stories."""
    store = EmbeddedStore(folder / "dongmaeng.sqlite", read_only=True)
    found = [await seconds_of(store, kind, rounds) for kind in KINDS]
    await store.close()
    quick = [taken < QUICK for taken, _ in found]
    show_figure(f"searches under 100 ms at {size // 1000} k", sum(quick) / len(quick), f"{sum(quick)} of {len(quick)}")
    return found


async def compare(url: str, found: Sequence[SearchResult], rounds: int) -> None:
    """Write the smallest archive to Elasticsearch and compare what each search finds, and its speed with a match."""
    store = ElasticStore(url, ElasticSettings(prefix=f"benchmark-{time.time_ns()}"))
    coming = stories(SIZES[0])
    while batch := list(islice(coming, 500)):
        await store.write(batch)
    await store.refresh()
    rows = []
    for kind, embedded in zip(KINDS, found, strict=True):
        elastic = await asked(store, kind)
        rows.append((kind.name, _total(embedded), _total(elastic)))
    show_table(("search", "embedded", "elastic"), rows)
    same = sum(one == other for _, one, other in rows)
    show_figure("searches with as many hits", same / len(rows), f"{same} of {len(rows)}")
    await compare_speed(store, KINDS, rounds)
    await drop(store.client, store.definition)
    await store.close()


def _total(result: SearchResult) -> str:
    return f"{result.total}{'+' if result.at_least else ''}{' newest' if result.newest_only else ''}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--full", action="store_true")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--store", help="an Elasticsearch that is there")
    given = parser.parse_args()
    sizes = to_measure([*SIZES, LARGEST], full=given.full)
    found = [asyncio.run(measure(archive(size), size, given.rounds)) for size in sizes]
    rows = [
        (kind.name, *(cell for taken, result in columns for cell in (taken * 1000, _total(result))))
        for kind, *columns in zip(KINDS, *found, strict=True)
    ]
    show_table(("search", *(title for size in sizes for title in (f"{size // 1000} k: ms", "found"))), rows)
    with TemporaryDirectory() as folder, elasticsearch(given.store, Path(folder)) as url:
        asyncio.run(compare(url, [result for _, result in found[0]], given.rounds))


if __name__ == "__main__":
    main()
