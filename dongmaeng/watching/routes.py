"""The three paths by which programs watch a process, the same on every listener."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from dongmaeng.watching.told import HEALTHZ, METRICS, READYZ, Watched, ask


def routes_of(watched: Watched) -> list[Route]:
    """The routes under which a process tells of itself."""

    async def answer(request: Request) -> Response:
        told = await ask(watched, request.url.path)
        return Response(told.body, told.status, {"cache-control": "no-store"}, told.media_type)

    return [Route(path, answer, methods=["GET"], include_in_schema=False) for path in (HEALTHZ, READYZ, METRICS)]
