"""Documents a second into Elasticsearch: the index stage, and the client's bulk helper with ready documents.

    python -m benchmarks.index --store http://host:port [--items FILE.jsonl.gz] [--most N] [--rounds N]

Both write to fresh indices of the same definition, in turns; the indices are dropped afterwards.
"""

from __future__ import annotations

import argparse
import asyncio
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from elasticsearch.helpers import async_streaming_bulk

from agents.index.index import BATCH, index_stage
from benchmarks.corpus import articles
from benchmarks.figures import show_figure, show_table
from search.elastic.client import ElasticSettings
from search.elastic.document import article_action
from search.elastic.indices import create_missing, drop
from search.elastic.store import ElasticStore
from topics.outcome import Done
from topics.records import TaggedArticle
from topics.state import Document


class NoState:
    """The index stage keeps no state."""

    async def get(self, space: str, key: str) -> Document | None:
        return None


async def by_stage(store: ElasticStore, tagged: Sequence[TaggedArticle]) -> None:
    """As the service does it: batch by batch, each ended before the next."""
    stage = index_stage(store)
    for start in range(0, len(tagged), BATCH):
        outcomes = await stage.handle(tagged[start : start + BATCH], NoState())  # type: ignore[arg-type]
        assert all(isinstance(outcome, Done) for outcome in outcomes)


async def by_helper(store: ElasticStore, tagged: Sequence[TaggedArticle]) -> float:
    """The client's own helper with documents made before; gives the seconds."""
    actions = [article_action(article, store.definition.alias("articles")) for article in tagged]
    started = time.perf_counter()
    async for fine, _ in async_streaming_bulk(store.client, actions):
        assert fine
    return time.perf_counter() - started


async def run(url: str, tagged: Sequence[TaggedArticle], rounds: int) -> None:
    """Measure in turns and print."""
    rates: dict[str, list[float]] = {"index stage": [], "bulk helper": []}
    for number in range(rounds):
        names = list(rates) if number % 2 == 0 else list(rates)[::-1]
        for name in names:
            store = ElasticStore(url, ElasticSettings(prefix=f"benchmark-{time.time_ns()}"))
            await create_missing(store.client, store.definition)
            if name == "index stage":
                started = time.perf_counter()
                await by_stage(store, tagged)
                seconds = time.perf_counter() - started
            else:
                seconds = await by_helper(store, tagged)
            rates[name].append(len(tagged) / seconds)
            await drop(store.client, store.definition)
            await store.close()
    rows = [(name, median(found), min(found), max(found)) for name, found in rates.items()]
    show_table(("writer", "documents a second", "least", "most"), rows)
    ratio = median(a / b for a, b in zip(*rates.values(), strict=True))
    show_figure("indexer to plain bulk", ratio, f"{len(tagged)} documents, median of {rounds} rounds")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--store", required=True)
    parser.add_argument("--items", type=Path)
    parser.add_argument("--most", type=int, default=25_000)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    asyncio.run(run(given.store, articles(given.items, given.most), given.rounds))


if __name__ == "__main__":
    main()
