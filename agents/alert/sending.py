"""One attempt to send a message, and what is written down of it."""

from __future__ import annotations

import asyncio
import json
import time
from dataclasses import dataclass
from datetime import datetime

from agents.alert.deliveries import Attempt, DeliveryState, DeliveryStatus
from agents.alert.endpoints import Endpoint, private_hosts
from agents.alert.secrecy import Secrecy
from agents.alert.types import Answer, Fate, Outgoing
from agents.http_client import HttpClient
from topics.records import now, stable_id

LONGEST_CALL = 60.0
"""Seconds: a type that does not end by itself is ended; the HTTP client gives up after 15."""

TEST_EVENT = "dongmaeng.test"


class FaultOfType(Exception):
    """A bug in a type of endpoint, in words without address and secret."""


@dataclass(frozen=True, slots=True)
class Tried:
    """How one attempt ended, and how long it took."""

    answer: Answer
    attempt: Attempt
    key: str
    """`Endpoint.address_key` before it: a secret that was changed in its file since was not refused."""


async def call(
    endpoint: Endpoint,
    http: HttpClient,
    message: DeliveryState,
    moment: datetime,
    thread: str | None,
    page: str | None = None,
) -> Tried:
    """Send a message once and say how that ended; `thread`: what its type gave for the message it follows up.

    `page`: where links to alliances begin.
    """
    key = endpoint.address_key
    try:
        target = endpoint.target(page)
    except LookupError as error:
        return _tried(Answer(Fate.PAUSED, error=str(error.args[0])), moment, 0.0, key)
    http.allow_private_hosts(private_hosts([endpoint]))
    secrecy, began = Secrecy(target), time.monotonic()
    outgoing = Outgoing(message.id, message.event, message.created, message.payload, target, thread)
    try:
        async with asyncio.timeout(LONGEST_CALL):
            answer = await endpoint.of_type.send(outgoing, http)
    except TimeoutError:
        answer = Answer(Fate.AGAIN, error=f"no full answer within {LONGEST_CALL:g} s")
    except Exception as error:
        told = secrecy.clean(f"{type(error).__name__}: {error}")
        raise FaultOfType(told).with_traceback(error.__traceback__) from None
    return _tried(secrecy.cleaned(answer), moment, time.monotonic() - began, key)


def _tried(answer: Answer, moment: datetime, seconds: float, key: str) -> Tried:
    attempt = Attempt(at=moment, status=answer.status, seconds=round(seconds, 3), error=answer.error, said=answer.said)
    return Tried(answer, attempt, key)


async def send_test(endpoint: Endpoint, http: HttpClient) -> DeliveryState:
    """Send one test message at once, without retries and without keeping its state."""
    moment = now()
    text = {"type": TEST_EVENT, "timestamp": moment.isoformat(timespec="seconds"), "data": {"endpoint": endpoint.id}}
    message = DeliveryState(
        id=f"msg_{stable_id('test', endpoint.id, moment.isoformat())}",
        endpoint=endpoint.id,
        event=TEST_EVENT,
        created=moment,
        payload=json.dumps(text, ensure_ascii=False),
    )
    tried = await call(endpoint, http, message, moment, None)
    answer = tried.answer
    return message.model_copy(
        update={
            "status": DeliveryStatus.DELIVERED if answer.accepted else DeliveryStatus.DEAD,
            "attempts": 1,
            "last_status": answer.status,
            "last_error": answer.error,
            "last_attempt": moment,
            "delivered": moment if answer.accepted else None,
            "log": [tried.attempt],
        }
    )
