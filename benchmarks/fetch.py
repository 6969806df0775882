"""Pages a second from a local server: the fetch stage with its commits, and bare loops of httpx and aiohttp.

    python -m benchmarks.fetch [--pages N] [--rounds N] [--profile FILE]

A process of its own serves pages of 60 kB, compressed with gzip, over connections that are kept open, under the names
of eight hosts on loopback. The stage takes candidates from the embedded carrier, asks for them without delays but with
all its checks (robots.txt, addresses, limits, outcomes), and writes pages, safe on the disk. The bare loops ask for the
same addresses, as many at once, and throw the bodies away. Ratios are medians of the rounds' ratios.
"""

from __future__ import annotations

import argparse
import asyncio
import cProfile
import gzip
import math
import multiprocessing
import random
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from statistics import median

import httpx

from agents.fetch.fetch import fetch_stage
from agents.fetch.settings import FetchSettings
from agents.http_client import HttpClient
from benchmarks.carriers import log_nowhere
from benchmarks.figures import show_figure, show_table
from benchmarks.peers import needed
from topics.catalogue import PAGES
from topics.codec import decode
from topics.embedded.carrier import EmbeddedCarrier
from topics.embedded.journal import Journal
from topics.records import Candidate, Page, Record

with needed():
    import aiohttp

SIZE = 60_000  # bytes of a page before compression
DIFFERENT = 40  # pages, served in turns
HOSTS = 8
AT_ONCE = 32  # requests under way, as the stage has them
SYLLABLES = "가나다라마바사아자차카타파하거너더러머버서어저고노도로모보소오조그느드르므브스으즈기니디리미비시이지"


@dataclass(frozen=True, slots=True)
class Cost:
    """What pages cost."""

    rate: float
    """Pages a second."""
    processor: float
    """Milliseconds of processor time a page, of this process alone."""


def spending(pages: int) -> Callable[[], Cost]:
    """Begin to measure; what it gives tells the cost of so many pages until it is called."""
    began, used = time.perf_counter(), time.process_time()

    def cost() -> Cost:
        return Cost(pages / (time.perf_counter() - began), 1_000 * (time.process_time() - used) / pages)

    return cost


Loop = Callable[[Sequence[str]], Awaitable[int]]
"""Asks for addresses; gives how many bytes the pages have, decoded."""


def page(chance: random.Random) -> bytes:
    """A page of so many bytes: a story of a few thousand syllables between the menus and scripts of a site."""
    words = ["".join(chance.choices(SYLLABLES, k=chance.randint(2, 4))) for _ in range(400)]
    story = "".join(f"<p>{' '.join(chance.choices(words, k=40))}.</p>\n" for _ in range(20))
    html = f"<!doctype html><html><head><title>{words[0]}</title></head><body><article>{story}</article><ul>\n"
    while len(html.encode()) < SIZE:
        number = chance.randrange(10**6)
        html += f'<li class="item n{number % 90}"><a href="/news/view?id={number}">{" ".join(words[:6])}</a></li>\n'
        chance.shuffle(words)
    return html.encode()


class _Server(asyncio.Protocol):
    """Answers each request on a connection with one of the answers, and robots.txt with 404."""

    def __init__(self, answers: Iterator[bytes]) -> None:
        self._answers = answers
        self._received = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        *requests, self._received = (self._received + data).split(b"\r\n\r\n")
        for request in requests:
            none = b"HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n"
            self._transport.write(none if request.startswith(b"GET /robots.txt") else next(self._answers))


