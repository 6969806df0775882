"""Answers to `HEAD`: those to `GET`, without what they hold (RFC 9110, 9.3.2)."""

from __future__ import annotations

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_ALONE = "head_alone"


class Heads:
    """Lets every path be asked for its head alone, but `streams`: what lasts is not begun for it."""

    def __init__(self, app: ASGIApp, streams: frozenset[str] = frozenset()) -> None:
        self._app = app
        self._streams = streams

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "HEAD" or scope["path"] in self._streams:
            await self._app(scope, receive, send)
            return

        async def sent(message: Message) -> None:
            await send({**message, "body": b""} if message["type"] == "http.response.body" else message)

        await self._app({**scope, "method": "GET", _ALONE: True}, receive, sent)


def is_head(request: Request) -> bool:
    """Whether only the head of an answer was asked for, for those that are long in the making."""
    return bool(request.scope.get(_ALONE))
