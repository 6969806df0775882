"""Connections that are kept open for the next request to their host."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable
from types import TracebackType
from typing import Self, cast

from agents.http_library import httpcore, httpx

_EXPIRY = 15.0
"""Seconds without a request; two pages of one host come about a second apart."""

Trust = Callable[[httpcore.Origin], ssl.SSLContext]
"""From an origin to whom is trusted there, and in which protocols."""

_Origin = tuple[bytes, bytes, int | None]


class ConnectionPool:
    """So many requests at once, each on a connection of its own, in the place of httpcore's pool."""

    def __init__(self, backend: httpcore.AsyncNetworkBackend, trust: Trust, *, most: int, kept_open: int) -> None:
        """`most`: connections in use at once; `kept_open`: those without a request, beside them."""
        self._backend = backend
        self._trust = trust
        self._kept_open = kept_open
        self._turns = asyncio.Semaphore(most)
        self._idle: list[tuple[_Origin, httpcore.AsyncHTTPConnection]] = []
        """The longest unused first."""

    async def handle_async_request(self, request: httpcore.Request) -> httpcore.Response:
        await self._turns.acquire()
        connection = None
        try:
            connection = await self._connection(request.url.origin)
            answer = await connection.handle_async_request(request)
        except BaseException:
            self._turns.release()
            if connection is not None:
                await connection.aclose()
            raise
        body = _Body(self, request.url.origin, connection, cast(_Stream, answer.stream))
        return httpcore.Response(answer.status, headers=answer.headers, content=body, extensions=answer.extensions)

    async def _connection(self, origin: httpcore.Origin) -> httpcore.AsyncHTTPConnection:
        """One that was kept open and still is, or a new one; those whose time is over are closed."""
        while self._idle and self._idle[0][1].has_expired():
            await self._idle.pop(0)[1].aclose()
        wanted = _key(origin)
        for place in range(len(self._idle) - 1, -1, -1):
            if self._idle[place][0] == wanted:
                _, kept = self._idle.pop(place)
                if not kept.has_expired():
                    return kept
                await kept.aclose()
                return await self._connection(origin)
        context = self._trust(origin) if origin.scheme == b"https" else None
        return httpcore.AsyncHTTPConnection(
            origin, ssl_context=context, keepalive_expiry=_EXPIRY, network_backend=self._backend
        )

    async def take_back(self, origin: httpcore.Origin, connection: httpcore.AsyncHTTPConnection) -> None:
        """Keep a connection whose answer has ended, or close it."""
        self._turns.release()
        if not connection.is_idle() or self._kept_open == 0:
            await connection.aclose()
            return
        self._idle.append((_key(origin), connection))
        if len(self._idle) > self._kept_open:
            await self._idle.pop(0)[1].aclose()

    async def aclose(self) -> None:
        """Close the connections without a request."""
        while self._idle:
            await self._idle.pop()[1].aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()


class Transport(httpx.AsyncHTTPTransport):
    """httpx's transport over our connections; nothing of its client is wanted, which follows, keeps and signs in."""

    def __init__(self, pool: ConnectionPool) -> None:
        self._pool = pool  # type: ignore[assignment]  # all that is asked of httpcore's is asked of ours


class _Stream:
    """What httpcore gives of a body."""

    def __aiter__(self) -> AsyncIterator[bytes]:
        raise NotImplementedError

    async def aclose(self) -> None:
        raise NotImplementedError


class _Body:
    """The body of an answer, which gives its connection back when it is closed."""

    def __init__(
        self,
        pool: ConnectionPool,
        origin: httpcore.Origin,
        connection: httpcore.AsyncHTTPConnection,
        stream: _Stream,
    ) -> None:
        self._pool = pool
        self._origin = origin
        self._connection = connection
        self._stream = stream
        self._closed = False

    def __aiter__(self) -> AsyncIterator[bytes]:
        return self._stream.__aiter__()

    async def aclose(self) -> None:
        if self._closed:
            return
        self._closed = True
        try:
            await self._stream.aclose()
        finally:
            await self._pool.take_back(self._origin, self._connection)


def _key(origin: httpcore.Origin) -> _Origin:
    return origin.scheme, origin.host, origin.port
