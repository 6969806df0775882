"""A small threaded HTTP server on loopback."""

from __future__ import annotations

import socketserver
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class LoopbackServer:
    """Serves one handler class on a loopback address in a thread of its own.

    `host_number` 1 to 4 asks for 127.0.0.1 to 127.0.0.4, so that several servers look like several hosts; where only
    127.0.0.1 is configured (macOS), they all stand there on ports of their own. Port 0 takes a free one.
    """

    def __init__(self, handler: type[BaseHTTPRequestHandler], *, host_number: int = 1, port: int = 0) -> None:
        try:
            self._server = _Server((f"127.0.0.{host_number}", port), handler)
        except OSError:
            if host_number == 1:
                raise
            self._server = _Server(("127.0.0.1", port), handler)
        self._thread: threading.Thread | None = None

    @property
    def url(self) -> str:
        """The origin, without a slash at its end."""
        host, port = self._server.server_address[:2]
        return f"http://{host!s}:{port}"

    def start(self) -> None:
        """Begin to serve."""
        self._thread = threading.Thread(
            target=self._server.serve_forever,
            kwargs={"poll_interval": 0.05},  # how long a stop may take, in seconds
            daemon=True,
        )
        self._thread.start()

    def stop(self) -> None:
        """Serve no longer and free the port."""
        if self._thread:
            self._server.shutdown()
            self._thread.join()
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 64  # a crawler opens many connections at once

    def server_bind(self) -> None:
        # The parent class looks up its host's name, which can wait for a name server that is not there.
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = str(self.server_address[0]), int(self.server_address[1])

    def handle_error(self, request: Any, client_address: Any) -> None:
        pass  # a client that went away; tests look at what was served, not at a traceback on the terminal
