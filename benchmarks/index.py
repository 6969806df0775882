"""Documents a second into Elasticsearch: the index stage, and the client's bulk helper with ready documents.

    python -m benchmarks.index --store http://host:port [--items FILE.jsonl.gz] [--most N]

Both write to fresh indices of the same definition, batch by batch in turns, so that whatever else the machine does
meets both; the indices are dropped afterwards.
"""

from __future__ import annotations

import argparse
import asyncio
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from statistics import median

from elasticsearch.helpers import async_streaming_bulk

from agents.index.index import BATCH, index_stage
from benchmarks.corpus import articles
from benchmarks.figures import show_figure, show_table
from search.elastic.document import Action, article_action
from search.elastic.indices import create_missing, drop
from search.elastic.settings import ElasticSettings
from search.elastic.store import ElasticStore
from topics.outcome import Done
from topics.records import TaggedArticle
from topics.stage import Stage
from topics.state import Document

WARM = 4  # batches of each that are not counted: a server that has just started is slow


class NoState:
    """The index stage keeps no state."""

    async def get(self, space: str, key: str) -> Document | None:
        return None


async def by_stage(stage: Stage, tagged: Sequence[TaggedArticle]) -> None:
    """As the service does it, a batch at a time."""
    outcomes = await stage.handle(tagged, NoState())  # type: ignore[arg-type]
    assert all(isinstance(outcome, Done) for outcome in outcomes)


async def by_helper(store: ElasticStore, actions: Sequence[Action]) -> None:
    """The client's own helper with documents made before."""
    async for fine, _ in async_streaming_bulk(store.client, actions):
        assert fine


async def run(url: str, tagged: Sequence[TaggedArticle]) -> None:
    """Measure in turns and print."""
    name = f"benchmark-{time.time_ns()}"
    ours, plain = (ElasticStore(url, ElasticSettings(prefix=f"{name}-{writer}")) for writer in ("ours", "plain"))
    for store in (ours, plain):
        await create_missing(store.client, store.definition)
    stage = index_stage(ours)
    alias = plain.definition.alias("articles")
    batches = [tagged[start : start + BATCH] for start in range(0, len(tagged), BATCH)]
    seconds: dict[str, list[float]] = {"index stage": [], "bulk helper": []}
    for number, batch in enumerate(batches):
        actions = [article_action(article, alias) for article in batch]
        writers = {"index stage": partial(by_stage, stage, batch), "bulk helper": partial(by_helper, plain, actions)}
        # Each is as often the first of the two, which finds the server at rest, as the second.
        for writer in sorted(writers, reverse=bool(number % 2)):
            started = time.perf_counter()
            await writers[writer]()
            seconds[writer].append(time.perf_counter() - started)
    documents = sum(map(len, batches[WARM:]))
    counted = {writer: taken[WARM:] for writer, taken in seconds.items()}
    rows = [
        (writer, documents / sum(taken), *(1000 * cut for cut in (median(taken), max(taken))))
        for writer, taken in counted.items()
    ]
    show_table(("writer", "documents a second", "median ms a batch", "longest"), rows)
    # Pair by pair: a batch that the machine held up for seconds says nothing of its writer.
    ratio = median(plain / ours for ours, plain in zip(*counted.values(), strict=True))
    show_figure(
        "indexer to plain bulk", ratio, f"{documents} documents, median of {len(batches) - WARM} pairs of batches"
    )
    for store in (ours, plain):
        await drop(store.client, store.definition)
        await store.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--store", required=True)
    parser.add_argument("--items", type=Path)
    parser.add_argument("--most", type=int, default=25_000)
    given = parser.parse_args()
    asyncio.run(run(given.store, articles(given.items, given.most)))


if __name__ == "__main__":
    main()
