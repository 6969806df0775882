"""What stands before every request: the Host, who asks, where a write comes from; and the headers of every answer."""

from __future__ import annotations

from math import ceil
from urllib.parse import quote

import structlog
from fastapi import Request
from fastapi.responses import PlainTextResponse, RedirectResponse, Response
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from agents.discover.subscriptions import PATH
from dongmaeng.watching.told import FREE
from dongmaeng.web.errors import API, Failure, answer_of, problem
from dongmaeng.web.guard import Guard, Reader
from dongmaeng.web.rendering import render

log = structlog.get_logger()

LOGIN = "/login"
READ = ("GET", "HEAD", "OPTIONS")

MOST_HEADER_BYTES = 32 * 1024

_STATIC = "/static/"

_HEADERS = {
    "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    # Browsers say `Origin: null` of forms under `no-referrer`, and every form would be refused.
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "private, no-cache",  # it may be kept, and is asked for anew each time
}

_WRONG_HOST = (
    "이 주소로는 열 수 없습니다. http://localhost 주소로 열거나, 설정 [web] public_url에 이 주소를 적어 주세요.\n"
    "This service is not known under this address. Open it as localhost, or put the address into [web] public_url.\n"
)
_NO_TOKEN = "Give the token: `Authorization: Bearer …`; feed readers may give it as password."
_CROSS_SITE = (
    "A write must come from a page of this service (Origin), or from a program with `Authorization: Bearer …`: "
    "token_env or token_file in [web] sets a token."
)


class Security:
    """Lets only those through whom the guard lets."""

    def __init__(self, app: ASGIApp, guard: Guard) -> None:
        self._app = app
        self._guard = guard

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            return  # there are no sockets here
        peer = str((scope.get("client") or ("",))[0])
        scope = dict(scope)
        scope["headers"] = [
            header for header in scope["headers"] if not self._guard.strips(header[0].decode("latin-1").lower(), peer)
        ]
        refused = self._refused(scope, peer)
        await (refused or self._app)(scope, receive, _with_headers(send))

    def _refused(self, scope: Scope, peer: str) -> Response | None:
        """The answer to who is refused; None for who may go on. Notes in the scope who asks."""
        request, headers = Request(scope), Headers(scope=scope)
        if sum(len(name) + len(value) for name, value in scope["headers"]) > MOST_HEADER_BYTES:
            return PlainTextResponse(f"headers have at most {MOST_HEADER_BYTES} bytes\n", 431)
        if scope["path"] in FREE and scope["method"] in READ:
            return None  # an orchestrator asks by the address of a container
        host = headers.get("host", "")
        if not self._guard.knows_host(host):
            return PlainTextResponse(_WRONG_HOST, 421)
        client = self._guard.client(peer, headers)
        scope["client"] = (client, 0)
        if (wait := self._guard.tries.wait(client)) and "authorization" in headers:
            return answer_of(request, too_many(wait))
        try:
            reader = self._guard.reader(headers, peer)
        except PermissionError:
            self._guard.tries.wrong(client)
            return problem(request, Failure(401, _NO_TOKEN, {"www-authenticate": "Bearer"}))
        scope["reader"] = reader or Reader()
        scope["signed_in"] = reader is not None and reader.by_session
        if scope["path"].startswith(PATH):
            return None  # hubs call there: the token in the address and their signature say who may
        is_free = scope["path"] == LOGIN or scope["path"].startswith(_STATIC)  # what is needed to log in
        if reader is None and not is_free and self._guard.needs_reader(host, headers):
            return self._to_login(request)
        if scope["method"] not in READ and not self._may_write(headers, host, reader):
            log.info("write refused", path=scope["path"], client=client)
            return answer_of(request, Failure(403, _CROSS_SITE))
        return None

    def _may_write(self, headers: Headers, host: str, reader: Reader | None) -> bool:
        if reader is not None and reader.by_token:
            return True
        if (origin := headers.get("origin")) is not None:
            return self._guard.is_own_origin(origin, host)
        return headers.get("sec-fetch-site") == "same-origin"

    def _to_login(self, request: Request) -> Response:
        """Where a person logs in; what a program is told. Without a token only a proxy lets people in."""
        is_page = request.method in ("GET", "HEAD") and "text/html" in request.headers.get("accept", "")
        if request.url.path.startswith(API) or not is_page or not self._guard.has_token:
            return problem(request, Failure(401, _NO_TOKEN, {"www-authenticate": "Bearer"}))
        if request.headers.get("sec-fetch-site") in ("cross-site", "same-site"):
            # A browser keeps the session to itself where a link of another site leads here; the page's own it follows.
            return render(request, "onward.html")
        wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        return RedirectResponse(f"{LOGIN}?next={quote(wanted, safe='')}", 303)


def too_many(seconds: float) -> Failure:
    """What a client is told that must wait."""
    return Failure(429, headers={"retry-after": str(ceil(seconds))})


def _with_headers(send: Send) -> Send:
    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in _HEADERS.items():
                headers.setdefault(name, value)
        await send(message)

    return sent
