"""Sites on loopback whose stories each tell of an alliance of their own, and a webhook that notes when it was told."""

from __future__ import annotations

import asyncio
import base64
import itertools
import json
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from email.parser import Parser
from email.utils import format_datetime
from pathlib import Path
from typing import Self
from xml.sax.saxutils import escape

from agents.clean.story.article import read_page
from agents.tag.tag import tag_article
from topics.records import Page, now

SITES = 10
LOOKS = 2.0  # seconds between two looks at a feed
SHOWN = 50  # stories in a feed
START = 60.0  # seconds allowed until the service has looked at every feed

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
        return html_page(self.title, paragraphs)


def html_page(title: str, body: str, published: datetime | None = None) -> bytes:
    """A page as papers make them; `published`: now, where nothing else is given."""
    moment = published or now()
    return (
        f'<!doctype html><html lang="ko"><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta property="og:title" content="{title}">'
        f'<meta property="article:published_time" content="{moment.isoformat(timespec="seconds")}"></head>'
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


class Newsstand:
    """All sites and the webhook: what is published when, when its page was fetched, and when its alert came."""

    def __init__(self, told: list[Story]) -> None:
        self.stories = told
        self.published: dict[int, float] = {}
        self.fetched: dict[int, float] = {}
        self.alerted: dict[int, float] = {}
        self.looked: set[int] = set()
        self.secret = "whsec_" + base64.b64encode(secrets.token_bytes(24)).decode()
        self.port = 0
        self._by_name = {story.one: story.number for story in told}
        self._servers: list[asyncio.Server] = []
        self._open: set[asyncio.Task[None]] = set()

    @property
    def hosts(self) -> list[str]:
        """Where it serves."""
        return [site_host(number) for number in range(SITES)]

    async def __aenter__(self) -> Self:
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

        for host in self.hosts:
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

    def feed(self, site: int) -> str:
        return f"http://{site_host(site)}:{self.port}/rss"

    def endpoint(self, id: str) -> str:
        """The settings of a webhook here."""
        return (
            f'[[endpoints]]\nid = "{id}"\nurl = "http://{site_host(0)}:{self.port}/webhook/{id}"\n'
            f'secret = "{self.secret}"\nallow_private = true\n'
        )

    async def publish(self, seconds: float) -> None:
        """Let the stories appear one after the other, each at its source."""
        began = time.monotonic()
        for story in self.stories:
            await asyncio.sleep(began + seconds * story.number / len(self.stories) - time.monotonic())
            self.appear(story)

    def appear(self, story: Story) -> None:
        """Show a story from now on."""
        self.published[story.number] = time.monotonic()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        path = head.split(" ", 2)[1]
        if path.startswith("/webhook/"):
            sent = Parser().parsestr(head.partition("\r\n")[2])
            body = await reader.readexactly(int(sent["content-length"]))
            await self.receive(path.removeprefix("/webhook/"), sent["webhook-id"], body)
            await answer(writer, 200, b"", "text/plain")
            return
        found = self.page(writer.get_extra_info("sockname")[0], path)
        await answer(writer, 404 if found is None else 200, *(found or (b"", "text/plain")))

    async def receive(self, endpoint: str, id: str, body: bytes) -> None:
        """Note that a story was told."""
        for member in json.loads(body)["data"]["members"]:
            if member["name"] in self._by_name:
                self.alerted.setdefault(self._by_name[member["name"]], time.monotonic())

    def page(self, host: str, path: str) -> tuple[bytes, str] | None:
        """What stands at an address of a host; None where nothing does."""
        site = int(host.rpartition(".")[2]) - 10
        if path == "/rss":
            self.looked.add(site)
            own = [story for story in self.stories if story.number % SITES == site and story.number in self.published]
            links = [(f"http://{host}:{self.port}/news/{story.number}", story.title) for story in own[-SHOWN:]]
            return feed_of(links), "application/rss+xml"
        if path.startswith("/news/"):
            number = int(path.removeprefix("/news/"))
            self.fetched.setdefault(number, time.monotonic())
            return self.stories[number].html(), "text/html; charset=utf-8"
        return None


def site_host(site: int) -> str:
    return f"127.0.0.{site + 10}"


def feed_of(links: list[tuple[str, str]]) -> bytes:
    items = "".join(
        f"<item><title>{escape(title)}</title><link>{escape(url)}</link>"
        f"<pubDate>{format_datetime(now())}</pubDate></item>"
        for url, title in links
    )
    return f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel>{items}</channel></rss>'.encode()


async def answer(writer: asyncio.StreamWriter, status: int, body: bytes, kind: str) -> None:
    head = f"HTTP/1.1 {status} x\r\ncontent-type: {kind}\r\ncontent-length: {len(body)}\r\nconnection: close\r\n\r\n"
    writer.write(head.encode() + body)
    await writer.drain()


@asynccontextmanager
async def alerting(world: Newsstand, config: Path, folder: Path, seconds: float, settle: float) -> AsyncIterator[None]:
    """Run the service while the stories appear over some seconds, and until all are alerted or nothing more may come.

    `settle`: seconds allowed after the last story. The service still runs inside.
    """
    with start_service(config, folder) as service:
        try:
            await until(lambda: len(world.looked) == SITES, START, service)
            await world.publish(seconds)
            await until(lambda: len(world.alerted) == len(world.stories), settle, service, lost=True)
            yield
        finally:
            end_service(service)


def start_service(config: Path, folder: Path) -> subprocess.Popen[bytes]:
    """`dongmaeng run`, which logs into the folder."""
    with (folder / "log").open("ab") as log:
        return subprocess.Popen([sys.executable, "-m", "dongmaeng", "--config", str(config), "run"], stderr=log)


def end_service(service: subprocess.Popen[bytes]) -> None:
    service.send_signal(signal.SIGTERM)
    try:
        service.wait(timeout=60)
    except subprocess.TimeoutExpired:
        service.kill()


async def until(
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


def percentile(delays: list[float], share: float) -> float:
    """The delay that this share of all keeps; infinite where there is none."""
    ordered = sorted(delays)
    return ordered[min(int(share * len(ordered)), len(ordered) - 1)] if ordered else float("inf")
