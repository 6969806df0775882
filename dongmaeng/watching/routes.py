"""The three paths by which programs watch a process, the same on every listener."""

from __future__ import annotations

import structlog
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from dongmaeng.watching.told import HEALTHZ, METRICS, READYZ, Told, Watched, ask

log = structlog.get_logger(__name__)


def routes_of(watched: Watched) -> list[Route]:
    """The routes under which a process tells of itself."""

    async def answer(request: Request) -> Response:
        try:
            told = await ask(watched, request.url.path)
        except Exception:  # an error of the application would end the connection, which a watcher uses again
            log.exception("not told to who watches", path=request.url.path)
            told = Told(500, "failed; the log says why\n", "text/plain")
        return Response(told.body, told.status, {"cache-control": "no-store"}, told.media_type)

    return [Route(path, answer, methods=["GET"], include_in_schema=False) for path in (HEALTHZ, READYZ, METRICS)]
