"""Sends messages to endpoints: tried again as a schedule says, in order, never twice after an acknowledgement."""

from __future__ import annotations

import random
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NoReturn

from agents.alert import holds
from agents.alert.deliveries import (
    DIGEST_EVENT,
    KEPT,
    MOST_LOGGED,
    DeliveryState,
    DeliveryStatus,
    begun,
    begun_anew,
    delivery_state,
    write_delivery,
)
from agents.alert.endpoints import Endpoint
from agents.alert.gathering import correct, end_with, freeze, gather
from agents.alert.known import KnownEndpoints
from agents.alert.order import is_known, wait_for_turn
from agents.alert.sending import Tried, call
from agents.alert.standing import EndpointState, Standing, endpoint_state, failing
from agents.alert.turns import LONGEST_PAUSE, MOST_IN_HAND, Locks, Turns, in_hand
from agents.alert.types import Fate
from agents.alert.withheld import Withholding
from agents.http_client import HttpClient
from topics.catalogue import DELIVERIES, NOTICES
from topics.clock import went_back
from topics.outcome import Drop, Output, Retry
from topics.records import Delivery, now
from topics.stage import Stage, stage
from topics.state import State

JITTER = 0.1
"""Up to this share is added to each wait, so that the messages of an outage do not come back in one moment."""

EARLY = 0.1
"""Seconds before its time at which a message may go."""

REMEMBERED = 10_000
"""Acknowledged ids held in memory: only those of the moment are needed, until their state is written."""

UNKNOWN_FOR = timedelta(minutes=10)
"""How long a message waits for an endpoint that is not in the settings before it ends: other workers take over other
settings earlier or later, and who took an endpoint out by mistake puts it back within minutes."""

UNKNOWN_AGAIN = 10.0
"""Seconds until the endpoint of a message is looked up again."""

TRIES = 15
"""Of a record on which our own code fails; what endpoints do is counted in the state of the message."""


def deliver_stage(
    known: KnownEndpoints,
    http: HttpClient,
    *,
    page: str | None = None,
    clock: Callable[[], datetime] = now,
    jitter: Callable[[], float] = random.random,
) -> Stage:
    """The stage that sends each delivery to its endpoint; `http` must let private hosts through where endpoints may.

    `page`: where links to alliances in messages begin. `jitter` gives numbers from 0 to 1.
    """
    deliverer = _Deliverer(http, known, page, clock, jitter)

    @stage(
        reads=(DELIVERIES,),
        writes=(DELIVERIES, NOTICES),
        concurrency=MOST_IN_HAND,
        window=lambda: in_hand(known.count),
        tries=TRIES,
    )
    async def deliver(delivery: Delivery, state: State) -> AsyncIterator[Output]:
        if delivery.quiet:
            raise Drop(f"quiet: {delivery.quiet}")
        for output in await deliverer.take(delivery, await known.all(state), state):
            yield output

    return deliver


