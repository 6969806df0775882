"""What watching costs: processor time of the embedded carrier a record, unwatched, with metrics and with traces.

    python -m benchmarks.watching [--records N] [--rounds N]

A stage reads articles of 2 kB one after the other, asks the state once for each, and writes a tagged article, the
dearest way to take records. `log` is a service without listener and collector, which only names new alliances; the
traces go to a collector that is dead, and each record is a story of its own. The least of all rounds counts: what else
the machine does only adds to it.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path

import structlog
from prometheus_client import CollectorRegistry

from benchmarks.carriers import articles
from benchmarks.figures import show_figure, show_table
from dongmaeng.watching.announcing import Announcing
from dongmaeng.watching.metrics import Metrics
from dongmaeng.watching.observers import Observers
from dongmaeng.watching.traces import traces_to
from topics.catalogue import ARTICLES, TAGGED
from topics.embedded.carrier import EmbeddedCarrier
from topics.observer import UNOBSERVED, Observer
from topics.records import Article, TaggedArticle
from topics.stage import stage
from topics.state import State

UNWATCHED, LOG, METRICS, TRACES = "unwatched", "log", "metrics", "metrics and traces"
NOBODY = "http://127.0.0.1:9/v1/traces"


@stage(reads=(ARTICLES,), writes=(TAGGED,))
async def tag(article: Article, state: State) -> AsyncIterator[TaggedArticle]:
    await state.get("known", article.id)
    yield TaggedArticle(article=article)


@contextmanager
def _unobserved() -> Iterator[Observer]:
    yield UNOBSERVED


@contextmanager
def _logged() -> Iterator[Observer]:
    yield Observers([Announcing()])


@contextmanager
def _measured() -> Iterator[Observer]:
    yield Observers([Announcing(), Metrics([tag], CollectorRegistry())])


@contextmanager
def _traced() -> Iterator[Observer]:
    traces = traces_to(NOBODY, "worker", "0", 1.0)
    yield Observers([Announcing(), traces, Metrics([tag], CollectorRegistry())])
    traces.close()


async def cost(folder: Path, given: list[Article], observer: Observer) -> float:
    """Seconds of processor time a record, from the start of the carrier until all is handled."""
    async with EmbeddedCarrier(folder / "journal.sqlite", [tag], observer=observer) as carrier:
        await carrier.publish(given)
        began = time.process_time()
        running = asyncio.create_task(carrier.run())
        await carrier.idle()
        carrier.stop()
        await running
        return (time.process_time() - began) / len(given)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--records", type=int, default=4_000)
    parser.add_argument("--rounds", type=int, default=7)
    args = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    given = articles(2_000, args.records)
    kinds = {UNWATCHED: _unobserved, LOG: _logged, METRICS: _measured, TRACES: _traced}
    found: dict[str, list[float]] = {kind: [] for kind in kinds}
    for number in range(1, args.rounds + 1):
        for kind, watching in kinds.items():
            with tempfile.TemporaryDirectory() as folder, watching() as observer:
                found[kind].append(asyncio.run(cost(Path(folder), given, observer)))
        so_far = ", ".join(f"{kind} {costs[-1] * 1e6:.0f}" for kind, costs in found.items())
        print(f"round {number} of {args.rounds}: {so_far} µs", file=sys.stderr, flush=True)
    least = {kind: min(costs) for kind, costs in found.items()}
    ratios = {kind: cost / least[UNWATCHED] for kind, cost in least.items()}
    show_table(
        ["", "microseconds a record", "to unwatched"],
        [[kind, f"{least[kind] * 1e6:.0f}", f"{ratios[kind]:.3f}"] for kind in kinds],
    )
    show_figure("speed with metrics to unwatched", 1 / ratios[METRICS], "processor time")
    show_figure("speed with traces off to unwatched", 1 / ratios[LOG], "processor time")


if __name__ == "__main__":
    main()
