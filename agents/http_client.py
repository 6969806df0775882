"""HTTP for the whole project: bounded in time, size and redirects, and closed to private addresses."""

from __future__ import annotations

import asyncio
import re
import socket
import ssl
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from http.cookiejar import CookieJar, DefaultCookiePolicy
from types import TracebackType
from typing import Self

import httpcore
import httpx

from agents.addresses import (
    CONNECT_SECONDS,
    CheckedBackend,
    ForbiddenAddressError,
    ForbiddenPortError,
    Ports,
    Resolve,
    resolve,
)
from agents.bodies import body_fault, read_body
from agents.heads import Heard, MalformedHeadError, TolerantBackend
from agents.http_errors import (
    BadUrl,
    CutShort,
    ForbiddenAddress,
    ForbiddenPort,
    HttpError,
    MalformedAnswer,
    TimedOut,
    TooLarge,
    TooManyRedirects,
    UndecodableAnswer,
    Unreachable,
)

__all__ = [
    "BadUrl",
    "CutShort",
    "ForbiddenAddress",
    "ForbiddenPort",
    "HttpClient",
    "HttpError",
    "MalformedAnswer",
    "Response",
    "TimedOut",
    "TooLarge",
    "TooManyRedirects",
    "UndecodableAnswer",
    "Unreachable",
]

_MOST_REDIRECTS = 5
"""Hops; browsers allow 20, but honest sites need two or three (http, www, moved)."""

_REDIRECTS = frozenset({301, 302, 303, 307, 308})

_POST_ANSWER_BYTES, _POST_ANSWER_SECONDS = 65_536, 2.0
"""How much of the body of an answer to a POST is waited for, so that the receiver can end in order."""

_POST_ANSWER_CHUNK = 4_096

_CONNECTIONS = 64
"""Open connections at once: above the fetch concurrency (16), so that feeds and webhooks never queue behind pages."""

_KEPT_OPEN = _CONNECTIONS // 2
"""Connections without a request that are kept for the next."""

_BACKSLASH = re.compile(r"[^/?#]*//[^/?#]*\\")
"""One in the authority, where browsers end the host and libraries do not."""

_CROSS_ORIGIN_HEADERS = frozenset({"authorization", "cookie", "proxy-authorization"})


@dataclass(frozen=True, slots=True)
class Response:
    """An answer: the URL that gave it, its status, headers by lower-case name and the decoded body."""

    url: str
    status: int
    headers: dict[str, str]
    body: bytes


