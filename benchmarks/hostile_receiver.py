"""A receiver of webhooks on loopback with an endpoint for each way to be a bad one."""

from __future__ import annotations

import base64
import json
import secrets
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler
from typing import Self

from standardwebhooks import Webhook

from dongmaeng.demo.server import LoopbackServer

RETRY_AFTER = 3
"""Seconds that the endpoint asks for that wants fewer calls."""

LIE = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4000\r\n\r\nnot gzip, and not so long"


@dataclass(frozen=True, slots=True)
class Request:
    """One request that reached an endpoint, with the status it was answered; None where it got no answer."""

    endpoint: str
    id: str
    payload: str
    at: float
    """Seconds of a clock that only goes forward."""
    status: int | None


Behaviour = Callable[[int, int], int | None]
"""From how often an id, and how often the endpoint, was called before to the status; None: no answer."""

BEHAVIOURS: dict[str, Behaviour] = {
    "good": lambda of_id, calls: 200,
    "failing": lambda of_id, calls: 500 if of_id < 2 else 200,
    "limiting": lambda of_id, calls: 429 if of_id < 1 else 200,
    "redirecting": lambda of_id, calls: 302 if of_id < 1 else 200,
    "refusing": lambda of_id, calls: 400,
    "gone": lambda of_id, calls: 410 if calls < 1 else 200,
    "hanging": lambda of_id, calls: None if calls in (0, 4) else 200,
    "dropping": lambda of_id, calls: None if of_id < 1 else 200,
    "lying": lambda of_id, calls: 200,
    "down": lambda of_id, calls: 200,
}
"""By endpoint; that which is down has a server of its own, and that which refuses does so until it relents."""


class HostileReceiver:
    """Endpoints that answer in each of those ways, and remember what they were sent."""

    def __init__(self) -> None:
        self.secret = "whsec_" + base64.b64encode(secrets.token_bytes(24)).decode()
        self.requests: list[Request] = []
        self._lock = threading.Lock()
        self._calls: Counter[str] = Counter()
        self._of_id: Counter[tuple[str, str]] = Counter()
        self._over = threading.Event()
        self._relented = threading.Event()
        self._handler = self._handler_class()
        self._server = LoopbackServer(self._handler)
        self._late: LoopbackServer | None = None
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self._late_port = int(free.getsockname()[1])

    def url(self, endpoint: str) -> str:
        """Where the webhooks of an endpoint go."""
        host = f"http://127.0.0.1:{self._late_port}" if endpoint == "down" else self._server.url
        return f"{host}/{endpoint}"

    def open_what_is_down(self) -> None:
        """Let the endpoint that was down answer from now on."""
        self._late = LoopbackServer(self._handler, port=self._late_port)
        self._late.start()

    def relent(self) -> None:
        """Let the endpoint that refuses accept from now on.

        Were it to accept a message at a second call, one repeated after a kill would be accepted ahead of the dead one
        before it, and no service could bring the two in order.
        """
        self._relented.set()

    def of(self, endpoint: str) -> list[Request]:
        """The requests to an endpoint in the order of their arrival."""
        with self._lock:
            return [one for one in self.requests if one.endpoint == endpoint]

    def accepted(self, endpoint: str) -> list[Request]:
        """Those that it acknowledged."""
        return [one for one in self.of(endpoint) if one.status == 200]

    def __enter__(self) -> Self:
        self._server.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self._over.set()
        self._server.stop()
        if self._late:
            self._late.stop()

    def _take(self, endpoint: str, headers: dict[str, str], body: bytes) -> int | None:
        Webhook(self.secret).verify(body, headers)
        id = headers["webhook-id"]
        with self._lock:
            status = BEHAVIOURS[endpoint](self._of_id[endpoint, id], self._calls[endpoint])
            if endpoint == "refusing" and self._relented.is_set():
                status = 200
            self._of_id[endpoint, id] += 1
            self._calls[endpoint] += 1
            self.requests.append(Request(endpoint, id, body.decode(), time.monotonic(), status))
        return status

    def _handler_class(self) -> type[BaseHTTPRequestHandler]:
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                endpoint = self.path.strip("/")
                names = {name.lower(): value for name, value in self.headers.items()}
                status = receiver._take(endpoint, names, body)
                if status is None:
                    if endpoint == "hanging":
                        receiver._over.wait(60)
                    self.close_connection = True
                elif endpoint == "lying":
                    self.wfile.write(LIE)
                    self.close_connection = True
                else:
                    self._answer(status)

            def _answer(self, status: int) -> None:
                said = json.dumps({"status": status}).encode()
                self.send_response(status)
                self.send_header("content-length", str(len(said)))
                self.send_header("retry-after", str(RETRY_AFTER))
                self.send_header("location", receiver.url("good"))
                self.end_headers()
                self.wfile.write(said)

            def log_message(self, format: str, *args: object) -> None:
                pass

        return Handler
