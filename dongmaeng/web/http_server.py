"""The HTTP server behind every listener of ours."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn

from dongmaeng.web.connections import Connection

_KEEP_ALIVE = 15  # seconds between two requests of one connection
_GRACE = 1  # seconds that answers under way have when it stops


class HttpServer(uvicorn.Server):
    """A server that leaves signals to whoever runs it."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def server_config(app: Any, *, most_connections: int, **more: Any) -> uvicorn.Config:
    """How an application is served: with our bounds, and without a word about the server or to the log."""
    return uvicorn.Config(
        app,
        http=Connection,
        ws="none",
        loop="asyncio",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        limit_concurrency=most_connections,
        timeout_keep_alive=_KEEP_ALIVE,
        timeout_graceful_shutdown=_GRACE,
        **more,
    )
