"""The application: the pages, the API and what can be taken away, over one backend."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles

from dongmaeng.backend.backend import Backend
from dongmaeng.graph.keeping import graph_kept
from dongmaeng.watching.page import WatchedPage
from dongmaeng.watching.routes import routes_of
from dongmaeng.watching.told import Watched
from dongmaeng.web import downloads, pages, websub
from dongmaeng.web.api.mounting import STREAMS, add_api, add_limits
from dongmaeng.web.errors import add_error_answers
from dongmaeng.web.guard import Guard
from dongmaeng.web.heads import Heads
from dongmaeng.web.security import Security

_STATIC = Path(__file__).with_name("static")


def make_app(backend: Backend, watched: Watched | None = None) -> FastAPI:
    """The application over a backend, which the caller opens and closes; raises `LookupError` without its token.

    `watched`: whose health and metrics are told; by default those of the page.
    """

    @asynccontextmanager
    async def beside_the_answers(_: FastAPI) -> AsyncIterator[None]:
        async with graph_kept(backend):
            yield

    app = FastAPI(title="Dongmaeng", docs_url=None, redoc_url=None, openapi_url=None, lifespan=beside_the_answers)
    app.state.backend = backend
    app.state.guard = Guard(backend.settings.web, backend.settings.web.token())
    app.state.hints = websub.Hints(backend, backend.settings.discover.min_interval)
    add_error_answers(app)
    app.add_middleware(Heads, streams=STREAMS)
    add_limits(app)
    app.add_middleware(Security, guard=app.state.guard)
    app.mount("/static", StaticFiles(directory=_STATIC), name="static")
    for room in (downloads, pages):  # `/companies/KT.atom` is no page of a company
        for router in room.ROUTERS:
            app.include_router(router)
    app.include_router(websub.router)
    app.router.routes += routes_of(watched or WatchedPage(backend))
    add_api(app)
    return app
