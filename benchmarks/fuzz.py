"""Broken pages and feeds: an outcome for each, no traceback, and memory that stays flat.

    python -m benchmarks.fuzz [--count N] [--seed N] [--seconds N]

Half are pages, half feeds and sitemaps: the project's own samples cut, spliced, nested, with bytes turned, in mixed
charsets and as bombs. Each goes through the function that the service calls, in worker processes of the service.
Everything but an article, contents or an ending with its reason is a traceback and named with its seed. Memory is that
of the worker processes, their mean at each quarter of the run.
"""

from __future__ import annotations

import argparse
import asyncio
import gzip
import os
import random
import sys
import tomllib
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from statistics import mean

from agents.clean.story.article import read_page
from agents.discover.contents import Contents
from agents.discover.read import read_source
from agents.discover.sources import SourceKind
from agents.workers import ProcessWorkers
from benchmarks.figures import show_figure, show_table
from topics.outcome import Ending
from topics.records import SEOUL, Article, Page

PAGES = Path(__file__).resolve().parents[1] / "tests" / "agents" / "clean" / "story" / "pages"
ADDRESS = "https://garam.example/news/20261128001"
SEEN = datetime(2026, 11, 28, 21, 0, tzinfo=SEOUL)

_MOST_BYTES = 2_000_000
"""Of a feed once it is unpacked, as the service limits it."""

_AT_ONCE = 8
"""Calls under way: enough to keep both worker processes busy."""

_FEED = '<?xml version="1.0" encoding="{charset}"?><rss version="2.0"><channel>{items}</channel></rss>'
_ENTRY = (
    "<item><title><![CDATA[가람전자, 새 연구소 {n} 열어]]></title><link>https://garam.example/news/{n}?a=1&amp;b=2</link>"
    "<description><![CDATA[<b>가람전자가 새 연구소를 열었다고 밝혔다.</b>]]></description>"
    "<pubDate>Sat, 28 Nov 2026 0{n}:10:00 +0900</pubDate></item>"
)
_SITEMAP = (
    '<?xml version="1.0" encoding="{charset}"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
    'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">{items}</urlset>'
)
_URL = (
    "<url><loc>https://garam.example/news/{n}?a=1&amp;b=2</loc><news:news><news:publication_date>2026-11-28T0{n}:10:00"
    "+09:00</news:publication_date><news:title>가람전자, 새 연구소 {n} 열어</news:title></news:news></url>"
)
_ATOM = '<?xml version="1.0" encoding="{charset}"?><feed xmlns="http://www.w3.org/2005/Atom"><title>가람</title>{items}</feed>'
_ATOM_ENTRY = (
    '<entry><title type="html">가람 &amp;lt;새&amp;gt; {n}</title><link href="/news/{n}"/><id>tag:garam,{n}</id>'
    "<updated>2026-11-28T0{n}:20:09Z</updated><summary>요약</summary></entry>"
)
_CHARSETS = ("utf-8", "cp949", "utf-16", "euc-kr", "johab", "utf-32", "latin-1", "shift_jis")
# fmt: off
_MARKUP = (
    "<div>", "</div>", "<p>", "</p>", "<b>", "<script>", "</script>", "<style>", "</style>", "<!--", "-->",
    "<![CDATA[", "]]>", "<item>", "</item>", "<loc>", "<title>", "</title>", "<rss>", "<urlset>", "<table>", "<td>",
    "<svg>", "<template>", "&", "&amp;", "&#0;", "&#xD800;", "&#x110000;", "&bogus;", "<?xml?>", "<?php",
    "<!DOCTYPE [<!ENTITY a 'b'>]>", "<a href='http://[::1'>", "<meta charset=utf-7>", "<p hidden>",
    "<p style='display:none'>", "<style>*{display:none}</style>", "<style>p{color:#fff;/* </style>",
    "<base href='//'>", "<link rel=canonical href='http://:0/'>",
)
# fmt: on
_STAMPS = (
    "2026-13-45 99:99",
    "0000-00-00",
    "99999999999999",
    "오후 25:61",
    "26.2.30",
    "9" * 400,
    "2일 전",
    "Feb 30 2026",
)

