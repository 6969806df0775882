"""How much one client, and all together, may ask of the web process: sizes, requests at once and in a second."""

from __future__ import annotations

import ipaddress
import time
from collections import Counter, OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from http import HTTPStatus
from math import ceil

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dongmaeng.web.api.problems import KINDS, Problem
from dongmaeng.web.errors import API, Failure, answer_of
from dongmaeng.web.settings import WebSettings

LONGEST_ADDRESS = 16_384
"""Bytes of a path, and of the query behind it: a thousand Korean characters have nine thousand, as encoded there."""

BURST_SECONDS = 20
"""Seconds of its long run that a client may ask for at once."""

MOST_CLIENTS = 10_000
"""Clients that are remembered; beyond, the one that was not seen for longest is forgotten."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on what is asked of the web process."""

    body: int = 8 << 20
    """Bytes of the body of a request."""
    at_once: int = 100
    """Requests of all clients that are answered at once."""
    client_at_once: int = 32
    """Of one client."""
    per_second: float = 100.0
    """Requests of one client, in the long run."""
    burst: int = 2_000
    """Requests of one client that may come together after a pause."""

    @classmethod
    def of(cls, settings: WebSettings) -> Limits:
        """The limits that the settings ask for."""
        return cls(per_second=settings.requests_per_second, burst=ceil(settings.requests_per_second * BURST_SECONDS))


@dataclass(slots=True)
class _Allowance:
    """What a client may still ask for; it fills up while the client is quiet."""

    left: float
    at: float


@dataclass(slots=True)
class Rates:
    """Who asked for how much lately."""

    per_second: float
    burst: int
    clock: Callable[[], float] = time.monotonic
    _allowances: OrderedDict[str, _Allowance] = field(default_factory=OrderedDict)

    @property
    def remembered(self) -> int:
        """How many clients are remembered."""
        return len(self._allowances)

    def wait(self, client: str) -> float:
        """Count a request of a client: 0 where it may be answered, else the seconds after which one may."""
        moment = self.clock()
        allowance = self._allowances.pop(client, None) or _Allowance(float(self.burst), moment)
        allowance.left = min(self.burst, allowance.left + (moment - allowance.at) * self.per_second)
        allowance.at = moment
        self._allowances[client] = allowance
        if len(self._allowances) > MOST_CLIENTS:
            self._allowances.popitem(last=False)
        if allowance.left >= 1:
            allowance.left -= 1
            return 0.0
        return (1 - allowance.left) / self.per_second


class TooLarge(HTTPException):
    """A body is larger than it may be."""

    def __init__(self, most: int) -> None:
        super().__init__(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"a body has at most {most} bytes; send it in parts")


class LimitsMiddleware:
    """Refuses what is beyond the limits before anything is done for it.

    A stream that lasts is none of the requests at once: `streams` are their paths, and whoever serves them bounds them.
    """

    def __init__(self, app: ASGIApp, limits: Limits, streams: frozenset[str] = frozenset()) -> None:
        self._app = app
        self._limits = limits
        self._streams = streams
        self._rates = Rates(limits.per_second, limits.burst)
        self._at_once: Counter[str] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        client = client_of(scope)
        problem = self._refusal(scope, client)
        if problem is not None:
            await _answer(problem, scope)(scope, receive, send)
            return
        bounded = _bounded(receive, self._limits.body)
        if scope["path"] in self._streams:
            await self._app(scope, bounded, send)
            return
        self._at_once[client] += 1
        try:
            await self._app(scope, bounded, send)
        except TooLarge as error:  # of an application that let it pass
            await _answer(_too_large(error), scope)(scope, receive, send)
        finally:
            self._at_once[client] -= 1
            if not self._at_once[client]:
                del self._at_once[client]

    def _refusal(self, scope: Scope, client: str) -> Problem | None:
        limits = self._limits
        if max(len(scope["query_string"]), len(scope.get("raw_path") or b"")) > LONGEST_ADDRESS:
            return Problem(HTTPStatus.REQUEST_URI_TOO_LONG, f"an address has at most {LONGEST_ADDRESS} bytes")
        declared = next((value for name, value in scope["headers"] if name == b"content-length"), b"0")
        if not declared.isdigit() or len(declared) > 15 or int(declared) > limits.body:
            return _too_large(TooLarge(limits.body))
        if wait := self._rates.wait(client):
            detail = f"more than {limits.per_second:g} requests a second; wait as Retry-After says"
            return _too_many(detail, wait)
        if scope["path"] in self._streams:
            return None
        if self._at_once[client] >= limits.client_at_once or self._at_once.total() >= limits.at_once:
            return _too_many(f"more than {limits.client_at_once} requests at once; wait for their answers", 1)
        return None


def client_of(scope: Scope) -> str:
    """Who asks: an address, or of the sixth version the network that one household has."""
    client = scope.get("client")
    return _network(client[0]) if client else ""


@lru_cache(maxsize=MOST_CLIENTS)
def _network(host: str) -> str:
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host
    return host if address.version == 4 else str(ipaddress.ip_network((address, 64), strict=False))


def _bounded(receive: Receive, most: int) -> Receive:
    """What is received, with an error in place of what is too much."""
    received = 0

    async def receive_bounded() -> Message:
        nonlocal received
        message = await receive()
        received += len(message.get("body") or b"")
        if received > most:
            raise TooLarge(most)
        return message

    return receive_bounded


def _too_large(error: TooLarge) -> Problem:
    return Problem(error.status_code, error.detail)


def _too_many(detail: str, wait: float) -> Problem:
    return Problem(
        HTTPStatus.TOO_MANY_REQUESTS,
        detail,
        type=KINDS + "too-many-requests",
        headers={"retry-after": str(max(1, round(wait)))},
    )


def _answer(problem: Problem, scope: Scope) -> Response:
    """For programs a problem, for people a page."""
    if scope["path"].startswith(API):
        return problem.response(scope["path"])
    return answer_of(Request(scope), Failure(problem.status, problem.detail, problem.headers))
