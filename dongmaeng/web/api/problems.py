"""Errors of the API as RFC 9457 has them: one JSON object that says what is wrong and where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from fastapi.routing import APIRoute
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.routing import Match

from dongmaeng.fault import Fault, NotFound, WrongField
from dongmaeng.web.event_stream import EventStream
from search.alliances import BadCursor
from search.query import QueryError
from search.store import StoreUnavailable

PROBLEM_JSON = "application/problem+json"

KINDS = "/api/v1/docs#"
"""Where the page of the API tells of each kind of problem."""

LATER = "2"
"""Seconds after which a request may be made again that a server or a bound stood in the way of."""

_MOST_ERRORS = 10
_WHERE = {"query", "path", "body", "header", "cookie"}
"""What a place in a request begins with; the parameter follows."""


class WrongParameter(BaseModel):
    """What is wrong with one parameter, or with one field of a body."""

    parameter: str
    detail: str


class ProblemShape(BaseModel):
    """What is wrong, as RFC 9457 has it."""

    type: str = Field("about:blank", description="A URI reference of the kind of problem; the page of the API has it.")
    title: str = Field(description="The kind of problem in words.")
    status: int
    detail: str | None = Field(None, description="What is wrong here, and what to do.")
    instance: str | None = Field(None, description="The path that was asked for.")
    parameter: str | None = Field(None, description="The parameter or field that is wrong.")
    position: int | None = Field(None, description="The offset of the character of the query where the trouble starts.")
    errors: list[WrongParameter] | None = Field(None, description="All that is wrong, where it is several.")


class Problem(Exception):
    """A request that is answered with a problem."""

    def __init__(
        self,
        status: int,
        detail: str,
        *,
        type: str = "about:blank",
        title: str = "",
        headers: Mapping[str, str] | None = None,
        **more: Any,
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.type = type
        self.title = title or HTTPStatus(status).phrase
        self.headers = {name.lower(): value for name, value in (headers or {}).items()}
        self.more = more

    def response(self, path: str) -> Response:
        """The answer to a request for a path."""
        shape = ProblemShape(
            type=self.type, title=self.title, status=self.status, detail=self.detail, instance=quote(path), **self.more
        )
        body = shape.model_dump_json(exclude_none=True)
        return Response(body, self.status, {**self.headers, "cache-control": "no-store"}, PROBLEM_JSON)


def wrong_parameter(parameter: str, detail: str, **more: Any) -> Problem:
    """A parameter that cannot be used."""
    return Problem(
        HTTPStatus.BAD_REQUEST,
        detail,
        type=KINDS + "wrong-parameter",
        title="A parameter cannot be used",
        parameter=parameter,
        **more,
    )


def not_found(detail: str) -> Problem:
    """Something that nothing is known of."""
    return Problem(HTTPStatus.NOT_FOUND, detail)


def unavailable(detail: str) -> Problem:
    """A server that is away, or a bound of this one that is reached; later it may go."""
    return Problem(
        HTTPStatus.SERVICE_UNAVAILABLE,
        detail,
        type=KINDS + "unavailable",
        title="Cannot be answered now",
        headers={"retry-after": LATER},
    )


def problem_of(error: Exception) -> Problem:
    """The problem that an error of the service is; of one that nobody foresaw nothing but that."""
    match error:
        case Problem():
            return error
        case RequestValidationError():
            return _invalid(error)
        case QueryError():
            return wrong_parameter("q", error.message, position=error.position)
        case BadCursor():
            return wrong_parameter("cursor", "no answer gave this cursor; leave it out to begin at the start")
        case StoreUnavailable():
            return unavailable("the store cannot be used now")
        case NotFound():
            return not_found(str(error))
        case WrongField():
            return wrong_parameter(error.field or "body", error.reason)
        case Fault():
            return _of_fault(error)
        case HTTPException():
            return Problem(error.status_code, _detail(error), headers=error.headers)
    return Problem(HTTPStatus.INTERNAL_SERVER_ERROR, "a fault of the service, which its log tells of")


def _of_fault(fault: Fault) -> Problem:
    """What the user did wrong is a wrong parameter; all else stands in the way now."""
    parameter = getattr(fault, "parameter", None)
    if not fault.usage:
        return unavailable(str(fault))
    return wrong_parameter(parameter, str(fault)) if parameter else _refused(str(fault))


def _refused(detail: str) -> Problem:
    return Problem(HTTPStatus.BAD_REQUEST, detail, type=KINDS + "refused", title="What is asked for cannot be done")


def _detail(error: HTTPException) -> str:
    if error.status_code == HTTPStatus.NOT_FOUND:
        return "there is no such path; openapi.json lists them"
    if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        return "this path does not take this method; the header Allow names those that it takes"
    return str(error.detail)


def _invalid(error: RequestValidationError) -> Problem:
    """What is wrong with a request, without the values, which may be secrets."""
    wrong = [
        WrongParameter(parameter=_name(fault["loc"]), detail=_said(fault))
        for fault in list(error.errors())[:_MOST_ERRORS]
    ]
    first = wrong[0]
    named = f"{first.parameter}: {first.detail}"
    return wrong_parameter(first.parameter, named, errors=wrong if len(wrong) > 1 else None)


def _name(place: tuple[object, ...]) -> str:
    parts = place[1:] if place and place[0] in _WHERE else place
    return ".".join(str(part) for part in parts) or "body"


def _said(fault: Mapping[str, Any]) -> str:
    if fault["type"] == "json_invalid":
        return "the body is not valid JSON"
    if fault["type"] == "extra_forbidden":
        return "there is no such parameter"
    return str(fault["msg"]).removeprefix("Value error, ")


def answer_with_problems(app: FastAPI, routes: Sequence[APIRoute]) -> None:
    """Make an application answer every foreseen error as a problem; `routes`: all that it has."""

    async def answer(request: Request, error: Exception) -> Response:
        problem = problem_of(error)
        if problem.status == HTTPStatus.METHOD_NOT_ALLOWED:
            problem.headers["allow"] = ", ".join(_allowed(request, routes))
        return problem.response(request.scope["path"])

    for kind in (Problem, RequestValidationError, QueryError, BadCursor, StoreUnavailable, Fault, HTTPException):
        app.add_exception_handler(kind, answer)


def _allowed(request: Request, routes: Sequence[APIRoute]) -> list[str]:
    """The methods of all routes of a path; the framework names those of the first."""
    here = [route for route in routes if route.matches(request.scope)[0] is not Match.NONE]
    methods = {method for route in here for method in route.methods or ()}
    return sorted(methods | ({"HEAD"} if "GET" in methods and not _lasts(here) else set()))


def _lasts(routes: Sequence[APIRoute]) -> bool:
    return any(route.response_class is EventStream for route in routes)
