"""Server-sent events: their bytes, and an answer that lasts."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import suppress

import structlog
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

log = structlog.get_logger(__name__)

EVENT_STREAM = "text/event-stream"

RETRY_MILLISECONDS = 3_000
"""After which a browser connects again."""

SLOWEST_SEND = 30.0
"""Seconds in which a reader must have taken what was sent to it."""

_GOODBYE = 1.0  # seconds that a reader has to hear that this is the end


def event(id: str, kind: str, data: str) -> bytes:
    """One event; the data is one line, and the id behind it, so that a reader keeps no place that it has not read."""
    return f"event: {kind}\ndata: {data}\nid: {id}\n\n".encode()


def place(id: str) -> bytes:
    """Where a reader is, without an event: who connects again goes on from there. It is a sign of life too."""
    return f": here\nretry: {RETRY_MILLISECONDS}\nid: {id}\n\n".encode()


def comment() -> bytes:
    """A sign of life."""
    return b": here\n\n"


class EventStream(Response):
    """An answer that lasts until the reader is gone, too slow, or told that this is the end."""

    media_type = EVENT_STREAM

    def __init__(
        self, chunks: AsyncIterator[bytes], ended: asyncio.Event, close: Callable[[], object], status_code: int = 200
    ) -> None:
        """`ended`: set where the stream must end; `close`: what is done afterwards, however it ends."""
        self._chunks = chunks
        self._ended = ended
        self._close = close
        super().__init__(status_code=status_code, headers={"cache-control": "no-store", "x-accel-buffering": "no"})
        del self.headers["content-length"]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        tasks: list[asyncio.Task[object]] = []
        try:
            await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
            waits = (self._send(send), _gone(receive), self._ended.wait())
            tasks += [asyncio.create_task(wait) for wait in waits]
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            endings = await asyncio.gather(*tasks, return_exceptions=True)
            self._close()
        for error in endings:
            if isinstance(error, Exception):
                log.info("event stream ended", cause=type(error).__name__)
        with suppress(TimeoutError, OSError):
            await asyncio.wait_for(send({"type": "http.response.body", "body": b"", "more_body": False}), _GOODBYE)

    async def _send(self, send: Send) -> None:
        async for chunk in self._chunks:
            async with asyncio.timeout(SLOWEST_SEND):
                await send({"type": "http.response.body", "body": chunk, "more_body": True})


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
