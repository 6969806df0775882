"""CPU time of the pages over an invented archive, and of 200 open streams of events.

    python -m benchmarks.web [--full] [--rounds N]

`dongmaeng web` serves 22,000 and 200,000 stories from an embedded store. The home page, 14 kinds of search (each with
its facets), the page of a company and the map of 300 companies are asked for equally often, one after the other; what
counts is the processor time of the server. The map is computed before, in a process of its own, as always. What was
written is kept for later runs; what takes longer to write than some minutes is written with --full alone.
"""

from __future__ import annotations

import argparse
import asyncio
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from urllib.parse import urlencode

import httpx

from benchmarks.figures import show_figure, show_table
from benchmarks.invented_news import NAMES, SIZES, archive, to_measure
from benchmarks.kinds_of_search import KINDS, KindOfSearch
from search.store import Order
from topics.records import stable_id

QUICK = 0.1  # seconds of CPU time
STREAMS = 200
WATCHED = 20.0  # seconds over which the streams are watched
_LONGEST_MAP = 600.0  # seconds until the map must be there


def address_of(kind: KindOfSearch) -> str:
    """The page of a search."""
    asked = {"q": kind.query, "order": kind.order if kind.order is not Order.RELEVANCE else "", "offset": kind.offset}
    return "/search?" + urlencode({name: value for name, value in asked.items() if value} | {"fold": int(kind.fold)})


PAGES = {
    "home": "/",
    "the page of a company": f"/companies/{stable_id(NAMES[0])}",
    "the map": "/map",
    **{kind.name: address_of(kind) for kind in KINDS},
}


@dataclass(frozen=True, slots=True)
class Serving:
    """A process that serves the pages."""

    process: subprocess.Popen[str]
    address: str

    def seconds(self) -> float:
        """The processor time of all its threads until now."""
        tasks = Path(f"/proc/{self.process.pid}/task").iterdir()
        return sum(int((task / "schedstat").read_text().split()[0]) for task in tasks) / 1e9


@contextmanager
def serving(folder: Path) -> Iterator[Serving]:
    """Serve a data directory on a free port."""
    command = [sys.executable, "-m", "dongmaeng", "--data-dir", str(folder), "web", "--listen", "127.0.0.1:0"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        assert process.stdout is not None
        said = re.search(r"http://\S+", process.stdout.readline())
        assert said, "the page is not served"
        yield Serving(process, said[0].rstrip("/"))
    finally:
        process.terminate()
        process.wait(30)


async def measure(folder: Path, rounds: int) -> tuple[dict[str, list[float]], float]:
    """The processor seconds of each answer by page, and of the streams in a second."""
    with serving(folder) as served:
        async with httpx.AsyncClient(base_url=served.address, timeout=120) as client:
            end = time.monotonic() + _LONGEST_MAP
            while not (folder / "graph.json").exists():
                assert time.monotonic() < end, "the map was not computed"
                await asyncio.sleep(1)
            taken: dict[str, list[float]] = {page: [] for page in PAGES}
            for number in range(rounds + 1):
                for page, address in PAGES.items():
                    started = served.seconds()
                    answer = await client.get(address)
                    assert answer.status_code == 200, f"{address}: {answer.status_code}"
                    if number:  # the first of each loads what the others need
                        taken[page].append(served.seconds() - started)
        return taken, await watched(served)


async def watched(served: Serving) -> float:
    """The part of a core that open streams of events cost while nothing happens."""
    limits = httpx.Limits(max_connections=STREAMS)
    async with AsyncExitStack() as opened, httpx.AsyncClient(limits=limits, timeout=None) as client:
        for _ in range(STREAMS):
            stream = await opened.enter_async_context(client.stream("GET", f"{served.address}/api/v1/events"))
            assert stream.status_code == 200, f"events: {stream.status_code}"
        await asyncio.sleep(2)
        started, since = served.seconds(), time.monotonic()
        await asyncio.sleep(WATCHED)
        return (served.seconds() - started) / (time.monotonic() - since)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--full", action="store_true", help="fill the archives that are not yet")
    parser.add_argument("--rounds", type=int, default=5)
    given = parser.parse_args()
    measured = to_measure(SIZES, full=given.full)
    found = [asyncio.run(measure(archive(size), given.rounds)) for size in measured]
    rows = [(page, *(1000 * median(pages[page]) for pages, _ in found)) for page in PAGES]
    show_table(("page", *(f"{size // 1000} k: ms" for size in measured)), rows)
    every: list[float] = []
    for size, (pages, streams) in zip(measured, found, strict=True):
        of_size = [seconds for all_of_page in pages.values() for seconds in all_of_page]
        every += of_size
        quick = sum(seconds < QUICK for seconds in of_size)
        show_figure(f"answers under 100 ms at {size // 1000} k", quick / len(of_size), f"{quick} of {len(of_size)}")
        show_figure(f"part of a core for {STREAMS} streams at {size // 1000} k", streams, "less is better")
    quick = sum(seconds < QUICK for seconds in every)
    show_figure("answers under 100 ms", quick / len(every), f"{quick} of {len(every)} over all stories")


if __name__ == "__main__":
    main()
