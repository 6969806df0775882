"""Documents a second into both stores: the index stage, and what does a part of its work alone.

    python -m benchmarks.index [--full] [--store http://host:port] [--items FILE.jsonl.gz] [--most N]

In Elasticsearch the peer is the client's bulk helper, into fresh indices of the same definition that are dropped
afterwards; for the embedded store it is mecab-ko, which finds the words of the same texts and writes nothing. Both
take batch by batch in turns, so that whatever else the machine does meets both. Without --store it starts an
Elasticsearch of its own.
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from pathlib import Path
from statistics import median

from elasticsearch.helpers import async_streaming_bulk
from mecab import MeCab  # type: ignore[import-untyped]

from agents.index.index import BATCH, index_stage
from benchmarks.cluster import elasticsearch
from benchmarks.corpus import articles
from benchmarks.figures import show_figure, show_table
from search.elastic.document import Action, article_action
from search.elastic.indices import create_missing, drop
from search.elastic.settings import ElasticSettings
from search.elastic.store import ElasticStore
from search.embedded.store import EmbeddedStore
from topics.outcome import Done
from topics.records import TaggedArticle
from topics.stage import Stage
from topics.state import Document

QUICK, FULL = 6_000, 25_000  # documents
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


Write = Callable[[], Awaitable[None]]


async def by_mecab(mecab: MeCab, batch: Sequence[TaggedArticle]) -> None:
    """Find the words of title and text, and write nothing."""
    for tagged in batch:
        mecab.parse(tagged.article.title)
        mecab.parse(tagged.article.body)


async def on_elastic(url: str, tagged: Sequence[TaggedArticle]) -> None:
    """Measure in turns and print."""
    name = f"benchmark-{time.time_ns()}"
    ours, plain = (ElasticStore(url, ElasticSettings(prefix=f"{name}-{writer}")) for writer in ("ours", "plain"))
    for store in (ours, plain):
        await create_missing(store.client, store.definition)
    stage, alias = index_stage(ours), plain.definition.alias("articles")

    def writers(batch: Sequence[TaggedArticle]) -> dict[str, Write]:
        actions = [article_action(article, alias) for article in batch]
        return {"index stage": partial(by_stage, stage, batch), "bulk helper": partial(by_helper, plain, actions)}

    await in_turns(tagged, writers, "indexer to plain bulk")
    for store in (ours, plain):
        await drop(store.client, store.definition)
        await store.close()


async def on_embedded(folder: Path, tagged: Sequence[TaggedArticle]) -> None:
    """Measure in turns and print."""
    store, mecab = EmbeddedStore(folder / "ours.sqlite"), MeCab()
    stage = index_stage(store)

    def writers(batch: Sequence[TaggedArticle]) -> dict[str, Write]:
        return {"index stage": partial(by_stage, stage, batch), "mecab-ko alone": partial(by_mecab, mecab, batch)}

    await in_turns(tagged, writers, "embedded indexer to mecab-ko alone")
    await store.close()


async def in_turns(
    tagged: Sequence[TaggedArticle], writers: Callable[[Sequence[TaggedArticle]], dict[str, Write]], figure: str
) -> None:
    """Let each writer, ours first, write each batch, and print what they took."""
    seconds: dict[str, list[float]] = defaultdict(list)
    batches = [tagged[start : start + BATCH] for start in range(0, len(tagged), BATCH)]
    for number, batch in enumerate(batches):
        # Each is as often the first of the two, which finds the server at rest, as the second.
        both = list(writers(batch).items())
        for name, write in reversed(both) if number % 2 else both:
            started = time.perf_counter()
            await write()
            seconds[name].append(time.perf_counter() - started)
    documents = sum(map(len, batches[WARM:]))
    counted = {name: seconds[name][WARM:] for name in writers(batches[0])}
    show_table(
        ("writer", "documents a second", "median ms a batch", "longest"),
        [(name, documents / sum(took), 1000 * median(took), 1000 * max(took)) for name, took in counted.items()],
    )
    # Pair by pair: a batch that the machine held up for seconds says nothing of its writer.
    ratio = median(plain / ours for ours, plain in zip(*counted.values(), strict=True))
    show_figure(figure, ratio, f"{documents} documents, median of {len(batches) - WARM} pairs of batches")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--full", action="store_true", help=f"{FULL:,} documents")
    parser.add_argument("--store", help="an Elasticsearch that is there")
    parser.add_argument("--items", type=Path)
    parser.add_argument("--most", type=int, default=QUICK)
    given = parser.parse_args()
    tagged = articles(given.items, FULL if given.full else given.most)
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        asyncio.run(on_embedded(folder, tagged))
        with elasticsearch(given.store, folder / "elasticsearch") as url:
            asyncio.run(on_elastic(url, tagged))


if __name__ == "__main__":
    main()
