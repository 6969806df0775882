"""A web site on loopback whose answers a test writes down, byte by byte where it must be."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import cast


@dataclass(frozen=True, slots=True)
class Asked:
    """One request that the site received."""

    method: str
    path: str
    """With the query."""
    headers: dict[str, str]
    body: bytes
    at: float = field(default_factory=time.monotonic)

    @property
    def host(self) -> str:
        """The name that was asked for, without the port."""
        return self.headers.get("host", "").partition(":")[0]


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer in one piece, with its right content-length."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


Raw = Callable[[asyncio.StreamWriter], Awaitable[None]]
"""Writes an answer itself: a drip, a stream without end, a wrong length."""

Answer = Reply | Raw | Callable[[Asked], Reply | Raw]


@dataclass(slots=True)
class Site:
    """The site: `answers` by path without the query, or by host and such a path; 404 for all others."""

    url: str = ""
    answers: dict[str, Answer] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    keeps_connections: bool = False

    @property
    def host(self) -> str:
        return self.url.removeprefix("http://")

    def page(self, path: str, text: str, content_type: str = "text/html; charset=utf-8", **headers: str) -> str:
        """Publish a text; gives its URL."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.answers[path] = Reply(200, text.encode(), {"content-type": content_type, **named})
        return self.url + path

    def redirect(self, path: str, location: str, status: int = 302) -> str:
        """Publish a redirect; gives its URL."""
        self.answers[path] = Reply(status, headers={"location": location})
        return self.url + path

    def paths(self) -> list[str]:
        """The paths asked for, in order."""
        return [asked.path for asked in self.asked]


@asynccontextmanager
async def loopback_site(host: str = "127.0.0.1") -> AsyncIterator[Site]:
    """A site that answers on an address of loopback for as long as the context lasts."""
    site = Site()
    open_now: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        open_now.add(task)
        try:
            while await _one_exchange(site, reader, writer) and site.keeps_connections:
                pass
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            open_now.discard(task)
            writer.close()

    server = await asyncio.start_server(serve, host, 0)
    site.url = f"http://{host}:{server.sockets[0].getsockname()[1]}"
    try:
        yield site
    finally:
        server.close()
        for task in list(open_now):
            task.cancel()
        await server.wait_closed()


async def _one_exchange(site: Site, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
    """Answer once; whether the connection may be kept behind it."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    method, path, _ = head[0].split(" ", 2)
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:] if line)}
    asked = Asked(method, path, headers, await reader.readexactly(int(headers.get("content-length", 0))))
    site.asked.append(asked)
    path = path.partition("?")[0]
    answer = site.answers.get(asked.host + path) or site.answers.get(path, Reply(404))
    if not isinstance(answer, Reply) and not asyncio.iscoroutinefunction(answer):
        answer = cast(Callable[[Asked], Reply | Raw], answer)(asked)
    if not isinstance(answer, Reply):
        await cast(Raw, answer)(writer)
        return False
    connection = "keep-alive" if site.keeps_connections else "close"
    lines = [f"HTTP/1.1 {answer.status} X", f"content-length: {len(answer.body)}", f"connection: {connection}"]
    lines += [f"{name}: {value}" for name, value in answer.headers.items()]
    writer.write("\r\n".join([*lines, "", ""]).encode() + answer.body)
    await writer.drain()
    return True