class _Deliverer:
    """Takes up deliveries, each id by one call at a time.

    The same delivery may be in the topic twice and both copies in flight together, where neither sees what the other is
    about to write; so what was acknowledged is also remembered here.
    """

    def __init__(
        self,
        http: HttpClient,
        known: KnownEndpoints,
        page: str | None,
        clock: Callable[[], datetime],
        jitter: Callable[[], float],
    ) -> None:
        self._http = http
        self._page = page
        self._known = known
        self._clock = clock
        self._jitter = jitter
        self._turns = Turns()
        self._locks = Locks()
        self._withholding = Withholding()
        self._acknowledged: OrderedDict[tuple[str, str | None], None] = OrderedDict()

    async def take(self, delivery: Delivery, endpoints: Mapping[str, Endpoint], state: State) -> Sequence[Output]:
        """Bring one delivery on its way, or say by an ending why not."""
        endpoint = endpoints.get(delivery.endpoint)
        if delivery.corrects:
            await self._correct(delivery, endpoint, state)
        async with self._locks.alone(delivery.id):
            message = await self._message(delivery, state)
            if endpoint is None:
                await self._wait_for_endpoint(state, message)
            message = message.model_copy(update={"unknown_since": None})
            if not endpoint.enabled:
                await self._end(state, message, DeliveryStatus.DISABLED, error="endpoint not enabled")
                raise Drop("endpoint disabled")
            known = await self._not_off(state, message, endpoint)
            if message.digest:
                raise Drop("in a digest")
            if reason := await self._withholding.reason(delivery, state):
                await self._end(state, message, DeliveryStatus.DEAD, error=reason)
                raise Drop("may have been told")
            if endpoint.gathered and message.alliance:
                return await self._gather(state, message, endpoint)
            if known and known.standing(endpoint) is Standing.PAUSED:
                await self._hold(state, message, known)
                raise Drop("endpoint paused")
            if message.event == DIGEST_EVENT and not message.payload:
                return await self._freeze(state, message, endpoint, delivery)
            await self._keep(state, message)
            await self._check_time(state, message, endpoint)
            if message.after:  # the one before may have ended since, by the answer that the endpoint is gone
                await self._not_off(state, message, endpoint)
            return await self._send(state, message, endpoint, delivery, len(endpoints))

    async def _message(self, delivery: Delivery, state: State) -> DeliveryState:
        """The document of a delivery that is still to be sent; raises `Drop` where it has ended."""
        held, moment = await delivery_state(state, delivery.id), self._clock()
        if held is None:
            if (delivery.id, delivery.again) in self._acknowledged:
                raise Drop("already delivered")
            return begun(delivery, moment)
        if delivery.again and delivery.again not in held.taken_up:
            return begun_anew(held, delivery, moment)
        if (delivery.id, delivery.again) in self._acknowledged or held.status is DeliveryStatus.DELIVERED:
            raise Drop("already delivered")
        if held.taken_up and delivery.again != held.taken_up[-1]:
            raise Drop("taken up anew")
        if held.status is DeliveryStatus.PENDING:
            return held if held.payload or not delivery.payload else held.model_copy(update=_facts(delivery))
        if held.status is DeliveryStatus.DEAD and not held.payload and delivery.payload:
            return begun_anew(held, delivery, moment)  # of an earlier version: a person took it out of quarantine
        raise Drop("endpoint paused" if held.status is DeliveryStatus.HELD else "already ended")

    async def _not_off(self, state: State, message: DeliveryState, endpoint: Endpoint) -> EndpointState | None:
        """What is known of how the endpoint stands; where it is off, the message ends."""
        known = await endpoint_state(state, endpoint.id)
        if known and known.standing(endpoint) is Standing.OFF:
            await self._end(state, message, DeliveryStatus.DISABLED, error=f"endpoint is off: {known.reason}")
            raise Drop("endpoint disabled")
        return known

    async def _wait_for_endpoint(self, state: State, message: DeliveryState) -> NoReturn:
        """Leave a message to another worker, or another reload, that knows its endpoint; end it where none does."""
        moment = self._clock()
        since = message.unknown_since
        if since is None or went_back(since, moment):
            since = moment
        if moment - since >= UNKNOWN_FOR:
            await self._end(state, message, DeliveryStatus.DISABLED, error="endpoint not in the settings")
            raise Drop("endpoint unknown")
        await self._keep(state, message, unknown_since=since, last_error="endpoint not in the settings")
        raise Retry("endpoint unknown", UNKNOWN_AGAIN, counts=False)

    async def _correct(self, delivery: Delivery, endpoint: Endpoint | None, state: State) -> NoReturn:
        if endpoint is None or not endpoint.gathered:
            raise Drop("in no digest")
        moment = self._clock()
        if not await is_known(state, delivery.after):
            wait = await wait_for_turn(state, begun(delivery, delivery.created), moment)
            raise Drop("in no digest") if wait is None else Retry("waits for the message before", wait, counts=False)
        async with self._locks.alone(f"digest {delivery.endpoint}"):
            told = await correct(state, delivery, moment)
        raise Drop("puts a digest right" if told else "in no digest")

    async def _gather(self, state: State, message: DeliveryState, endpoint: Endpoint) -> Sequence[Output]:
        period = endpoint.gathered
        assert period is not None
        if not await is_known(state, message.after) and (wait := await self._wait(state, message)) is not None:
            await self._keep(state, message)
            raise Retry("waits for the message before", wait, counts=False)
        async with self._locks.alone(f"digest {endpoint.id}"):
            return await gather(state, message, endpoint, period, self._clock())

    async def _freeze(
        self, state: State, message: DeliveryState, endpoint: Endpoint, delivery: Delivery
    ) -> Sequence[Output]:
        """Make the text of a digest and write it down; it is sent when it comes back."""
        await self._check_time(state, message, endpoint)
        async with self._locks.alone(f"digest {endpoint.id}"):
            digest, behind = await freeze(state, message, endpoint.gathered, self._clock())
            if not digest.payload:
                raise Drop("nothing to tell")
            return [delivery, *behind]

    async def _check_time(self, state: State, message: DeliveryState, endpoint: Endpoint) -> None:
        """Raise `Retry` where a message must not go yet."""
        moment = self._clock()
        if (wait := await self._wait(state, message)) is not None:
            raise Retry("waits for the message before", wait, counts=False)
        if endpoint.hours and (until := endpoint.hours.until(moment)):
            await self._keep(state, message, next_attempt=until)
            raise Retry("quiet hours", (until - moment).total_seconds(), counts=False)
        due = None if went_back(message.last_attempt or message.received, moment) else message.next_attempt
        early = (due - moment).total_seconds() if due else 0.0
        if early > EARLY:
            raise Retry("not yet due", early, counts=False)
        if self._turns.is_new(endpoint.id):
            known = await failing(state, endpoint.id)
            self._turns.leave_alone(endpoint.id, known.leave_alone_until if known else None)
        if (asked := self._turns.wait(endpoint.id, moment)) > EARLY:
            raise Retry("endpoint asked to wait", asked, counts=False)

    async def _wait(self, state: State, message: DeliveryState) -> float | None:
        return await wait_for_turn(state, message, self._clock())

    async def _send(
        self, state: State, message: DeliveryState, endpoint: Endpoint, delivery: Delivery, endpoints: int
    ) -> Sequence[Output]:
        first = await delivery_state(state, message.thread) if message.thread else None
        async with self._turns.turn(endpoint.id, endpoints):
            thread = first.reference if first else None
            tried = await call(endpoint, self._http, message, self._clock(), thread, self._page)
        if tried.answer.accepted:
            self._remember(delivery)
        return await self._conclude(state, _logged(message, tried), endpoint, tried)

    async def _conclude(
        self, state: State, message: DeliveryState, endpoint: Endpoint, tried: Tried
    ) -> Sequence[Output]:
        moment, answer = self._clock(), tried.answer
        asked = min(answer.wait or 0.0, LONGEST_PAUSE)
        self._turns.learn(endpoint.id, answer)
        self._turns.leave_alone(endpoint.id, moment + timedelta(seconds=asked) if asked else None)
        match answer.fate:
            case Fate.ACCEPTED:
                sent = message.model_copy(update={"delivered": moment, "reference": answer.reference})
                await self._end(state, sent, DeliveryStatus.DELIVERED)
                notice = await holds.answered(state, endpoint, moment, accepted=True)
                return [notice] if notice else []
            case Fate.DEAD:
                await self._end(state, message, DeliveryStatus.DEAD)
                await holds.answered(state, endpoint, moment, accepted=False)
                raise Drop("dead letter") from RuntimeError(answer.error)
            case Fate.GONE:
                await self._end(state, message, DeliveryStatus.DISABLED)
                return [await holds.switch_off(state, endpoint, tried.key, answer.error or "gone", moment)]
            case Fate.PAUSED:
                await self._keep(state, message, status=DeliveryStatus.HELD, next_attempt=None)
                return [await holds.pause(state, endpoint, tried.key, answer.error or "refused", moment)]
        return await self._again(state, message, endpoint, tried, asked)

    async def _again(
        self, state: State, message: DeliveryState, endpoint: Endpoint, tried: Tried, asked: float
    ) -> Sequence[Output]:
        """What becomes of a message that was not accepted and may be so later."""
        moment, error = self._clock(), tried.answer.error
        if notice := await holds.failed(
            state, endpoint, tried.key, error, moment, timedelta(days=self._known.settings.pause_after_days), asked
        ):
            await self._keep(state, message, status=DeliveryStatus.HELD, next_attempt=None)
            return [notice]
        if moment - (message.first_attempt or moment) >= timedelta(days=self._known.settings.give_up_days):
            error = f"given up after {message.attempts} attempts: {error}"
            await self._end(state, message, DeliveryStatus.DEAD, error=error)
            raise Drop("dead letter") from RuntimeError(error)
        schedule = self._known.settings.schedule_seconds
        usual = schedule[min(message.attempts, len(schedule)) - 1]
        wait = max(usual * (1 + JITTER * self._jitter()), asked)
        await self._keep(state, message, next_attempt=moment + timedelta(seconds=wait))
        raise Retry("webhook not accepted", wait, counts=False) from RuntimeError(error)

    async def _hold(self, state: State, message: DeliveryState, known: EndpointState) -> None:
        what = {"status": DeliveryStatus.HELD, "next_attempt": None, "last_error": f"endpoint paused: {known.reason}"}
        await self._keep(state, message, **what)

    async def _end(
        self, state: State, message: DeliveryState, status: DeliveryStatus, *, error: str | None = None
    ) -> None:
        what = {"status": status, "last_error": error or message.last_error, "delivered": message.delivered}
        await self._keep(state, message, next_attempt=None, **what)
        if message.tells:
            await end_with(state, message, self._clock(), **what)

    async def _keep(self, state: State, message: DeliveryState, **what: object) -> None:
        await write_delivery(state, message.model_copy(update=what), self._clock() + KEPT)

    def _remember(self, delivery: Delivery) -> None:
        self._acknowledged[delivery.id, delivery.again] = None
        if len(self._acknowledged) > REMEMBERED:
            self._acknowledged.popitem(last=False)


def _facts(delivery: Delivery) -> dict[str, object]:
    """What documents of earlier versions do not hold."""
    names = ("payload", "alliance", "after", "thread", "number")
    return {name: getattr(delivery, name) for name in names}


def _logged(message: DeliveryState, tried: Tried) -> DeliveryState:
    attempt = tried.attempt
    what = {
        "attempts": message.attempts + 1,
        "first_attempt": message.first_attempt or attempt.at,
        "last_attempt": attempt.at,
        "last_status": attempt.status,
        "last_error": attempt.error,
        "log": [*message.log, attempt][-MOST_LOGGED:],
    }
    return message.model_copy(update=what)
