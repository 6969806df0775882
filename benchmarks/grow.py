"""What a story costs the main process as the store grows, how quick searches are then, and the registry.

    python -m benchmarks.grow [--full] [--stories N] [--rounds N]

Invented stories are imported into an empty data directory and into one with 200,000 stories, in turns. What counts is
what the process costs that carries them: its processor time (the workers' is not in it), as many times that of
mecab-ko alone on the same texts, and the bytes that it writes. Then the kinds of search without facets
over 200,000 stories, or a million with --full, and `benchmarks.grow_resolve`. The filled store is kept for later runs.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import multiprocessing
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from importlib.util import find_spec
from pathlib import Path
from statistics import median

from mecab import MeCab  # type: ignore[import-untyped]

from benchmarks.carriers import log_nowhere
from benchmarks.figures import show_figure, show_table
from benchmarks.grow_fill import filled
from benchmarks.invented_news import LARGEST, archive, story
from benchmarks.kinds_of_search import KINDS
from benchmarks.search import seconds_of
from dongmaeng.intake.carrying import carry
from dongmaeng.intake.importing import Importing, Order
from dongmaeng.intake.targets import targets_of
from dongmaeng.settings import Settings
from search.embedded.store import EmbeddedStore
from topics.records import Article, now

GROWN = 200_000  # stories
QUICK = 0.05  # seconds of CPU time
MOST_CPU, MOST_WRITTEN = 5.0, 0.1
"""Milliseconds and megabytes that a story may cost the main process."""
_UNCOUNTED = 500  # stories
_FIRST = 10_000_000  # the number of the first story that is imported: none of those that are there


@dataclass(frozen=True, slots=True)
class Cost:
    """What the stories of one import cost the process that carried them."""

    stories: int
    seconds: float
    cpu: float
    """Seconds of all threads of this process, not of its workers."""
    written: int
    """Bytes that it wrote: nearly all to its files, and the texts that its workers read."""

    @property
    def a_second(self) -> float:
        return self.stories / self.seconds


def told(count: int, first: int) -> list[Article]:
    """So many stories of the last weeks."""
    since = now() - timedelta(days=30)
    return [story(first + n, since + timedelta(minutes=n % 40_000)).article for n in range(count)]


def items(articles: Sequence[Article], file: Path) -> Path:
    """The stories as lines of JSON that can be imported."""
    with file.open("w", encoding="utf-8") as out:
        for article in articles:
            assert article.published is not None
            line = {"id": article.id, "url": article.url, "title": article.title, "text": article.body}
            print(json.dumps(line | {"published": article.published.isoformat()}, ensure_ascii=False), file=out)
    return file


def imported(folder: Path, file: Path, count: int) -> Cost:
    """Import a file of so many stories into a data directory; in a process of its own, which is what is measured."""
    found: list[Cost] = []

    @contextmanager
    def watch(importing: Importing) -> Iterator[None]:
        began, cpu, written = time.monotonic(), time.process_time(), _written()
        yield
        found.append(Cost(count, time.monotonic() - began, time.process_time() - cpu, _written() - written))

    log_nowhere()
    carry(Settings(data_dir=folder), Order(targets_of([str(file)])), watch, lambda item: None)
    return found[0]


def _apart(folder: Path, file: Path, count: int) -> Cost:
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as process:
        return process.submit(imported, folder, file, count).result()


def _written() -> int:
    """Not `write_bytes`: that counts a page that is changed as all of the memory that the kernel holds it in."""
    lines = Path("/proc/self/io").read_text("ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("wchar"))


def mecab_seconds(articles: Sequence[Article]) -> float:
    """The processor time of mecab-ko alone on the titles and texts of stories."""
    mecab = MeCab()
    mecab.parse(articles[0].body)
    began = time.process_time()
    for article in articles:
        mecab.parse(article.title)
        mecab.parse(article.body)
    return time.process_time() - began


def measure_import(count: int, rounds: int) -> None:
    """Import into an empty and a grown data directory in turns, and print."""
    costs: dict[str, list[Cost]] = {"empty": [], f"{GROWN // 1000} k": []}
    ratios, alone = [], []
    with tempfile.TemporaryDirectory(dir=filled(GROWN).parent) as temporary:
        grown = Path(temporary) / "grown"
        shutil.copytree(filled(GROWN), grown)
        # The first stories also pay for what the filling left to be merged and parted: they are not counted.
        _apart(grown, items(told(_UNCOUNTED, 2 * _FIRST), Path(temporary) / "first.jsonl"), _UNCOUNTED)
        for number in range(rounds):
            articles = told(count, _FIRST + number * count)
            file = items(articles, Path(temporary) / f"items-{number}.jsonl")
            alone.append(mecab_seconds(articles) / count)
            for name, folder in zip(costs, (Path(temporary) / f"empty-{number}", grown), strict=True):
                cost = _apart(folder, file, count)
                costs[name].append(cost)
                ratios.append(cost.cpu / count / alone[-1])
    show_table(
        ("store", "stories a second", "CPU ms a story", "MB written a story"),
        [
            (
                name,
                median(cost.a_second for cost in found),
                median(1000 * cost.cpu / count for cost in found),
                median(cost.written / 1e6 / count for cost in found),
            )
            for name, found in costs.items()
        ],
    )
    empty, full = costs.values()
    ratio = median(grown.a_second / fresh.a_second for grown, fresh in zip(full, empty, strict=True))
    show_figure(f"import at {GROWN // 1000} k to empty", ratio, f"{rounds} rounds of {count} stories")
    cpu = median(1000 * cost.cpu / count for cost in [*empty, *full])
    times = f"{median(ratios):.1f} times mecab-ko alone, {1000 * median(alone):.2f} ms"
    show_figure(f"main process to {MOST_CPU:.0f} ms a story", MOST_CPU / cpu, f"{cpu:.2f} ms, {times}")
    for name, found in costs.items():
        written = median(cost.written / 1e6 / count for cost in found)
        show_figure(f"{MOST_WRITTEN} MB a story to written, {name}", MOST_WRITTEN / written, f"{written:.3f} MB")


async def measure_searches(folder: Path, size: str) -> None:
    """Ask the kinds of search without facets, equally often, and print."""
    store = EmbeddedStore(folder / "dongmaeng.sqlite", read_only=True)
    plain = [kind for kind in KINDS if not kind.facets]
    taken = [(await seconds_of(store, kind, 5))[0] for kind in plain]
    await store.close()
    show_table(("search", "CPU ms"), [(kind.name, 1000 * one) for kind, one in zip(plain, taken, strict=True)])
    quick = sum(one < QUICK for one in taken)
    show_figure(f"searches under 50 ms at {size}", quick / len(plain), f"{quick} of {len(plain)}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--full", action="store_true")
    parser.add_argument("--stories", type=int, default=1_500)
    parser.add_argument("--rounds", type=int, default=2)
    given = parser.parse_args()
    measure_import(given.stories, given.rounds)
    if given.full:
        asyncio.run(measure_searches(archive(LARGEST), "1 M"))
    else:
        asyncio.run(measure_searches(filled(GROWN), f"{GROWN // 1000} k"))
    if find_spec("benchmarks.grow_resolve"):
        subprocess.run([sys.executable, "-m", "benchmarks.grow_resolve"], check=True)


if __name__ == "__main__":
    main()
