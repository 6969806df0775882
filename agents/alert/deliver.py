"""Calls webhooks: signed after Standard Webhooks, tried again over three days, never twice after an acknowledgement."""

from __future__ import annotations

import asyncio
import json
import random
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

from agents.alert.deliveries import (
    DeliveryState,
    DeliveryStatus,
    delivery_state,
    disable,
    is_disabled,
    write_delivery,
)
from agents.alert.endpoints import Endpoint, by_id
from agents.alert.types import Answer, Fate, Outgoing
from agents.shares import Shares
from agents.web import Web
from topics.catalogue import DELIVERIES
from topics.clock import went_back
from topics.outcome import Drop, Quarantine, Retry
from topics.records import Delivery, now, stable_id
from topics.stage import Stage, stage
from topics.state import State

MINUTE, HOUR = 60.0, 3600.0
SCHEDULE = (0.0, 5.0, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 14 * HOUR, 20 * HOUR, 24 * HOUR)
"""Seconds before each attempt, counted from the one before: the example schedule of Standard Webhooks, which outlasts a
weekend's outage."""

JITTER = 0.1
"""Up to this share is added to each wait, so that the messages of an outage do not come back in one moment."""

LONGEST_PAUSE = 24 * HOUR
"""What a receiver may ask for with Retry-After at most."""

KEPT = timedelta(days=90)
"""How long a delivery is remembered: three times the retention of its topic, so no repeat comes after it."""

AT_ONCE = 8
"""Calls under way at once, shared by the endpoints."""

LEAST_SHARE = 2
"""Calls to one endpoint that may be under way at once, however many endpoints there are."""

MOST_AT_ONCE = 48
"""Calls under way at once to all of many endpoints: fewer than the client's connections (64)."""

SPARE = 2
"""Deliveries in hand beside the calls: those that find their endpoint's share taken, and go to wait."""

REMEMBERED = 10_000
"""Acknowledged ids held in memory: only those of the moment are needed, until their state is written."""

TEST_EVENT = "dongmaeng.test"


