"""HTTP for the whole project: bounded in time, size and redirects, and closed to private addresses."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from http.cookiejar import CookieJar, DefaultCookiePolicy
from types import TracebackType
from typing import Self

import httpcore
import httpx

from agents.addresses import CheckedBackend, ForbiddenAddressError, Resolve, resolve
from agents.decoding import BrokenEncoding, Decoder

_MOST_REDIRECTS = 5
"""Hops; browsers allow 20, but honest sites need two or three (http, www, moved)."""

_REDIRECTS = frozenset({301, 302, 303, 307, 308})

_POST_ANSWER_BYTES = 65_536
"""How much of an answer to a POST is read: a webhook's answer is a short word for the log."""

_CONNECTIONS = 64
"""Open connections at once: above the fetch concurrency (16), so that feeds and webhooks never queue behind pages."""

_CROSS_ORIGIN_HEADERS = frozenset({"authorization", "cookie", "proxy-authorization"})


class WebError(Exception):
    """An exchange that gave no answer; the text names the host and never the path, query or credentials."""


class BadUrl(WebError):
    """No http(s) URL."""


class ForbiddenAddress(WebError):
    """The host has no public address."""


class TooLarge(WebError):
    """The decoded body is larger than the limit."""


class TooManyRedirects(WebError):
    """More than five redirects, or a redirect to an address already visited."""


class Unreachable(WebError):
    """No connection, a broken answer, or none in time."""


class TimedOut(Unreachable):
    """The whole exchange took longer than the limit."""


@dataclass(frozen=True, slots=True)
class Response:
    """An answer: the URL that gave it, its status, headers by lower-case name and the decoded body."""

    url: str
    status: int
    headers: dict[str, str]
    body: bytes


class Web:
    """An HTTP client; use it as an async context manager.

    `timeout` is seconds for a whole exchange with its redirects; `max_bytes` limits the decoded body. `private_hosts`
    are names (`host` or `host:port`) that may have private addresses even where `allow_private` is false.
    """

    def __init__(
        self,
        *,
        user_agent: str,
        allow_private: bool = False,
        timeout: float = 15.0,
        max_bytes: int = 5_000_000,
        private_hosts: Collection[str] = (),
        resolve: Resolve = resolve,
    ) -> None:
        self._user_agent = user_agent
        self._timeout = timeout
        self._max_bytes = max_bytes
        backend = CheckedBackend(resolve, None if allow_private else frozenset(private_hosts))
        self._client = httpx.AsyncClient(
            transport=_Transport(backend),
            # One limit for the whole exchange stands below; httpx's own are per read, which a slow drip never meets.
            timeout=None,
            trust_env=False,
            follow_redirects=False,
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
        )

    async def __aenter__(self) -> Self:
        await self._client.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._client.__aexit__(kind, error, trace)

    async def get(
        self, url: str, headers: Mapping[str, str] | None = None, max_bytes: int | None = None, *, cut: bool = False
    ) -> Response:
        """The answer at the end of at most five redirects; raises `WebError`.

        With `cut`, a body over the limit is cut there in place of `TooLarge`.
        """
        limit = self._max_bytes if max_bytes is None else max_bytes
        sent = dict(headers or {})
        current = _web_url(url)
        visited: set[str] = set()
        try:
            async with asyncio.timeout(self._timeout):
                for _ in range(_MOST_REDIRECTS + 1):
                    visited.add(str(current))
                    response = await self._exchange("GET", current, sent, None, limit, cut=cut)
                    location = response.headers.get("location")
                    if response.status not in _REDIRECTS or not location:
                        return response
                    following = _web_url(location, current)
                    if str(following) in visited:
                        raise TooManyRedirects(f"{current.host}: redirects in a circle")
                    if _origin(following) != _origin(current):
                        sent = {
                            name: value for name, value in sent.items() if name.lower() not in _CROSS_ORIGIN_HEADERS
                        }
                    current = following
        except TimeoutError:
            raise TimedOut(f"{current.host}: no full answer within {self._timeout:g} s") from None
        raise TooManyRedirects(f"{current.host}: more than {_MOST_REDIRECTS} redirects")

    async def post(self, url: str, content: bytes, headers: Mapping[str, str]) -> Response:
        """The answer to a POST, at most its first 64 KiB; redirects are not followed; raises `WebError`."""
        target = _web_url(url)
        try:
            async with asyncio.timeout(self._timeout):
                return await self._exchange("POST", target, headers, content, _POST_ANSWER_BYTES, cut=True)
        except TimeoutError:
            raise TimedOut(f"{target.host}: no full answer within {self._timeout:g} s") from None

    async def _exchange(
        self, method: str, url: httpx.URL, headers: Mapping[str, str], content: bytes | None, limit: int, *, cut: bool
    ) -> Response:
        sent = {"accept": "*/*", "accept-encoding": "gzip, deflate", **{k.lower(): v for k, v in headers.items()}}
        sent["user-agent"] = self._user_agent
        try:
            request = self._client.build_request(method, url, headers=sent, content=content)
            async with _closing(await self._client.send(request, stream=True)) as answer:
                redirected = method == "GET" and answer.status_code in _REDIRECTS and "location" in answer.headers
                body = b"" if redirected else await _body(answer, limit, cut, url.host)
                answered = {name.lower(): value for name, value in answer.headers.items()}
                if "location" in answered:
                    answered["location"] = _location(answer.headers)
                return Response(str(url.copy_with(userinfo=b"", fragment=None)), answer.status_code, answered, body)
        except ForbiddenAddressError:
            raise ForbiddenAddress(f"{url.host}: no public address") from None
        except BrokenEncoding as error:
            raise Unreachable(f"{url.host}: {error}") from None
        except httpx.InvalidURL:
            raise BadUrl(f"{url.host}: no valid URL") from None
        except httpx.TimeoutException:
            raise TimedOut(f"{url.host}: timed out") from None
        except (httpx.HTTPError, httpx.StreamError, OSError) as error:
            raise Unreachable(f"{url.host}: {_cause(error)}") from None


