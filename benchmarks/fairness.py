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
import base64
import itertools
import json
import os
import secrets
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from email.utils import format_datetime
from pathlib import Path
from xml.sax.saxutils import escape

from agents.clean.story.article import read_page
from agents.tag.tag import tag_article
from agents.urls import article_id
from benchmarks.cluster import cluster
from benchmarks.figures import show_figure, show_table
from dongmaeng.service import append
from dongmaeng.settings import Settings, load_settings
from topics.kafka.carrier import KafkaCarrier
from topics.kafka.layout import Layout
from topics.records import Article, Candidate, Page, Record, now
from topics.stage import WINDOW

HONEST = 10
SLOW_PAGES = 1_000
FOREIGN = 1_000
HOSTILE_HOSTS = 40  # at a request a second each they bring all pages within the run
LIMIT = 5.0  # seconds of processor time, as `workers.seconds`
DEAD = ("dead", "mute")
SETTLE = 150.0  # seconds allowed after the last story
START = 60.0  # seconds allowed until the service has looked at every feed
LOOKS = 2.0  # seconds between two looks at a feed
PERCENTILE = 0.99
ALLOWED = 2.0  # times the percentile of the run without

SYLLABLES = "가나다라마바사아자차카타파하"
KINDS = ("전자", "통신", "바이오", "에너지", "로보틱스", "제약", "소프트", "중공업")
FIELDS = (
    "인공지능 반도체",
    "수소 연료전지",
    "자율주행 물류",
    "디지털 치료제",
    "해상풍력",
    "스마트팜",
    "양자암호",
    "이차전지 재활용",
)


@dataclass(frozen=True, slots=True)
class Story:
    """One honest story: two companies that nobody else names."""

    number: int
    one: str
    other: str

    @property
    def title(self) -> str:
        return f"{self.one}, {self.other}와 업무협약 체결"

    @property
    def body(self) -> str:
        topic, today = FIELDS[self.number % len(FIELDS)], now().day
        return (
            f"{self.one}는 {today}일 서울에서 {self.other}와 {topic} 사업을 위한 업무협약(MOU)을 체결했다고 밝혔다.\n"
            f"두 회사는 {self.number + 3}개월간 {topic} 기술을 개발하고 시제품 {self.number * 7 + 11}대를 시험한다.\n"
            f"{self.one} 관계자는 “{self.other}의 {topic} 경험이 큰 힘이 될 것”이라고 말했다.\n"
        )

    def html(self) -> bytes:
        paragraphs = "".join(f"<p>{line}</p>" for line in self.body.splitlines())
        return _html(self.title, paragraphs)


def _html(title: str, body: str) -> bytes:
    return (
        f'<!doctype html><html lang="ko"><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta property="og:title" content="{title}">'
        f'<meta property="article:published_time" content="{now().isoformat(timespec="seconds")}"></head>'
        f"<body><article><h1>{title}</h1>{body}</article></body></html>"
    ).encode()


def stories(number: int) -> list[Story]:
    """So many stories that the tagger reads as a new alliance of just their two companies."""
    names = ("".join(parts) for parts in itertools.product(SYLLABLES, SYLLABLES, SYLLABLES, KINDS))
    picked = itertools.islice(names, 5, None, 7)  # spread, so that neighbours are not alike
    found: list[Story] = []
    for one, other in zip(picked, picked, strict=False):
        story = Story(len(found), one, other)
        page = Page(id="x", url="http://a.kr/1", final_url="http://a.kr/1", body=story.html())
        new = [m for m in tag_article(read_page(page)).mentions if m.new]
        if len(new) == 1 and {member.name for member in new[0].members} == {one, other}:
            found.append(story)
        if len(found) == number:
            return found
    raise RuntimeError("too few stories are read as they should be")


def slow_text() -> str:
    """A text that takes the tagger longer than the limit: one deal after the other, a dozen of them in a sentence."""
    sentence = "가람전자와 나래통신이 업무협약을 체결했고 " * 12 + "밝혔다."
    return "\n".join(f"{number} {sentence}" for number in range(1_200))


def huge_robots() -> bytes:
    return ("User-agent: *\nCrawl-delay: 0\n" + "".join(f"Disallow: /{n}*/*x$\n" for n in range(28_000))).encode()


