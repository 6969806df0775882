"""HTTP for the whole project: bounded in time, size and redirects, and closed to private addresses."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from agents.addresses import (
    CONNECT_SECONDS,
    CheckedBackend,
    ForbiddenAddressError,
    ForbiddenPortError,
    Ports,
    Resolve,
    resolve,
)
from agents.bodies import read_beginning, read_body
from agents.connection_pool import ConnectionPool, Transport
from agents.heads import Heard, TolerantBackend
from agents.http_errors import (
    BadUrl,
    CutShort,
    ForbiddenAddress,
    ForbiddenPort,
    HttpError,
    LedAstray,
    MalformedAnswer,
    NoConnection,
    TimedOut,
    TlsFault,
    TooLarge,
    TooManyRedirects,
    UndecodableAnswer,
    Unreachable,
)
from agents.http_failures import failure
from agents.http_library import httpcore, httpx
from agents.page_redirects import leads_to
from agents.redirects import RedirectChain, web_url
from agents.sites import site_of_url
from agents.tls import trust

__all__ = [
    "BadUrl",
    "CutShort",
    "ForbiddenAddress",
    "ForbiddenPort",
    "HttpClient",
    "HttpError",
    "LedAstray",
    "MalformedAnswer",
    "NoConnection",
    "Response",
    "TimedOut",
    "TlsFault",
    "TooLarge",
    "TooManyRedirects",
    "UndecodableAnswer",
    "Unreachable",
]

_REDIRECTS = frozenset({301, 302, 303, 307, 308})

_CONNECTIONS = 64
"""Connections in use at once: above the fetch concurrency (16), so that feeds and webhooks never queue behind pages."""

_KEPT_OPEN = _CONNECTIONS // 2
"""Connections without a request that are kept for the next."""


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
    which may be asked; None: all. `legacy_tls` are sites (as `site_of_url` names them) whose TLS may lack RFC 5746.
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
        legacy_tls: Collection[str] = (),
    ) -> None:
        self._user_agent = user_agent
        self._timeout = timeout
        self._max_bytes = max_bytes
        self._private_hosts = set(private_hosts)
        self._ports = ports
        self._backend = CheckedBackend(resolve, None if allow_private else self._private_hosts, ports=ports)
        self._ssl = trust()
        self._legacy_ssl: ssl.SSLContext | None = None
        self._legacy_sites = set(legacy_tls)
        self._transport = self._make_transport(None, _KEPT_OPEN)

    def _make_transport(self, heard: Heard | None, kept_open: int) -> Transport:
        backend = TolerantBackend(self._backend, heard)
        return Transport(ConnectionPool(backend, self._trust, most=_CONNECTIONS, kept_open=kept_open))

    def _trust(self, origin: httpcore.Origin) -> ssl.SSLContext:
        if not self._legacy_sites or site_of_url(str(origin)) not in self._legacy_sites:
            return self._ssl
        if self._legacy_ssl is None:  # what is trusted takes a tenth of a second to load
            self._legacy_ssl = trust(legacy=True)
        return self._legacy_ssl

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

    def allow_legacy_tls(self, sites: Collection[str]) -> None:
        """Let the TLS of these sites lack secure renegotiation from now on."""
        self._legacy_sites |= set(sites)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._transport.aclose()

    async def get(
        self,
        url: str,
        headers: Mapping[str, str] | None = None,
        max_bytes: int | None = None,
        *,
        cut: bool = False,
        through_pages: bool = False,
    ) -> Response:
        """The answer at the end of at most five redirects; raises `HttpError`.

        With `cut`, a body over the limit is cut there in place of `TooLarge`. With `through_pages`, one page on the way
        that does nothing but lead to another is a redirect too. Cookies are sent to the host that set them, as long as
        the redirects last.
        """
        limit = self._max_bytes if max_bytes is None else max_bytes
        chain = RedirectChain(url, headers or {})
        try:
            async with asyncio.timeout(self._timeout):
                while True:
                    response, answer = await self._exchange(chain.url, chain.headers, limit, cut=cut)
                    location = response.headers.get("location")
                    if response.status in _REDIRECTS and location:
                        chain.follow(location, answer)
                    elif not (through_pages and chain.follow_page(_page_leads_to(response), answer)):
                        return response
        except NoConnection as error:
            if site_of_url(str(chain.url)) == site_of_url(url):
                raise
            raise LedAstray(error) from error  # which says nothing of the host that was asked
        except TimeoutError as error:
            raise failure(error, chain.url.host, self._timeout) from None

    async def post(self, url: str, content: bytes, headers: Mapping[str, str]) -> Response:
        """The answer to a POST with the beginning of its body; redirects are not followed; raises `HttpError`.

        Once the line with the status has come, nothing behind it makes the answer a failure: not its headers, nor its
        body, of which as much is given as could be read and decoded. The connection is a new one, since one that was
        kept may be closed by the other side at the moment of sending, and nobody would know whether it had come
        through.
        """
        target = web_url(url)
        heard = Heard()
        body = bytearray()
        try:
            async with asyncio.timeout(self._timeout), self._make_transport(heard, 0) as transport:
                request = self._request("POST", target, {**headers, "connection": "close"}, content)
                async with _closing(await transport.handle_async_request(request)) as answer:
                    await read_beginning(answer, body)
        except Exception as error:  # whatever it is, it came too late to change a status
            if heard.status is None:
                raise failure(error, target.host, self._timeout) from None
        if heard.status is None:
            raise MalformedAnswer(f"{target.host}: no status")
        return Response(_plain_url(target), heard.status, heard.headers, bytes(body))

    async def connect(self, host: str, port: int) -> socket.socket:
        """A socket that is connected to a host whose address was checked, for what is no HTTP; raises `HttpError`."""
        refused: OSError | None = None
        try:
            addresses = await self._backend.addresses(host, port)
        except (ForbiddenAddressError, ForbiddenPortError) as error:
            raise failure(error, host, self._timeout) from None
        except httpcore.ConnectError:
            raise NoConnection(f"{host}: no connection") from None
        for address in addresses:
            family = socket.AF_INET6 if ":" in address else socket.AF_INET
            connection = socket.socket(family, socket.SOCK_STREAM)
            connection.setblocking(False)
            try:
                async with asyncio.timeout(CONNECT_SECONDS):
                    await asyncio.get_running_loop().sock_connect(connection, (address, port))
            except OSError as error:
                connection.close()
                refused = error
            except BaseException:
                connection.close()
                raise
            else:
                return connection
        raise NoConnection(f"{host}: no connection") from refused

    async def _exchange(
        self, url: httpx.URL, headers: Mapping[str, str], limit: int, *, cut: bool
    ) -> tuple[Response, httpx.Response]:
        try:
            request = self._request("GET", url, headers, None)
            async with _closing(await self._transport.handle_async_request(request)) as answer:
                redirected = answer.status_code in _REDIRECTS and "location" in answer.headers
                body = b"" if redirected else await read_body(answer, limit, cut, url.host)
                answered = {name.lower(): value for name, value in answer.headers.items()}
                if "location" in answered:
                    answered["location"] = _location(answer.headers)
                return Response(_plain_url(url), answer.status_code, answered, body), answer
        except Exception as error:
            raise failure(error, url.host, self._timeout) from None

    def _request(self, method: str, url: httpx.URL, headers: Mapping[str, str], content: bytes | None) -> httpx.Request:
        given = {name.lower(): value for name, value in headers.items()}
        sent = {"accept": "*/*", "accept-encoding": "gzip, deflate", "connection": "keep-alive", **given}
        sent["user-agent"] = self._user_agent
        request = httpx.Request(method, url, headers=sent, content=content)
        if url.userinfo and "authorization" not in given:
            request = next(httpx.BasicAuth(url.username, url.password).auth_flow(request))
        return request


class _closing:
    """Close an httpx response at the end, unread rest and all."""

    def __init__(self, answer: httpx.Response) -> None:
        self.answer = answer

    async def __aenter__(self) -> httpx.Response:
        return self.answer

    async def __aexit__(self, *_: object) -> None:
        await self.answer.aclose()


def _location(headers: httpx.Headers) -> str:
    """The Location header with its bytes outside ASCII percent-encoded, whatever encoding the server means."""
    raw = next(value for name, value in headers.raw if name.lower() == b"location")
    return "".join(chr(byte) if byte < 0x80 else f"%{byte:02X}" for byte in raw)


def _page_leads_to(response: Response) -> str | None:
    kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    is_page = 200 <= response.status < 300 and kind in ("", "text/html", "application/xhtml+xml")
    return leads_to(response.headers, response.body) if is_page else None


def _plain_url(url: httpx.URL) -> str:
    if url.userinfo or url.fragment:
        url = url.copy_with(userinfo=b"", fragment=None)
    return str(url)
