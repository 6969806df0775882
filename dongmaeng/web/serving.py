"""Serving the page until it is told to stop."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from time import sleep

import structlog
import uvicorn

from dongmaeng.backend.backend import Backend
from dongmaeng.settings import Settings
from dongmaeng.watching.asked import AskedService
from dongmaeng.web.access_log import AccessLog
from dongmaeng.web.app import make_app
from dongmaeng.web.http_server import HttpServer, server_config
from dongmaeng.web.live import Live
from dongmaeng.web.security import MOST_HEADER_BYTES

log = structlog.get_logger()

LONGEST_STOP = 5.0
"""Seconds after which the process ends whatever it still does."""


class Server(HttpServer):
    """A server that ends the streams of events before all else."""

    def __init__(self, config: uvicorn.Config, live: Live) -> None:
        super().__init__(config)
        self._live = live

    def stop(self) -> None:
        """Stop soon; may be called from any thread."""
        self.should_exit = True

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._live.stop()
        await super().shutdown(sockets)


@dataclass(frozen=True, slots=True)
class Page:
    """The page that is served."""

    stop: Callable[[], None]
    """Stops it soon; may be called from any thread."""
    follow: Callable[[Settings], None]
    """Lets it take over other settings, and what is in the file of its token by now."""


Beside = Callable[[Page], AbstractAsyncContextManager[None]]
"""Something that goes on while the page is served."""


async def serve(settings: Settings, opened: socket.socket, beside: Beside, service: str = "") -> None:
    """Serve the page of some settings on a socket, and do something beside that stops it.

    `service`: what the process is called in the data directory that runs stages beside the page, where there is one.
    """
    if settings.web.public_url and not settings.web.has_guard:
        log.warning(
            "whoever reaches the page by public_url may read and write: set token_env, token_file or user_header",
            public_url=settings.web.public_url,
        )
    async with Backend(settings) as backend:
        app = make_app(backend, AskedService(settings.data_dir, service) if service else None)
        server = Server(
            server_config(
                AccessLog(app),
                most_connections=settings.web.most_connections,
                lifespan="on",
                h11_max_incomplete_event_size=2 * MOST_HEADER_BYTES,
            ),
            app.state.live,
        )

        def follow(settings: Settings) -> None:
            backend.follow(settings)
            app.state.guard.renew_token()

        async with beside(Page(server.stop, follow)):
            await server.serve([opened])


def and_end(stop: Callable[[], None]) -> Callable[[], None]:
    """What stops the page and ends this process even where a request hangs."""

    def end_at_last() -> None:
        sleep(LONGEST_STOP)
        os._exit(0)

    def stop_and_end() -> None:
        stop()
        threading.Thread(target=end_at_last, daemon=True).start()

    return stop_and_end
