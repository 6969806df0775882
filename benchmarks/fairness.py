"""How many alerts of honest sources come on time while one source does all it can to be in their way.

    python -m benchmarks.fairness [--bus embedded|kafka] [--stories N] [--seconds N] [--servers HOST:PORT]

Two runs of the real service in turn. Ten honest sources publish stories, each of an alliance of its own, over the
seconds given. In the second run a hostile source stands beside them: 1,000 pages at the time limit of the workers on
40 hosts, 1,000 addresses at an honest host, a robots.txt of 500 kB at every host of its own, and two webhooks that
never answer. On Kafka more hostile records than a stage's window stand in each partition of `articles` and in the
honest host's partition of `candidates` before the service starts.

An alert is on time where it comes within twice the 99th percentile of the run without the hostile source.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import secrets
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from agents.urls import article_id
from benchmarks.cluster import carrier, cluster
from benchmarks.figures import show_figure, show_table
from benchmarks.newsstand import (
    LOOKS,
    SITES,
    Newsstand,
    Story,
    alerting,
    feed_of,
    html_page,
    percentile,
    site_host,
    stories,
)
from dongmaeng.service import append
from dongmaeng.settings import load_settings
from topics.records import Article, Candidate, Record, now
from topics.stage import WINDOW

SLOW_PAGES = 1_000
FOREIGN = 1_000
HOSTILE_HOSTS = 40  # at a request a second each they bring all pages within the run
LIMIT = 5.0  # seconds of processor time, as `workers.seconds`
DEAD = ("dead", "mute")
SETTLE = 150.0  # seconds allowed after the last story
PERCENTILE = 0.99
ALLOWED = 2.0  # times the percentile of the run without


def slow_text() -> str:
    """A text that takes the tagger longer than the limit: one deal after the other, a dozen of them in a sentence."""
    sentence = "가람전자와 나래통신이 업무협약을 체결했고 " * 12 + "밝혔다."
    return "\n".join(f"{number} {sentence}" for number in range(1_200))


def huge_robots() -> bytes:
    return ("User-agent: *\nCrawl-delay: 0\n" + "".join(f"Disallow: /{n}*/*x$\n" for n in range(28_000))).encode()


class World(Newsstand):
    """The honest sites, and with them a hostile source on hosts of its own."""

    def __init__(self, told: list[Story], *, hostile: bool) -> None:
        super().__init__(told)
        self.hostile = hostile
        self._slow = html_page("긴 쪽", "".join(f"<p>{line}</p>" for line in slow_text().splitlines()))
        self._robots = huge_robots()

    @property
    def hosts(self) -> list[str]:
        return super().hosts + [_hostile_host(number) for number in range(HOSTILE_HOSTS)]

    @property
    def hostile_feed(self) -> str:
        return f"http://{_hostile_host(0)}:{self.port}/rss"

    def foreign(self, number: int) -> str:
        return f"http://{site_host(0)}:{self.port}/foreign/{number}"

    async def receive(self, endpoint: str, id: str, body: bytes) -> None:
        if endpoint in DEAD:
            await asyncio.Event().wait()
        await super().receive(endpoint, id, body)

    def page(self, host: str, path: str) -> tuple[bytes, str] | None:
        if host.startswith("127.0.1."):
            return self._hostile(path)
        if path.startswith("/foreign/"):
            return html_page(
                "오늘의 날씨", "<p>오늘은 전국이 대체로 맑겠다. 기온은 어제와 비슷하겠다.</p>"
            ), "text/html"
        return super().page(host, path)

    def _hostile(self, path: str) -> tuple[bytes, str] | None:
        if path == "/robots.txt":
            return self._robots, "text/plain"
        if path == "/rss":
            slow = [
                (f"http://{_hostile_host(n % HOSTILE_HOSTS)}:{self.port}/slow/{n}", "긴 쪽") for n in range(SLOW_PAGES)
            ]
            foreign = [(self.foreign(n), "남의 쪽") for n in range(FOREIGN)]
            return feed_of([link for pair in zip(slow, foreign, strict=True) for link in pair]), "application/rss+xml"
        return (self._slow, "text/html; charset=utf-8") if path.startswith("/slow/") else None


def _hostile_host(number: int) -> str:
    return f"127.0.1.{number + 1}"


@dataclass(slots=True)
class Outcome:
    """What a run came to."""

    stories: int
    delays: list[float] = field(default_factory=list)
    """Seconds from a story's appearance in its feed to its alert; of those that came."""
    delayed: str = ""
    """What `dongmaeng sources` says is delayed, at the end."""
    counts: str = ""