Mutation = Callable[[random.Random, bytes], bytes]


@cache
def page_seeds() -> tuple[bytes, ...]:
    """The project's own sample pages."""
    names = tomllib.loads((PAGES / "expected.toml").read_text("utf-8"))
    return tuple((PAGES / f"{name}.html").read_bytes() for name in names)


@cache
def feed_seeds() -> tuple[bytes, ...]:
    """Feeds and sitemaps, each in three charsets."""
    forms = ((_FEED, _ENTRY), (_SITEMAP, _URL), (_ATOM, _ATOM_ENTRY))
    return tuple(
        whole.format(charset=charset, items="".join(part.format(n=n) for n in range(1, 8))).encode(charset)
        for whole, part in forms
        for charset in ("utf-8", "cp949", "utf-16")
    )


def mutated(chance: random.Random, seeds: Sequence[bytes]) -> bytes:
    """One of the seeds, broken in one to four ways."""
    body = chance.choice(seeds)
    for _ in range(chance.randint(1, 4)):
        body = chance.choice(MUTATIONS)(chance, body) if chance.random() < 0.9 else _spliced(chance, body, seeds)
    return body


def _cut(chance: random.Random, body: bytes) -> bytes:
    at = chance.randint(0, len(body))
    return body[:at] if chance.random() < 0.7 else body[at:]


def _hole(chance: random.Random, body: bytes) -> bytes:
    at = chance.randint(0, len(body))
    return body[:at] + body[at + chance.randint(1, 200) :]


def _turned(chance: random.Random, body: bytes) -> bytes:
    turned = bytearray(body)
    for _ in range(chance.choice((1, 10, 100, 1_000)) if turned else 0):
        turned[chance.randrange(len(turned))] = chance.randrange(256)
    return bytes(turned)


def _with_markup(chance: random.Random, body: bytes) -> bytes:
    for _ in range(chance.choice((1, 5, 30))):
        at = chance.randint(0, len(body))
        body = body[:at] + chance.choice((*_MARKUP, *_STAMPS)).encode() + body[at:]
    return body


def _nested(chance: random.Random, body: bytes) -> bytes:
    at = chance.randint(0, len(body))
    return (
        body[:at]
        + chance.choice(_MARKUP).encode() * chance.choice((10, 10, 10, 600, 600, 600, 5_000, 5_000, 30_000))
        + body[at:]
    )


def _repeated(chance: random.Random, body: bytes) -> bytes:
    at = chance.randint(0, len(body))
    part = body[at : at + chance.randint(1, 400)]
    return body[:at] + part * chance.choice((2, 50, 200)) + body[at:]


def _in_two_charsets(chance: random.Random, body: bytes) -> bytes:
    text = body.decode("utf-8", "replace")
    at = chance.randint(0, len(text))
    one, other = chance.choice(_CHARSETS), chance.choice(_CHARSETS)
    return text[:at].encode(one, "replace") + text[at:].encode(other, "replace")


def _misread(chance: random.Random, body: bytes) -> bytes:
    return body.decode(chance.choice(("cp949", "latin-1", "shift_jis")), "replace").encode("utf-8", "replace")


def _bomb(chance: random.Random, body: bytes) -> bytes:
    bombs = (
        b'<!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;">]>' + body,
        b"\x1f\x8b" + body,
        gzip.compress(bytes(3_000_000) + body),
        body + b"<p>&b;" * 5_000,
        b"<" * 50_000 + body,
        b"\x00" * 100_000 + body,
    )
    return chance.choice(bombs)


def _spliced(chance: random.Random, body: bytes, seeds: Sequence[bytes]) -> bytes:
    other = chance.choice(seeds)
    return body[: chance.randint(0, len(body))] + other[chance.randint(0, len(other)) :]


MUTATIONS: tuple[Mutation, ...] = (
    *(_cut, _hole, _turned, _with_markup, _nested, _repeated, _in_two_charsets, _misread, _bomb),
)


