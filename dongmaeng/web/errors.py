"""What a request is told when it fails: a page for people, RFC 9457 for programs; never a traceback."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dongmaeng.fault import Fault, NotFound
from dongmaeng.terminal import error_text
from dongmaeng.web.api.problems import Problem, problem_of
from dongmaeng.web.rendering import render
from search.alliances import BadCursor
from search.query import QueryError
from search.store import StoreUnavailable

log = structlog.get_logger()

API = "/api/"

_CODES = {
    403: "forbidden",
    404: "not_found",
    405: "not_allowed",
    413: "too_large",
    429: "too_many",
    500: "failed",
    503: "unavailable",
}


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a request fails; `detail` is shown as it is."""

    status: int
    detail: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    words: str = ""
    """Which words of the table `error` tell of it, where they are others than those of its status."""

    @property
    def code(self) -> str:
        """The name of its words in the table `error`."""
        return self.words or _CODES.get(self.status, "wrong" if self.status < 500 else "failed")


def failure_of(error: Exception) -> Failure:
    """What to tell of an error; of one that nobody foresaw nothing but that there was one."""
    if isinstance(error, HTTPException):
        said = error.detail if error.status_code not in (404, 405, 500) else ""
        return Failure(error.status_code, error_text(str(said)), error.headers or {})
    if isinstance(error, BadCursor):
        return Failure(400, error_text(str(error)), words="stale")
    if isinstance(error, RequestValidationError):
        return Failure(400, error_text(_explained(error.errors())))
    if isinstance(error, NotFound):
        return Failure(404, error_text(str(error)))
    if isinstance(error, QueryError) or (isinstance(error, Fault) and error.usage):
        return Failure(400, error_text(str(error)))
    if isinstance(error, Fault | StoreUnavailable):
        return Failure(503, error_text(str(error)), {"retry-after": "5"})
    return Failure(500)


def answer_of(request: Request, failure: Failure) -> Response:
    """The answer to a request that fails, in the form that whoever asked can read."""
    if request.url.path.startswith(API):
        return problem(request, failure)
    answer = render(request, "error.html", status=failure.status, code=failure.code, detail=failure.detail)
    answer.headers.update(failure.headers)
    return answer


def problem(request: Request, failure: Failure) -> Response:
    """A failure for programs."""
    said = failure.detail or HTTPStatus(failure.status).description
    return Problem(failure.status, said, headers=failure.headers).response(request.url.path)


def add_error_answers(app: FastAPI) -> None:
    """Answer each error of the application; register before other middleware, which then stands around it."""
    for foreseen in (HTTPException, RequestValidationError, BadCursor, QueryError, Fault, StoreUnavailable):
        app.add_exception_handler(foreseen, _answer)
    app.add_middleware(NoTraceback)


async def _answer(request: Request, error: Exception) -> Response:
    if request.url.path.startswith(API):
        return problem_of(error).response(request.url.path)
    failure = failure_of(error)
    if failure.status == HTTPStatus.SERVICE_UNAVAILABLE:
        log.warning("request not answered", path=request.url.path, cause=failure.detail)
    return answer_of(request, failure)


class NoTraceback:
    """Answers what nobody foresaw with a page that says so, and logs its cause."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = False

        async def sent(message: Message) -> None:
            nonlocal begun
            begun = begun or message["type"] == "http.response.start"
            await send(message)

        try:
            await self._app(scope, receive, sent)
        except Exception as error:
            log.exception("request failed", path=scope["path"], cause=type(error).__name__)
            if begun:  # the reader notices by the end that is missing
                raise BrokenOff from None
            answer = await _answer(Request(scope, receive), error)
            await answer(scope, receive, send)


class BrokenOff(Exception):
    """An answer ended in its middle; what happened is logged already."""


def _explained(errors: Iterable[Any]) -> str:
    """Each wrong parameter with what is wrong; never its value."""
    return "; ".join(f"{'.'.join(map(str, one['loc'][1:]))}: {one['msg']}" for one in errors)
