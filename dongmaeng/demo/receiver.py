"""A webhook endpoint on loopback that verifies what it receives and remembers it."""

from __future__ import annotations

import base64
import json
import secrets
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any, Self

from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from dongmaeng.demo.server import LoopbackServer
from topics.records import now

MAX_BYTES = 1_000_000  # an alert is a few kilobytes; Standard Webhooks advises 20 KB


@dataclass(frozen=True, slots=True)
class ReceivedDelivery:
    """One request that reached the receiver."""

    id: str
    event: str
    payload: dict[str, Any]
    time: datetime
    verified: bool
    acknowledged: bool
    """True where it was answered 200."""


class Receiver:
    """Receives webhooks on loopback, verifies their Standard Webhooks signatures and records them.

    `fail_first` requests are answered 503; a forged or stale signature 401; all others 200. With `log`, one JSON line
    for each acknowledged delivery is appended to that file before the answer goes out, so that deliveries can be
    counted over restarts of either side.
    """

    def __init__(
        self, secret: str | None = None, *, fail_first: int = 0, log: Path | None = None, port: int = 0
    ) -> None:
        self.secret = secret or "whsec_" + base64.b64encode(secrets.token_bytes(24)).decode()
        self._webhook = Webhook(self.secret)
        self._to_fail = fail_first
        self._log = log
        self._deliveries: list[ReceivedDelivery] = []
        self._changed = threading.Condition()
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                declared = self.headers.get("content-length", "")
                length = int(declared) if declared.isascii() and declared.isdigit() else MAX_BYTES + 1
                if length > MAX_BYTES:
                    self.close_connection = True
                    self._answer(413)
                    return
                self._answer(receiver._receive(self.rfile.read(length), dict(self.headers.items())))

            def _answer(self, status: int) -> None:
                self.send_response(status)
                self.send_header("content-length", "0")
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None:
                pass

        self._server = LoopbackServer(Handler, port=port)

    @property
    def url(self) -> str:
        """Where the webhooks go."""
        return f"{self._server.url}/webhook"

    @property
    def deliveries(self) -> Sequence[ReceivedDelivery]:
        """All requests so far in the order of arrival, failed and forged ones included."""
        with self._changed:
            return tuple(self._deliveries)

    @property
    def acknowledged(self) -> Sequence[ReceivedDelivery]:
        """The verified deliveries that were answered 200."""
        return tuple(delivery for delivery in self.deliveries if delivery.acknowledged)

    def fail_next(self, count: int) -> None:
        """Answer the next `count` requests with 503."""
        with self._changed:
            self._to_fail = count

    def wait_for(self, count: int, timeout: float) -> bool:
        """Block until `count` deliveries are acknowledged or `timeout` seconds have passed; True where they are."""
        with self._changed:
            return self._changed.wait_for(lambda: sum(d.acknowledged for d in self._deliveries) >= count, timeout)

    def more_than(self, count: int, timeout: float) -> Sequence[ReceivedDelivery]:
        """The requests behind the first `count`, forged ones included; waits up to `timeout` seconds for the next."""
        with self._changed:
            self._changed.wait_for(lambda: len(self._deliveries) > count, timeout)
            return tuple(self._deliveries[count:])

    def __enter__(self) -> Self:
        self._server.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self._server.stop()

    def _receive(self, body: bytes, headers: dict[str, str]) -> int:
        names = {name.lower(): value for name, value in headers.items()}
        payload = _json_object(body)
        verified = payload is not None and self._is_signed(body, names)
        with self._changed:
            failing = self._to_fail > 0
            self._to_fail -= failing
            delivery = ReceivedDelivery(
                id=names.get("webhook-id", ""),
                event=str((payload or {}).get("type", "")),
                payload=payload or {},
                time=now(),
                verified=verified,
                acknowledged=verified and not failing,
            )
            self._deliveries.append(delivery)
            if delivery.acknowledged and self._log:
                _append(self._log, delivery)
            self._changed.notify_all()
        if failing:
            return 503
        return 200 if verified else 401

    def _is_signed(self, body: bytes, headers: dict[str, str]) -> bool:
        try:
            self._webhook.verify(body, headers)
        except (WebhookVerificationError, ValueError):  # ValueError: a signature that is not base64
            return False
        return True


def read_log(path: Path) -> list[dict[str, Any]]:
    """The acknowledged deliveries written to a log, oldest first; a missing file holds none."""
    if not path.exists():
        return []
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def _append(path: Path, delivery: ReceivedDelivery) -> None:
    line = {"id": delivery.id, "event": delivery.event, "at": delivery.time.isoformat(), "payload": delivery.payload}
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(line, ensure_ascii=False) + "\n")


def _json_object(body: bytes) -> dict[str, Any] | None:
    try:
        payload = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return payload if isinstance(payload, dict) else None