class HttpClient:
    """An HTTP client; use it as an async context manager.

    `timeout` is seconds for a whole exchange with its redirects; `max_bytes` limits the decoded body. `private_hosts`
    are names (`host` or `host:port`) that may have private addresses even where `allow_private` is false. `ports` says
    which may be asked; None: all.
    """

    def __init__(
        self,
        *,
        user_agent: str,
        allow_private: bool = False,
        timeout: float = 15.0,
        max_bytes: int = 5_000_000,
        private_hosts: Collection[str] = (),
        ports: Ports | None = None,
        resolve: Resolve = resolve,
    ) -> None:
        self._user_agent = user_agent
        self._timeout = timeout
        self._max_bytes = max_bytes
        self._private_hosts = set(private_hosts)
        self._ports = ports
        self._backend = CheckedBackend(resolve, None if allow_private else self._private_hosts, ports=ports)
        self._ssl = httpx.create_ssl_context(trust_env=False)
        self._client = self._make_client(None, _KEPT_OPEN)

    def _make_client(self, heard: Heard | None, kept_open: int) -> httpx.AsyncClient:
        return httpx.AsyncClient(
            transport=_Transport(TolerantBackend(self._backend, heard), self._ssl, kept_open),
            # One limit for the whole exchange stands below; httpx's own are per read, which a slow drip never meets.
            timeout=None,
            trust_env=False,
            follow_redirects=False,
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
        )

    @property
    def tls(self) -> ssl.SSLContext:
        """Whom to trust, also where what is spoken is no HTTP."""
        return self._ssl

    def allow_private_hosts(self, hosts: Collection[str]) -> None:
        """Let these names (`host` or `host:port`) have private addresses from now on."""
        self._private_hosts.update(hosts)

    def admit_port_of(self, address: str) -> None:
        """Let the port of a source's address be asked on its site from now on."""
        if self._ports is not None:
            self._ports.admit(address)

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
        """The answer at the end of at most five redirects; raises `HttpError`.

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
                    response = await self._exchange(current, sent, limit, cut=cut)
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
        except TimeoutError as error:
            raise self._failure(error, current.host) from None
        raise TooManyRedirects(f"{current.host}: more than {_MOST_REDIRECTS} redirects")

    async def post(self, url: str, content: bytes, headers: Mapping[str, str]) -> Response:
        """The answer to a POST with the beginning of its body; redirects are not followed; raises `HttpError`.

        Once the line with the status has come, nothing behind it makes the answer a failure: not its headers, nor its
        body, of which as much is given as could be read and decoded. The connection is a new one, since one that was
        kept may be closed by the other side at the moment of sending, and nobody would know whether it had come
        through.
        """
        target = _web_url(url)
        heard = Heard()
        body = bytearray()
        try:
            async with asyncio.timeout(self._timeout), self._make_client(heard, 0) as client:
                request = self._request(client, "POST", target, {**headers, "connection": "close"}, content)
                async with _closing(await client.send(request, stream=True)) as answer:
                    await _read_beginning(answer, body)
        except Exception as error:  # whatever it is, it came too late to change a status
            if heard.status is None:
                raise self._failure(error, target.host) from None
        if heard.status is None:
            raise MalformedAnswer(f"{target.host}: no status")
        return Response(_plain_url(target), heard.status, heard.headers, bytes(body))

    async def connect(self, host: str, port: int) -> socket.socket:
        """A socket that is connected to a host whose address was checked, for what is no HTTP; raises `HttpError`."""
        failure: OSError | None = None
        try:
            addresses = await self._backend.addresses(host, port)
        except (ForbiddenAddressError, ForbiddenPortError) as error:
            raise self._failure(error, host) from None
        except httpcore.ConnectError:
            raise Unreachable(f"{host}: no connection") from None
        for address in addresses:
            family = socket.AF_INET6 if ":" in address else socket.AF_INET
            connection = socket.socket(family, socket.SOCK_STREAM)
            connection.setblocking(False)
            try:
                async with asyncio.timeout(CONNECT_SECONDS):
                    await asyncio.get_running_loop().sock_connect(connection, (address, port))
            except OSError as error:
                connection.close()
                failure = error
            except BaseException:
                connection.close()
                raise
            else:
                return connection
        raise Unreachable(f"{host}: no connection") from failure

    async def _exchange(self, url: httpx.URL, headers: Mapping[str, str], limit: int, *, cut: bool) -> Response:
        try:
            request = self._request(self._client, "GET", url, headers, None)
            async with _closing(await self._client.send(request, stream=True)) as answer:
                redirected = answer.status_code in _REDIRECTS and "location" in answer.headers
                body = b"" if redirected else await read_body(answer, limit, cut, url.host)
                answered = {name.lower(): value for name, value in answer.headers.items()}
                if "location" in answered:
                    answered["location"] = _location(answer.headers)
                return Response(_plain_url(url), answer.status_code, answered, body)
        except Exception as error:
            raise self._failure(error, url.host) from None

    def _request(
        self, client: httpx.AsyncClient, method: str, url: httpx.URL, headers: Mapping[str, str], content: bytes | None
    ) -> httpx.Request:
        sent = {"accept": "*/*", "accept-encoding": "gzip, deflate", **{k.lower(): v for k, v in headers.items()}}
        sent["user-agent"] = self._user_agent
        return client.build_request(method, url, headers=sent, content=content)

    def _failure(self, error: Exception, host: str) -> HttpError:
        """The error as ours, in words without addresses, paths or header values; raises it again where it is a bug."""
        match error:
            case HttpError():
                return error
            case TimeoutError():
                return TimedOut(f"{host}: no full answer within {self._timeout:g} s")
            case ForbiddenAddressError():
                return ForbiddenAddress(f"{host}: no public address")
            case ForbiddenPortError():
                return ForbiddenPort(f"{host}: port not allowed")
            case MalformedHeadError():
                return MalformedAnswer(f"{host}: {error}")
            case httpx.InvalidURL():
                return BadUrl(f"{host}: no valid URL")
            case httpx.TimeoutException():
                return TimedOut(f"{host}: timed out")
            case httpx.ConnectError():
                return Unreachable(f"{host}: no connection")
            case httpx.RemoteProtocolError() if not str(error).startswith("Server disconnected"):
                return body_fault(error, host)
            case httpx.HTTPError() | httpx.StreamError() | OSError():
                return Unreachable(f"{host}: connection lost")
            case _:
                raise error


class _Transport(httpx.AsyncHTTPTransport):
    """httpx's transport over a connection pool whose network backend checks addresses."""

    def __init__(self, backend: httpcore.AsyncNetworkBackend, ssl_context: ssl.SSLContext, kept_open: int) -> None:
        super().__init__(verify=ssl_context, trust_env=False)
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=ssl_context,
            max_connections=_CONNECTIONS,
            max_keepalive_connections=kept_open,
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


async def _read_beginning(answer: httpx.Response, body: bytearray) -> None:
    """Read the beginning of a body, decoded, into `body`; what is no valid encoding ends it."""
    async with asyncio.timeout(_POST_ANSWER_SECONDS):
        async for chunk in answer.aiter_bytes(_POST_ANSWER_CHUNK):
            body += chunk
            if len(body) >= _POST_ANSWER_BYTES:
                del body[_POST_ANSWER_BYTES:]
                return


def _web_url(url: str, base: httpx.URL | None = None) -> httpx.URL:
    if _BACKSLASH.match(url):
        raise BadUrl("no valid URL" if base is None else f"{base.host}: redirects to no valid URL")
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


def _plain_url(url: httpx.URL) -> str:
    return str(url.copy_with(userinfo=b"", fragment=None))