class World:
    """All sites and webhooks, on loopback: what is published when, and when its alert came."""

    def __init__(self, told: list[Story], *, hostile: bool) -> None:
        self.stories = told
        self.hostile = hostile
        self.published: dict[int, float] = {}
        self.alerted: dict[int, float] = {}
        self.looked: set[int] = set()
        self.secret = "whsec_" + base64.b64encode(secrets.token_bytes(24)).decode()
        self._by_name = {story.one: story.number for story in told}
        self._slow = _html("긴 쪽", "".join(f"<p>{line}</p>" for line in slow_text().splitlines()))
        self._robots = huge_robots()
        self._servers: list[asyncio.Server] = []
        self._open: set[asyncio.Task[None]] = set()
        self.port = 0

    async def __aenter__(self) -> World:
        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            task = asyncio.current_task()
            assert task is not None
            self._open.add(task)
            try:
                await self._serve(reader, writer)
            except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
                pass
            finally:
                self._open.discard(task)
                writer.close()

        for host in [_honest_host(n) for n in range(HONEST)] + [_hostile_host(n) for n in range(HOSTILE_HOSTS)]:
            server = await asyncio.start_server(serve, host, self.port)
            self.port = server.sockets[0].getsockname()[1]  # the first takes a free one, the others the same
            self._servers.append(server)
        return self

    async def __aexit__(self, *_: object) -> None:
        for server in self._servers:
            server.close()
        for task in self._open:
            task.cancel()
        await asyncio.gather(*self._open)

    def honest_feed(self, site: int) -> str:
        return f"http://{_honest_host(site)}:{self.port}/rss"

    @property
    def hostile_feed(self) -> str:
        return f"http://{_hostile_host(0)}:{self.port}/rss"

    def foreign(self, number: int) -> str:
        return f"http://{_honest_host(0)}:{self.port}/foreign/{number}"

    async def publish(self, seconds: float) -> None:
        """Let the stories appear one after the other, each at its source."""
        began = time.monotonic()
        for story in self.stories:
            await asyncio.sleep(began + seconds * story.number / len(self.stories) - time.monotonic())
            self.published[story.number] = time.monotonic()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        path = head.split(" ", 2)[1]
        host = writer.get_extra_info("sockname")[0]
        if path.startswith("/webhook"):
            length = next(line for line in head.lower().splitlines() if line.startswith("content-length:"))
            body = await reader.readexactly(int(length.partition(":")[2]))
            if not path.endswith("/desk"):
                await asyncio.Event().wait()
            for member in json.loads(body)["data"]["members"]:
                if member["name"] in self._by_name:
                    self.alerted.setdefault(self._by_name[member["name"]], time.monotonic())
            await _answer(writer, 200, b"", "text/plain")
            return
        found = self._hostile(path) if host.startswith("127.0.1.") else self._honest(host, path)
        await _answer(writer, 404 if found is None else 200, *(found or (b"", "text/plain")))

    def _honest(self, host: str, path: str) -> tuple[bytes, str] | None:
        site = int(host.rpartition(".")[2]) - 10
        if path == "/rss":
            self.looked.add(site)
            own = [story for story in self.stories if story.number % HONEST == site and story.number in self.published]
            links = [(f"http://{host}:{self.port}/news/{story.number}", story.title) for story in own[-50:]]
            return _feed(links), "application/rss+xml"
        if path.startswith("/news/"):
            return self.stories[int(path.removeprefix("/news/"))].html(), "text/html; charset=utf-8"
        if path.startswith("/foreign/"):
            return _html("오늘의 날씨", "<p>오늘은 전국이 대체로 맑겠다. 기온은 어제와 비슷하겠다.</p>"), "text/html"
        return None

    def _hostile(self, path: str) -> tuple[bytes, str] | None:
        if path == "/robots.txt":
            return self._robots, "text/plain"
        if path == "/rss":
            slow = [
                (f"http://{_hostile_host(n % HOSTILE_HOSTS)}:{self.port}/slow/{n}", "긴 쪽") for n in range(SLOW_PAGES)
            ]
            foreign = [(self.foreign(n), "남의 쪽") for n in range(FOREIGN)]
            return _feed([link for pair in zip(slow, foreign, strict=True) for link in pair]), "application/rss+xml"
        return (self._slow, "text/html; charset=utf-8") if path.startswith("/slow/") else None


def _honest_host(site: int) -> str:
    return f"127.0.0.{site + 10}"


def _hostile_host(number: int) -> str:
    return f"127.0.1.{number + 1}"


def _feed(links: list[tuple[str, str]]) -> bytes:
    items = "".join(
        f"<item><title>{escape(title)}</title><link>{escape(url)}</link>"
        f"<pubDate>{format_datetime(now())}</pubDate></item>"
        for url, title in links
    )
    return f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel>{items}</channel></rss>'.encode()


