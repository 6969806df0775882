"""Heads of answers, read as browsers do: what is no header is left out, and what frames the body is said once.

h11 refuses an answer for one odd header. So the stream below it hands it each head in order: the status line, the
headers that are some, and one `Transfer-Encoding` or `Content-Length` (RFC 9112, 6.3, for a client's side).
"""

from __future__ import annotations

import re
import ssl
from collections.abc import Iterable
from dataclasses import dataclass

from agents.http_library import httpcore

_MOST_BYTES = 262_144
"""All heads of one answer together, as in Chromium; servers send some hundred, with many cookies some thousand."""

_STATUS_LINE = re.compile(rb"HTTP/(\d)(?:\.(\d))?[ \t]+(\d{3})(?![^ \t\r\n])", re.IGNORECASE)
_END = re.compile(rb"\n\r?\n")
_TOKEN = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_CONTROLS = re.compile(rb"[\x00-\x08\x0a-\x1f\x7f]+")
_LENGTH = re.compile(rb"\d{1,18}")

Header = tuple[bytes, bytes]


class MalformedHeadError(Exception):
    """What came is no head of an HTTP answer; the text says why, without any of it."""


@dataclass(slots=True)
class Heard:
    """What has come of the head of an answer, be it whole or not."""

    head: bytes = b""

    @property
    def status(self) -> int | None:
        """The final status, once its line is there."""
        match = _STATUS_LINE.match(self.head)
        status = int(match[3]) if match else 0
        return status if status >= 200 else None

    @property
    def headers(self) -> dict[str, str]:
        """The headers so far, by lower-case name; of several with one name the first."""
        found: dict[str, str] = {}
        for name, value in _headers(self.head.split(b"\n")[1:]):
            found.setdefault(name.lower().decode("ascii"), value.decode("latin-1"))
        return found


class TolerantBackend(httpcore.AsyncNetworkBackend):
    """A network backend whose streams put the heads of answers in order; `heard` is told of the last one."""

    def __init__(self, backend: httpcore.AsyncNetworkBackend, heard: Heard | None = None) -> None:
        self._backend = backend
        self._heard = heard or Heard()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 (the interface of httpcore)
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        stream = await self._backend.connect_tcp(host, port, timeout, local_address, socket_options)
        return _TolerantStream(stream, self._heard)

    async def sleep(self, seconds: float) -> None:
        await self._backend.sleep(seconds)


class _TolerantStream(httpcore.AsyncNetworkStream):
    """Puts the head behind each request in order and lets the rest pass."""

    def __init__(self, stream: httpcore.AsyncNetworkStream, heard: Heard) -> None:
        self._stream = stream
        self._heard = heard
        self._reader: HeadReader | None = None

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ASYNC109
        while self._reader is not None:
            data = await self._stream.read(max_bytes, timeout)
            try:
                ordered = self._reader.feed(data)
            finally:
                self._heard.head = self._reader.head
            if self._reader.ended:
                self._reader = None
            if ordered or not data:
                return ordered
        return await self._stream.read(max_bytes, timeout)

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ASYNC109
        self._reader = HeadReader()
        await self._stream.write(buffer, timeout)

    async def aclose(self) -> None:
        await self._stream.aclose()

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ASYNC109
    ) -> httpcore.AsyncNetworkStream:
        return _TolerantStream(await self._stream.start_tls(ssl_context, server_hostname, timeout), self._heard)

    def get_extra_info(self, info: str) -> object:
        return self._stream.get_extra_info(info)


class HeadReader:
    """Takes the bytes of an answer until the head that decides it is whole."""

    def __init__(self) -> None:
        self.head = b""
        """What has come of the head that is under way."""
        self.ended = False
        self._passed = 0
        """Bytes of the interim heads (1xx) before it."""

    def feed(self, data: bytes) -> bytes:
        """The heads that these bytes complete, in order, with what came behind them; raises `MalformedHeadError`."""
        ordered = b""
        searched = max(0, len(self.head) - 3)
        self.head = (self.head + data).lstrip(b"\r\n") if not self.head else self.head + data
        while not self.ended:
            if not b"HTTP/".startswith(self.head[:5].upper()):
                raise MalformedHeadError("not HTTP")
            end = _END.search(self.head, searched)
            if end is None:
                if self._passed + len(self.head) > _MOST_BYTES:
                    raise MalformedHeadError("head too large")
                if not data and self.head:
                    raise MalformedHeadError("head cut short")
                return ordered
            status, in_order = _in_order(self.head[: end.start()])
            rest = self.head[end.end() :]
            ordered += in_order
            if 100 <= status < 200 and status != 101:
                self._passed += end.end()
                self.head, searched = rest, 0
                continue
            self.ended = True
            self.head = self.head[: end.end()]
            ordered += rest
        return ordered


def _in_order(head: bytes) -> tuple[int, bytes]:
    line, *lines = head.split(b"\n")
    match = _STATUS_LINE.match(line)
    if match is None:
        raise MalformedHeadError("no status line")
    version = b"1.0" if (match[1], match[2]) == (b"1", b"0") else b"1.1"
    headers = [b"%s: %s" % header for header in _framed(_headers(lines))]
    return int(match[3]), b"\r\n".join([b"HTTP/%s %s " % (version, match[3]), *headers, b"", b""])


def _headers(lines: Iterable[bytes]) -> list[Header]:
    """The lines that are headers, folded ones joined."""
    found: list[Header] = []
    folds = False
    for line in lines:
        if line[:1] in (b" ", b"\t"):
            if folds:
                name, value = found[-1]
                found[-1] = name, (value + b" " + _plain(line)).strip()
            continue
        name, colon, value = line.partition(b":")
        name = name.strip(b" \t")
        folds = bool(colon) and _TOKEN.fullmatch(name) is not None
        if folds:
            found.append((name, _plain(value)))
    return found


def _framed(headers: list[Header]) -> list[Header]:
    """The headers with one that says where the body ends, or none where the connection's end does."""
    kept = [header for header in headers if header[0].lower() not in (b"transfer-encoding", b"content-length")]
    if b"chunked" in _items(headers, b"transfer-encoding"):
        return [*kept, (b"Transfer-Encoding", b"chunked")]
    lengths = {
        length.lstrip(b"0") or b"0" for length in _items(headers, b"content-length") if _LENGTH.fullmatch(length)
    }
    if len(lengths) > 1:
        raise MalformedHeadError("several lengths")
    return [*kept, *((b"Content-Length", length) for length in lengths)]


def _items(headers: Iterable[Header], wanted: bytes) -> list[bytes]:
    values = [value for name, value in headers if name.lower() == wanted]
    return [item.strip().lower() for value in values for item in value.split(b",")]


def _plain(value: bytes) -> bytes:
    return _CONTROLS.sub(b" ", value).strip()