def deliver_stage(
    endpoints: Sequence[Endpoint],
    web: Web,
    *,
    clock: Callable[[], datetime] = now,
    jitter: Callable[[], float] = random.random,
) -> Stage:
    """The stage that sends each delivery to its endpoint; `web` must let private hosts through where endpoints may.

    `jitter` gives numbers from 0 to 1.
    """
    known = by_id(endpoints)
    share = max(LEAST_SHARE, AT_ONCE // max(len(known), 1))
    in_hand = min(share * len(known), MOST_AT_ONCE) + SPARE
    sender = _Sender(web, clock, jitter, share)

    # Two more tries than attempts: an attempt that ends in a bug of ours must not use up the last one.
    @stage(reads=(DELIVERIES,), concurrency=in_hand, window=in_hand, tries=len(SCHEDULE) + 2)
    async def deliver(delivery: Delivery, state: State) -> AsyncIterator[Delivery]:
        if delivery.quiet:
            raise Drop(f"quiet: {delivery.quiet}")
        endpoint = known.get(delivery.endpoint)
        async with sender.alone(delivery.id):
            await sender.send(delivery, endpoint, state)
        for _ in ():  # a stage yields what it writes: here nothing
            yield delivery

    return deliver


class _Sender:
    """Sends deliveries, each id by one call at a time.

    The same delivery may be in the topic twice and both copies in flight together, where neither sees what the other is
    about to write; so what was acknowledged is also remembered here. Each endpoint has a share of the calls at once,
    and one that did not answer has one call, until it does.
    """

    def __init__(self, web: Web, clock: Callable[[], datetime], jitter: Callable[[], float], share: int) -> None:
        self._web = web
        self._clock = clock
        self._jitter = jitter
        self._share = share
        self._shares = Shares("endpoint busy", waiting=SPARE)
        self._silent: set[str] = set()
        self._locks: dict[str, tuple[asyncio.Lock, int]] = {}
        self._acknowledged: OrderedDict[str, None] = OrderedDict()

    @asynccontextmanager
    async def alone(self, id: str) -> AsyncIterator[None]:
        lock, users = self._locks.get(id, (asyncio.Lock(), 0))
        self._locks[id] = (lock, users + 1)
        try:
            async with lock:
                yield
        finally:
            lock, users = self._locks.pop(id)
            if users > 1:
                self._locks[id] = (lock, users - 1)

    async def send(self, delivery: Delivery, endpoint: Endpoint | None, state: State) -> None:
        """Send one delivery, or say by an ending why not."""
        held = await delivery_state(state, delivery.id)
        if delivery.id in self._acknowledged or (held is not None and held.status is DeliveryStatus.DELIVERED):
            raise Drop("already delivered")
        if held is None or held.status is not DeliveryStatus.PENDING:
            # A failed message that comes again was sent back by a person: its attempts begin anew.
            held = _begin(delivery)
        if endpoint is None:
            await self._keep(state, held, status=DeliveryStatus.DISABLED, last_error="endpoint not in the settings")
            raise Drop("endpoint unknown")
        if not endpoint.enabled or await is_disabled(state, endpoint.id, endpoint.address_key):
            await self._keep(state, held, status=DeliveryStatus.DISABLED)
            raise Drop("endpoint disabled")
        moment = self._clock()
        due = None if went_back(held.last_attempt, moment) else held.next_attempt
        early = (due - moment).total_seconds() if due else 0.0
        if early > 1:  # seconds; carriers look for due records about twice a second
            raise Retry("not yet due", early, counts=False)
        async with self._shares.turn(endpoint.id, 1 if endpoint.id in self._silent else self._share):
            answer = await call(endpoint, self._web, delivery)
        if answer.status is None:
            self._silent.add(endpoint.id)
        else:
            self._silent.discard(endpoint.id)
        await self._conclude(state, held, endpoint, answer)

    async def _conclude(self, state: State, held: DeliveryState, endpoint: Endpoint, answer: Answer) -> None:
        moment, attempts = self._clock(), held.attempts + 1
        tried = held.model_copy(
            update={
                "attempts": attempts,
                "last_attempt": moment,
                "last_status": answer.status,
                "last_error": answer.error,
            }
        )
        if answer.accepted:
            self._remember(held.id)
            await self._keep(state, tried, status=DeliveryStatus.DELIVERED, delivered=moment)
        elif answer.fate is Fate.GONE:
            await self._keep(state, tried, status=DeliveryStatus.DISABLED)
            await disable(state, endpoint.id, endpoint.address_key, "410 Gone")
            raise Drop("endpoint gone")
        elif attempts >= len(SCHEDULE):
            await self._keep(state, tried, status=DeliveryStatus.FAILED)
            raise Quarantine("webhook failed") from RuntimeError(answer.error)
        else:
            asked = min(answer.wait or 0.0, LONGEST_PAUSE)
            wait = max(SCHEDULE[attempts] * (1 + JITTER * self._jitter()), asked)
            await self._keep(state, tried, next_attempt=moment + timedelta(seconds=wait))
            raise Retry("webhook not accepted", wait) from RuntimeError(answer.error)

    async def _keep(self, state: State, held: DeliveryState, **what: object) -> None:
        document = held.model_copy(update={"next_attempt": None, **what})
        await write_delivery(state, document, self._clock() + KEPT)

    def _remember(self, id: str) -> None:
        self._acknowledged[id] = None
        if len(self._acknowledged) > REMEMBERED:
            self._acknowledged.popitem(last=False)


async def call(endpoint: Endpoint, web: Web, delivery: Delivery) -> Answer:
    """Send a message once and say how that ended."""
    try:
        target = endpoint.target()
    except LookupError as error:
        return Answer(Fate.PAUSED, error=str(error.args[0]))
    outgoing = Outgoing(delivery.id, delivery.event, delivery.created, delivery.payload, target)
    return await endpoint.of_type.send(outgoing, web)


async def send_test(endpoint: Endpoint, web: Web) -> DeliveryState:
    """Send one test message at once, without retries and without keeping its state."""
    moment = now()
    text = {"type": TEST_EVENT, "timestamp": moment.isoformat(timespec="seconds"), "data": {"endpoint": endpoint.id}}
    id = f"msg_{stable_id('test', endpoint.id, moment.isoformat())}"
    payload = json.dumps(text, ensure_ascii=False)
    answer = await call(
        endpoint, web, Delivery(id=id, endpoint=endpoint.id, event=TEST_EVENT, created=moment, payload=payload)
    )
    return DeliveryState(
        id=id,
        endpoint=endpoint.id,
        event=TEST_EVENT,
        status=DeliveryStatus.DELIVERED if answer.accepted else DeliveryStatus.FAILED,
        attempts=1,
        last_status=answer.status,
        last_error=answer.error,
        created=moment,
        last_attempt=moment,
        delivered=moment if answer.accepted else None,
    )


def _begin(delivery: Delivery) -> DeliveryState:
    return DeliveryState(id=delivery.id, endpoint=delivery.endpoint, event=delivery.event, created=delivery.created)
