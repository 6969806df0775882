"""The API in the application of the page."""

from __future__ import annotations

from typing import cast

from fastapi import FastAPI

from dongmaeng.backend.backend import Backend
from dongmaeng.web.api.app import API, make_api
from dongmaeng.web.api.documentation import documentation
from dongmaeng.web.limits import Limits, LimitsMiddleware
from dongmaeng.web.live import Live

STREAMS = frozenset({f"{API}/events"})
"""The paths whose answers last."""


def add_api(app: FastAPI) -> None:
    """Add the API and its page to an application; whoever stops it calls `app.state.live.stop()` first."""
    app.state.live = Live(cast(Backend, app.state.backend))
    api = make_api(app.state)
    app.include_router(documentation(api))
    app.mount(API, api)


def add_limits(app: FastAPI) -> None:
    """Bound what is asked of an application; what is added behind this stands before it."""
    limits = Limits.of(cast(Backend, app.state.backend).settings.web)
    app.add_middleware(LimitsMiddleware, limits=limits, streams=STREAMS)