class _Transport(httpx.AsyncHTTPTransport):
    """httpx's transport over a connection pool whose network backend checks addresses."""

    def __init__(self, backend: httpcore.AsyncNetworkBackend) -> None:
        super().__init__(trust_env=False)
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=httpx.create_ssl_context(trust_env=False),
            max_connections=_CONNECTIONS,
            max_keepalive_connections=_CONNECTIONS // 2,
            keepalive_expiry=15.0,  # seconds; two pages of one host come about a second apart
            network_backend=backend,
        )


class _closing:
    """Close an httpx response at the end, unread rest and all."""

    def __init__(self, answer: httpx.Response) -> None:
        self.answer = answer

    async def __aenter__(self) -> httpx.Response:
        return self.answer

    async def __aexit__(self, *_: object) -> None:
        await self.answer.aclose()


async def _body(answer: httpx.Response, limit: int, cut: bool, host: str) -> bytes:
    declared = answer.headers.get("content-length", "")
    if not cut and declared.isdecimal() and int(declared[:20]) > limit:
        raise TooLarge(f"{host}: {declared[:20]} bytes declared, {limit} allowed")
    decoder = Decoder(answer.headers.get("content-encoding", ""))
    raw = 0
    pieces: list[bytes] = []
    size = 0
    async for chunk in answer.aiter_raw():
        raw += len(chunk)
        for piece in decoder.feed(chunk):
            pieces.append(piece)
            size += len(piece)
            if size > limit:
                break
        if max(size, raw) > limit:
            if cut:
                return b"".join(pieces)[:limit]
            raise TooLarge(f"{host}: more than {limit} bytes")
    decoder.finish()
    return b"".join(pieces)


def _web_url(url: str, base: httpx.URL | None = None) -> httpx.URL:
    try:
        parsed = httpx.URL(url.strip()) if base is None else base.join(url.strip())
    except (httpx.InvalidURL, ValueError, UnicodeError):
        raise BadUrl("no valid URL" if base is None else f"{base.host}: redirects to no valid URL") from None
    if parsed.scheme not in ("http", "https") or not parsed.host:
        raise BadUrl("no http(s) URL" if base is None else f"{base.host}: redirects to no http(s) URL")
    return parsed


def _location(headers: httpx.Headers) -> str:
    """The Location header with its bytes outside ASCII percent-encoded, whatever encoding the server means."""
    raw = next(value for name, value in headers.raw if name.lower() == b"location")
    return "".join(chr(byte) if byte < 0x80 else f"%{byte:02X}" for byte in raw)


def _origin(url: httpx.URL) -> tuple[str, str, int | None]:
    return (url.scheme, url.host, url.port)


def _cause(error: Exception) -> str:
    """What went wrong in words without addresses, paths or header values."""
    if isinstance(error, httpx.ConnectError):
        return "no connection"
    if isinstance(error, httpx.ProtocolError):
        return "broken answer"
    return "connection lost"
