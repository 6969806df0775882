"""Times of searches over many articles, on the embedded store and on Elasticsearch.

    python -m benchmarks.search --store http://host:port [--items FILE.jsonl.gz] [--most N] [--rounds N]

Each query is asked once before it is measured. The indices are dropped afterwards.
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import quantiles

from benchmarks.corpus import articles
from benchmarks.figures import show_figure, show_table
from search.elastic.indices import drop
from search.elastic.settings import ElasticSettings
from search.elastic.store import ElasticStore
from search.embedded.store import EmbeddedStore
from search.query import parse_query
from search.store import Store
from topics.records import TaggedArticle

QUERIES = (
    "LG유플러스", "엘지유플러스", "LGU+", "MOU", "업무협약", "합작법인", "인공지능 협약", '"인공지능 반도체"',
    "반도체 -삼성전자", "SK텔레콤 KT", "과기부", "보이스피싱", "배터리 투자", "수출 after:2024-01", "은행 before:2026",
    "kind:mou", "org:KT", "美 합작", "현대차 수소", '"업무 협약"', "청소년 교육", "카이스트 연구", "로봇 공장 투자",
    "네이버 카카오", "동맹",
)  # fmt: skip


async def times(store: Store, rounds: int) -> tuple[list[float], list[int]]:
    """Milliseconds of each search, and how many articles each query finds."""
    found = [(await store.search(parse_query(query))).total for query in QUERIES]
    taken: list[float] = []
    for _ in range(rounds):
        for query in QUERIES:
            started = time.perf_counter()
            await store.search(parse_query(query))
            taken.append((time.perf_counter() - started) * 1000)
    return taken, found


async def run(url: str, tagged: Sequence[TaggedArticle], rounds: int) -> None:
    """Fill both stores, search both and print."""
    with tempfile.TemporaryDirectory() as folder:
        elastic = ElasticStore(url, ElasticSettings(prefix=f"benchmark-{time.time_ns()}"))
        embedded = EmbeddedStore(Path(folder) / "search.db")
        rows = []
        counts = []
        for name, store in (("embedded", embedded), ("elastic", elastic)):
            started = time.perf_counter()
            for start in range(0, len(tagged), 200):
                await store.write(tagged[start : start + 200])
            rate = len(tagged) / (time.perf_counter() - started)
            if isinstance(store, ElasticStore):
                await store.refresh()
            taken, found = await times(store, rounds)
            cuts = quantiles(taken, n=20)
            rows.append((name, cuts[9], cuts[18], max(taken), rate))
            counts.append(found)
        show_table(("store", "p50 ms", "p95 ms", "longest ms", "written a second"), rows)
        same = sum(a == b for a, b in zip(*counts, strict=True))
        show_table(
            ("query", "embedded", "elastic"), [row for row in zip(QUERIES, *counts, strict=True) if row[1] != row[2]]
        )
        show_figure(
            "queries with as many hits", same / len(QUERIES), f"{same} of {len(QUERIES)}, {len(tagged)} articles"
        )
        await drop(elastic.client, elastic.definition)
        await elastic.close()
        await embedded.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--store", required=True)
    parser.add_argument("--items", type=Path)
    parser.add_argument("--most", type=int, default=25_000)
    parser.add_argument("--rounds", type=int, default=20)
    given = parser.parse_args()
    asyncio.run(run(given.store, articles(given.items, given.most), given.rounds))


if __name__ == "__main__":
    main()