def _serve(told: Connection) -> None:
    """Serve until the process is ended; tells the port."""
    chance = random.Random(1)
    answers: list[bytes] = []
    for _ in range(DIFFERENT):
        body = gzip.compress(page(chance), 6)
        head = (
            "HTTP/1.1 200 OK\r\ncontent-type: text/html; charset=utf-8\r\ncontent-encoding: gzip\r\n"
            f'content-length: {len(body)}\r\netag: "{len(answers)}"\r\nserver: benchmark\r\n\r\n'
        )
        answers.append(head.encode() + body)

    def in_turns() -> Iterator[bytes]:
        while True:
            yield from answers

    async def serve() -> None:
        turns = in_turns()
        server = await asyncio.get_running_loop().create_server(lambda: _Server(turns), "0.0.0.0", 0)
        told.send(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(serve())


@contextmanager
def serving() -> Iterator[int]:
    """A server in a process of its own; its port."""
    context = multiprocessing.get_context("spawn")
    hearing, telling = context.Pipe(duplex=False)
    process = context.Process(target=_serve, args=(telling,), daemon=True)
    process.start()
    try:
        yield hearing.recv()
    finally:
        process.terminate()
        process.join()


async def by_httpx(urls: Sequence[str]) -> int:
    """A bare loop of httpx."""
    size = 0
    waiting = iter(urls)
    async with httpx.AsyncClient(timeout=None, trust_env=False) as client:

        async def ask() -> None:
            nonlocal size
            for url in waiting:
                answer = await client.get(url)
                size += len(answer.content)

        await asyncio.gather(*(ask() for _ in range(AT_ONCE)))
    return size


async def by_aiohttp(urls: Sequence[str]) -> int:
    """A bare loop of aiohttp."""
    size = 0
    waiting = iter(urls)
    async with aiohttp.ClientSession() as client:

        async def ask() -> None:
            nonlocal size
            for url in waiting:
                async with client.get(url) as answer:
                    body = await answer.read()
                    size += len(body)

        await asyncio.gather(*(ask() for _ in range(AT_ONCE)))
    return size


async def by_client(urls: Sequence[str]) -> int:
    """Our own client, without the stage and its carrier."""
    size = 0
    waiting = iter(urls)
    async with HttpClient(user_agent="Dongmaeng/benchmark", allow_private=True) as client:

        async def ask() -> None:
            nonlocal size
            for url in waiting:
                answer = await client.get(url)
                size += len(answer.body)

        await asyncio.gather(*(ask() for _ in range(AT_ONCE)))
    return size


async def by_stage(urls: Sequence[str], profile: cProfile.Profile | None = None) -> tuple[int, Cost]:
    """The fetch stage on the embedded carrier; bytes of the pages written, and the cost until all is safe."""
    settings = FetchSettings(host_delay=0, host_concurrency=AT_ONCE)
    candidates: list[Record] = [Candidate(url=url, source=url.partition("/news")[0] + "/feed") for url in urls]
    with tempfile.TemporaryDirectory() as folder:
        async with HttpClient(user_agent="Dongmaeng/benchmark", allow_private=True) as http:
            journal = Path(folder) / "journal.sqlite"
            async with EmbeddedCarrier(journal, [fetch_stage(http, settings)]) as carrier:
                await carrier.publish(candidates)
                with profile or nullcontext():
                    spent = spending(len(urls))
                    running = asyncio.create_task(carrier.run())
                    await carrier.idle()
                    cost = spent()
                carrier.stop()
                await running
                return await carrier.read(_bytes_written), cost


def _bytes_written(journal: Journal) -> int:
    entries = (entry for entry, _ in journal.between(PAGES.name, 0, math.inf))
    return sum(len(page.body) for page in (decode(PAGES, entry.value) for entry in entries) if isinstance(page, Page))


BARE: dict[str, Loop] = {"httpx": by_httpx, "aiohttp": by_aiohttp, "our client": by_client}


async def measure(port: int, pages: int, rounds: int, profile: cProfile.Profile | None) -> list[dict[str, Cost]]:
    """The costs by who asks, for each round."""
    found = []
    for n in range(rounds + 1):
        urls = [f"http://127.0.0.{1 + n % HOSTS}:{port}/news/{n}" for n in range(pages)]
        costs = {}
        size, costs["fetch stage"] = await by_stage(urls, profile if n else None)
        assert size >= pages * SIZE, f"fetch stage: {size} bytes of {pages} pages"
        for name, loop in BARE.items():
            spent = spending(pages)
            size = await loop(urls)
            costs[name] = spent()
            assert size >= pages * SIZE, f"{name}: {size} bytes of {pages} pages"
        if n:  # the first round finds cold caches
            found.append(costs)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=1_000)
    parser.add_argument("--rounds", type=int, default=8)
    parser.add_argument("--profile", type=Path, help="where to write a profile of the stage's rounds")
    given = parser.parse_args()
    log_nowhere()
    profile = cProfile.Profile() if given.profile else None
    with serving() as port:
        found = asyncio.run(measure(port, given.pages, given.rounds, profile))
    if profile is not None:
        profile.dump_stats(given.profile)
    ratios = {name: median(costs["fetch stage"].rate / costs[name].rate for costs in found) for name in BARE}
    rows = []
    for name in found[0]:
        rate = median(costs[name].rate for costs in found)
        processor = median(costs[name].processor for costs in found)
        rows.append((name, f"{rate:.0f}", f"{processor:.2f}", f"{ratios[name]:.2f}" if name in ratios else ""))
    show_table(("who asks", "pages a second", "processor, ms a page", "fetch stage to it"), rows)
    note = f"{given.pages} pages of {SIZE // 1000} kB, {given.rounds} rounds; to aiohttp {ratios['aiohttp']:.2f}"
    show_figure("fetch to bare httpx", ratios["httpx"], note)


if __name__ == "__main__":
    main()