async def _answer(writer: asyncio.StreamWriter, status: int, body: bytes, kind: str) -> None:
    head = f"HTTP/1.1 {status} x\r\ncontent-type: {kind}\r\ncontent-length: {len(body)}\r\nconnection: close\r\n\r\n"
    writer.write(head.encode() + body)
    await writer.drain()


@dataclass(slots=True)
class Outcome:
    """What a run came to."""

    stories: int
    delays: list[float] = field(default_factory=list)
    """Seconds from a story's appearance in its feed to its alert; of those that came."""
    delayed: str = ""
    """What `dongmaeng sources` says is delayed, at the end."""
    counts: str = ""

    def percentile(self, share: float) -> float:
        ordered = sorted(self.delays)
        return ordered[min(int(share * len(ordered)), len(ordered) - 1)] if ordered else float("inf")


async def run(folder: Path, told: list[Story], seconds: float, *, hostile: bool, servers: str | None) -> Outcome:
    """One run of the service, from an empty data directory."""
    async with World(told, hostile=hostile) as world:
        config = _write_settings(folder, world, servers)
        settings = load_settings(config)
        if servers is not None:
            async with _carrier(settings) as carrier:
                await carrier.operations.create_topics()
            if hostile:
                await append(settings, list(_standing(world)))
        with ExitStack() as stack:
            service = stack.enter_context(_service(config, folder))
            stack.callback(_end, service)
            await _until(lambda: len(world.looked) == HONEST, START, service)
            await world.publish(seconds)
            await _until(lambda: len(world.alerted) == len(told), SETTLE, service, lost=True)
            outcome = Outcome(len(told))
            outcome.delayed, outcome.counts = await asyncio.to_thread(_told, config)
        outcome.delays = [moment - world.published[number] for number, moment in world.alerted.items()]
        if servers is not None:
            async with _carrier(settings) as carrier:
                await carrier.operations.delete_topics()
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
    feeds = [world.honest_feed(site) for site in range(HONEST)] + ([world.hostile_feed] if world.hostile else [])
    hooks = ["desk", *(DEAD if world.hostile else ())]
    bus = f'bus = "kafka://{servers}"\n[kafka]\nprefix = "fairness-{secrets.token_hex(4)}."\n' if servers else ""
    config = folder / "dongmaeng.toml"
    config.write_text(
        f'data_dir = "data"\nallow_private_addresses = true\n{bus}'
        f'[workers]\nseconds = {LIMIT}\n[discover]\nmin_interval = 1\n[log]\nlevel = "warning"\n'
        + "".join(f'[[sources]]\nurl = "{url}"\ninterval = {LOOKS}\n' for url in feeds)
        + "".join(
            f'[[endpoints]]\nid = "{id}"\nurl = "http://{_honest_host(0)}:{world.port}/webhook/{id}"\n'
            f'secret = "{world.secret}"\nallow_private = true\n'
            for id in hooks
        ),
        "utf-8",
    )
    return config


def _carrier(settings: Settings) -> KafkaCarrier:
    assert settings.kafka_servers is not None
    layout = Layout(settings.kafka.prefix)
    settings.data_dir.mkdir(parents=True, exist_ok=True)  # records may stand there before the service starts
    return KafkaCarrier(settings.kafka_servers, [], settings.data_dir / "benchmark.sqlite", layout=layout)


def _service(config: Path, folder: Path) -> subprocess.Popen[bytes]:
    with (folder / "log").open("ab") as log:
        return subprocess.Popen([sys.executable, "-m", "dongmaeng", "--config", str(config), "run"], stderr=log)


def _end(service: subprocess.Popen[bytes]) -> None:
    service.send_signal(signal.SIGTERM)
    try:
        service.wait(timeout=60)
    except subprocess.TimeoutExpired:
        service.kill()


async def _until(
    true: Callable[[], bool], seconds: float, service: subprocess.Popen[bytes], *, lost: bool = False
) -> None:
    """Wait for something; where it does not come in time that is an error, or (`lost`) how it is."""
    deadline = time.monotonic() + seconds
    while not true():
        if service.poll() is not None:
            raise RuntimeError(f"the service ended with {service.returncode}")
        if time.monotonic() > deadline:
            if lost:
                return
            raise TimeoutError("the service did not begin")
        await asyncio.sleep(0.2)


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
            (n, o.stories, len(o.delays), o.percentile(0.5), o.percentile(PERCENTILE), o.percentile(1.0), o.delayed)
            for n, o in runs.items()
        ],
    )
    for name, outcome in runs.items():
        print(f"retried, {name}: {outcome.counts}")
    allowed = ALLOWED * runs["without"].percentile(PERCENTILE)
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
