"""The API as an application of its own, with its errors and its description."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute
from starlette.datastructures import State

from dongmaeng.web.api import (
    alliances,
    articles,
    companies,
    decisions,
    endpoints,
    events,
    graph,
    operation,
    reading,
    search,
    sources,
    why,
)
from dongmaeng.web.api.declared import ANYWHERE
from dongmaeng.web.api.problems import ProblemShape, answer_with_problems
from dongmaeng.web.errors import NoTraceback

API = "/api/v1"

TOKEN = "token"
"""The scheme of security: the token of programs, which reading on loopback does not need."""

_ABOUT = (
    "What the service knows of Korean companies' alliances, and what it does. Times are in Asia/Seoul. Cursors are "
    "opaque: give `next` of one answer as `cursor` of the next question. Errors are problems as RFC 9457 has them."
)
_ROOMS = (search, articles, alliances, events, decisions, companies, graph, endpoints, reading, sources, operation, why)


def make_api(state: State) -> FastAPI:
    """The API over the state of the application that it is mounted in."""
    api = FastAPI(
        title="Dongmaeng",
        version="1",
        description=_ABOUT,
        servers=[{"url": API}],
        root_path_in_servers=False,
        docs_url=None,
        redoc_url=None,
        responses=ANYWHERE,
        generate_unique_id_function=_name,
    )
    api.state = state
    api.openapi = lambda: _described(api)  # type: ignore[method-assign]
    routes = [route for room in _ROOMS for route in room.router.routes if isinstance(route, APIRoute)]
    answer_with_problems(api, routes)
    api.add_middleware(NoTraceback)
    for room in _ROOMS:
        api.include_router(room.router)
    return api


def _name(route: APIRoute) -> str:
    return route.name


def _described(api: FastAPI) -> dict[str, Any]:
    """The description of the API, with the shape of problems in place of the framework's own."""
    if api.openapi_schema is None:
        made = get_openapi(
            title=api.title,
            version=api.version,
            description=api.description,
            routes=api.routes,
            servers=api.servers,
        )
        shapes = made["components"]["schemas"]
        for unused in ("HTTPValidationError", "ValidationError"):
            shapes.pop(unused, None)
        problem = ProblemShape.model_json_schema(ref_template="#/components/schemas/{model}")
        shapes |= problem.pop("$defs")
        shapes["ProblemShape"] = problem
        made["components"]["securitySchemes"] = {TOKEN: {"type": "http", "scheme": "bearer"}}
        for methods in made["paths"].values():
            for method, operation in methods.items():
                operation["responses"].pop("422", None)
                operation["security"] = [{TOKEN: []}, *([{}] if method == "get" else [])]
        api.openapi_schema = made
    return api.openapi_schema