def broken_page(seed: int) -> Page:
    """A broken page of the seed."""
    chance = random.Random(seed)  # seeded: the same page every time
    kind = chance.choice(("", "text/html", "text/html; charset=euc-kr", "text/html; charset=x-user-defined"))
    return Page(
        id="x",
        url=ADDRESS,
        final_url=ADDRESS,
        headers={"content-type": kind},
        body=mutated(chance, page_seeds()),
        title=chance.choice((None, None, "", "\ud800\x00", "가람전자, 부산에 새 로봇 연구소 열어")),
        fetched=SEEN,
    )


def broken_feed(seed: int) -> tuple[bytes, str, str, SourceKind, int, datetime]:
    """The arguments for a broken feed or sitemap of the seed."""
    chance = random.Random(seed)  # seeded: the same feed every time
    seeds = feed_seeds() if chance.random() < 0.9 else page_seeds()
    kind = chance.choice(("", "text/xml; charset=euc-kr", "application/rss+xml; charset=utf-8"))
    return mutated(chance, seeds), ADDRESS, kind, chance.choice(list(SourceKind)), _MOST_BYTES, SEEN


async def outcome_of(workers: ProcessWorkers, seed: int) -> str:
    """What became of the page (even seeds) or feed (odd ones) of a seed: `done`, a reason, or a traceback."""
    result: Article | Contents
    try:
        if seed % 2:
            result = await workers.run(read_source, *broken_feed(seed))
            what = f"fault: {result.fault}" if result.fault else "done"
        else:
            result = await workers.run(read_page, broken_page(seed))
            what = "done"
    except Ending as ending:
        what = f"{type(ending).__name__.lower()}: {ending.reason}"
    except Exception as error:
        what = f"traceback: {type(error).__name__}"
        print(f"seed {seed}: {error!r}", file=sys.stderr)
    return f"{'feed' if seed % 2 else 'page'}, {what}"


async def run(count: int, first: int, seconds: float) -> tuple[Counter[str], list[float]]:
    """The outcomes, and the memory of the worker processes (MB each) at each quarter."""
    outcomes: Counter[str] = Counter()
    memory: list[float] = []
    slots = asyncio.Semaphore(_AT_ONCE)

    async def one(seed: int, workers: ProcessWorkers) -> None:
        async with slots:
            outcomes[await outcome_of(workers, seed)] += 1

    async with ProcessWorkers(processes=2, seconds=seconds, preload=("agents.warm",)) as workers:
        quarter = max(1, count // 4)
        for start in range(first, first + count, quarter):
            seeds = range(start, min(start + quarter, first + count))
            await asyncio.gather(*(one(seed, workers) for seed in seeds))
            memory.append(_memory_of_workers())
    return outcomes, memory


def _memory_of_workers() -> float:
    """The mean memory (MB, resident) of this process's descendants that have read something."""
    parents = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                parents[int(entry.name)] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except (OSError, ValueError):
                continue  # it is gone
    ours, found = {os.getpid()}, set[int]()
    while ours:
        ours = {pid for pid, parent in parents.items() if parent in ours}
        found |= ours
    leaves = found - set(parents.values())
    sizes = []
    for pid in leaves:
        try:
            sizes.append(int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6)
        except OSError:
            continue
    return mean(sizes) if sizes else 0.0


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--count", type=int, default=10_000, help="how many pages and feeds")
    parser.add_argument("--seed", type=int, default=0, help="of the first; the others follow")
    parser.add_argument("--seconds", type=float, default=20.0, help="processor time that one may take")
    arguments = parser.parse_args()
    outcomes, memory = asyncio.run(run(arguments.count, arguments.seed, arguments.seconds))
    show_table(("outcome", "count"), outcomes.most_common())
    tracebacks = sum(count for outcome, count in outcomes.items() if "traceback" in outcome)
    show_figure("with an outcome", 1 - tracebacks / arguments.count, f"{arguments.count} broken pages and feeds")
    show_figure("tracebacks", tracebacks, "must be 0")
    for number, size in enumerate(memory[:4], 1):
        show_figure(f"memory after quarter {number}", size, "MB of a worker process")
    sys.exit(tracebacks > 0)


if __name__ == "__main__":
    main()
