"""A listener of its own for whoever watches a process: in a thread, so that it answers while the event loop hangs."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import structlog

from dongmaeng.fault import Fault
from dongmaeng.watching.told import LONGEST_ANSWER, METRICS, READYZ, Told, Watched
from dongmaeng.web.listening import Taken, address_of, listen_on
from dongmaeng.web.settings import listen_of

if TYPE_CHECKING:
    from dongmaeng.web.http_server import HttpServer

log = structlog.get_logger(__name__)

MOST_CONNECTIONS = 64
"""At once: some watchers, not a public."""

_LONGEST_STOP = 3.0  # seconds that the thread has to end


class FromThread:
    """A process that is watched from another thread than that of its loop."""

    def __init__(self, watched: Watched, loop: asyncio.AbstractEventLoop) -> None:
        self._watched = watched
        self._loop = loop

    async def healthz(self) -> Told:
        return await self._watched.healthz()  # of what any thread may read

    async def readyz(self) -> Told:
        return await self._ask(self._watched.readyz, READYZ)

    async def metrics(self) -> Told:
        return await self._ask(self._watched.metrics, METRICS)

    async def _ask(self, question: Callable[[], Awaitable[Told]], path: str) -> Told:
        async def asked() -> Told:
            return await question()

        asking = asyncio.run_coroutine_threadsafe(asked(), self._loop)
        try:
            return await asyncio.wait_for(asyncio.wrap_future(asking), LONGEST_ANSWER)
        except TimeoutError:
            return Told.of(path.strip("/"), [f"no answer within {LONGEST_ANSWER:g} s"])


def open_listener(listen: str) -> socket.socket | None:
    """A socket that listens where `[metrics] listen` says, None where it says nothing; raises `Fault`."""
    try:
        return listen_on(listen_of(listen), "metrics.listen") if listen else None
    except Taken as error:
        raise Fault(str(error)) from None


@asynccontextmanager
async def listening(opened: socket.socket | None, watched: Watched) -> AsyncIterator[None]:
    """Answer on a socket, where there is one, for as long as the context lasts."""
    if opened is None:
        yield
        return
    server = _server(FromThread(watched, asyncio.get_running_loop()))
    thread = threading.Thread(target=lambda: asyncio.run(server.serve([opened])), name="metrics", daemon=True)
    log.info("health and metrics", address=address_of(opened))
    thread.start()
    try:
        yield
    finally:
        server.should_exit = True
        await asyncio.to_thread(thread.join, _LONGEST_STOP)


def _server(watched: Watched) -> HttpServer:
    from starlette.applications import Starlette

    from dongmaeng.watching.routes import routes_of
    from dongmaeng.web.http_server import HttpServer, server_config

    app = Starlette(routes=routes_of(watched))
    return HttpServer(server_config(app, most_connections=MOST_CONNECTIONS, lifespan="off"))