async def run(folder: Path, told: list[Story], seconds: float, *, hostile: bool, servers: str | None) -> Outcome:
    """One run of the service, from an empty data directory."""
    async with World(told, hostile=hostile) as world:
        config = _write_settings(folder, world, servers)
        settings = load_settings(config)
        if servers is not None:
            async with carrier(settings) as opened:
                await opened.operations.create_topics()
            if hostile:
                await append(settings, list(_standing(world)))
        async with alerting(world, config, folder, seconds, SETTLE):
            outcome = Outcome(len(told))
            outcome.delayed, outcome.counts = await asyncio.to_thread(_told, config)
        outcome.delays = [moment - world.published[number] for number, moment in world.alerted.items()]
        if servers is not None:
            async with carrier(settings) as opened:
                await opened.operations.delete_topics()
        return outcome


def _standing(world: World) -> Iterator[Record]:
    """Hostile records, more than a window of them in every partition that matters, and some more for chance."""
    source = world.hostile_feed
    for number in range(int(WINDOW * 1.2)):
        yield Candidate(url=f"{world.foreign(number)}?standing", source=source)
    text, partitions = slow_text(), 6
    for number in range(int(WINDOW * 1.2) * partitions):
        url = f"http://{_hostile_host(number % HOSTILE_HOSTS)}:{world.port}/standing/{number}"
        # Some are at the time limit; of the others there are merely many.
        body = text if number % 50 == 0 else "오늘은 전국이 대체로 맑겠다."
        yield Article(id=article_id(url), url=url, canonical_url=url, body=body, source=source, published=now())


def _write_settings(folder: Path, world: World, servers: str | None) -> Path:
    feeds = [world.feed(site) for site in range(SITES)] + ([world.hostile_feed] if world.hostile else [])
    hooks = ["desk", *(DEAD if world.hostile else ())]
    bus = f'bus = "kafka://{servers}"\n[kafka]\nprefix = "fairness-{secrets.token_hex(4)}."\n' if servers else ""
    config = folder / "dongmaeng.toml"
    config.write_text(
        f'data_dir = "data"\nallow_private_addresses = true\n{bus}'
        f'[workers]\nseconds = {LIMIT}\n[discover]\nmin_interval = 1\n[log]\nlevel = "warning"\n'
        + "".join(f'[[sources]]\nurl = "{url}"\ninterval = {LOOKS}\n' for url in feeds)
        + "".join(map(world.endpoint, hooks)),
        "utf-8",
    )
    return config


def _told(config: Path) -> tuple[str, str]:
    """What `sources` says is delayed, and how often records were sent away."""
    found = []
    for command in (["sources"], ["topics"]):
        ended = subprocess.run(
            [sys.executable, "-m", "dongmaeng", "--config", str(config), *command, "--json"],
            stdout=subprocess.PIPE,
            check=True,
        )
        found.append(json.loads(ended.stdout))
    delayed = [f"{each['what']} at {each['host']}: {each['reason']}" for row in found[0] for each in row["delayed"]]
    sent = {row["stage"]: row["retried"] for row in found[1] if row["retried"]}
    return f"{len(delayed)} ({'; '.join(delayed[:2])})" if delayed else "none", json.dumps(sent)


def compare(folder: Path, number: int, seconds: float, servers: str | None) -> None:
    """Both runs, and what they came to."""
    told = stories(number)
    for name in ("without", "with"):
        (folder / name).mkdir()
    runs = {
        name: asyncio.run(run(folder / name, told, seconds, hostile=name == "with", servers=servers))
        for name in ("without", "with")
    }
    show_table(
        ("hostile source", "alerts due", "came", "median s", "p99 s", "longest s", "delayed at the end"),
        [
            (n, o.stories, len(o.delays), *(percentile(o.delays, p) for p in (0.5, PERCENTILE, 1.0)), o.delayed)
            for n, o in runs.items()
        ],
    )
    for name, outcome in runs.items():
        print(f"retried, {name}: {outcome.counts}")
    allowed = ALLOWED * percentile(runs["without"].delays, PERCENTILE)
    on_time = sum(delay <= allowed for delay in runs["with"].delays)
    lost = number - len(runs["with"].delays)
    load = os.getloadavg()[0] / (os.cpu_count() or 1)
    note = f"{on_time}/{number} within {allowed:.1f} s, {lost} lost; load {load:.1f} a processor"
    show_figure("honest alerts on time", on_time / number, note)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bus", choices=("embedded", "kafka"), default="embedded")
    parser.add_argument("--stories", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=80.0)
    parser.add_argument("--servers")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        if given.bus == "embedded":
            compare(folder, given.stories, given.seconds, None)
        else:
            with cluster(given.servers, folder / "kafka") as servers:
                compare(folder, given.stories, given.seconds, servers)


if __name__ == "__main__":
    main()
