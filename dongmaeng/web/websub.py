"""Where the hubs of feeds call (WebSub): they ask whether a subscription is meant, and say that a feed has changed."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Collection

import structlog
from fastapi import APIRouter, Request
from fastapi.responses import PlainTextResponse, Response

from agents.discover.subscriptions import PATH, is_signed, subscription_of
from dongmaeng.backend.backend import Backend
from dongmaeng.backend.source_writes import order_sources
from dongmaeng.fault import Fault
from topics.records import SourceCommandKind

log = structlog.get_logger(__name__)

router = APIRouter()

_LONGEST_CHALLENGE = 1_000
_MOST_BYTES = 5_000_000
"""Of what a hub sends: feeds with whole stories take a few hundred thousand."""


class Hints:
    """Which feeds have changed: each is looked at at once, and at most once in so many seconds."""

    def __init__(self, backend: Backend, spacing: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._backend = backend
        self._spacing = spacing
        self._clock = clock
        self._last: dict[str, float] = {}
        self._coming: dict[str, asyncio.Task[None]] = {}

    @property
    def coming(self) -> Collection[str]:
        """The sources that will be looked at and are not yet."""
        return self._coming.keys()

    def changed(self, source: str) -> None:
        """Have a source looked at; a hint within the spacing is obeyed at its end, and once for all of them."""
        if source in self._coming:
            return
        wait = max(0.0, self._last.get(source, float("-inf")) + self._spacing - self._clock())
        self._coming[source] = asyncio.create_task(self._look(source, wait))

    async def _look(self, source: str, wait: float) -> None:
        try:
            if wait:
                await asyncio.sleep(wait)
            self._last[source] = self._clock()
        finally:
            del self._coming[source]
        try:
            await order_sources(self._backend, SourceCommandKind.LOOK, [source])
        except Fault as fault:  # removed or paused meanwhile, or a server is away: its schedule holds
            log.info("hint of a hub not followed", source=source, cause=str(fault))


@router.get(PATH + "{token}", include_in_schema=False)
async def confirm(request: Request, token: str) -> Response:
    """Tell a hub whether what it was asked for is meant."""
    asked = request.query_params
    mode, challenge = asked.get("hub.mode", ""), asked.get("hub.challenge", "")
    state = await request.app.state.backend.state()
    found = await subscription_of(state, token) if state is not None else None
    if found is None or asked.get("hub.topic") != found.topic:
        return Response(status_code=404)
    if mode == "denied":
        log.warning("hub denies a subscription", source=found.source)
        return Response(status_code=200)
    if mode != ("subscribe" if found.wanted else "unsubscribe") or len(challenge) > _LONGEST_CHALLENGE:
        return Response(status_code=404)
    return PlainTextResponse(challenge)


@router.post(PATH + "{token}", include_in_schema=False)
async def hint(request: Request, token: str) -> Response:
    """Take up that a feed has changed; what is not signed rightly is passed over, which the sender is not told."""
    state = await request.app.state.backend.state()
    found = await subscription_of(state, token) if state is not None else None
    if found is None or not found.wanted:
        return Response(status_code=410)
    try:
        signed = await is_signed(found, request.headers.get("x-hub-signature", ""), _bounded(request))
    except OverflowError:
        return Response(status_code=413)
    if signed:
        request.app.state.hints.changed(found.source)
    else:
        log.warning("hint of a hub is not signed rightly", source=found.source)
    return Response(status_code=202)


async def _bounded(request: Request) -> AsyncIterator[bytes]:
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > _MOST_BYTES:
            raise OverflowError
        yield chunk
