"""Answers to `HEAD`: those to `GET`, without what they hold."""

from __future__ import annotations

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dongmaeng.web.errors import API


class Heads:
    """Lets every page be asked for its head alone; the API says itself what it takes."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "HEAD" or scope["path"].startswith(API):
            await self._app(scope, receive, send)
            return

        async def sent(message: Message) -> None:
            await send({**message, "body": b""} if message["type"] == "http.response.body" else message)

        await self._app({**scope, "method": "GET"}, receive, sent)
