"""What people want done with messages and the endpoints they go to: hold them, take them up again, send once more."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from agents.alert.deliveries import DeliveryState, DeliveryStatus, deliveries, delivery_state
from agents.alert.endpoints import Endpoint
from agents.alert.standing import EndpointState, endpoint_state, endpoint_states, fails_no_more, write_endpoint
from topics.outcome import Drop, Later, Output
from topics.records import Command, CommandKind, Delivery, stable_id
from topics.state import State

LOOK_AGAIN = timedelta(seconds=10)
"""After a resume: what was just being held at that moment is seen by then."""

_ENDED = (DeliveryStatus.DEAD, DeliveryStatus.DISABLED)


async def pause(command: Command, state: State) -> None:
    """Hold the messages of an endpoint until a person resumes it."""
    known = await endpoint_state(state, command.endpoint) or EndpointState(id=command.endpoint, address="")
    what = {"paused": True, "by_hand": True, "recovering": False, "reason": "by hand", "since": command.at}
    await write_endpoint(state, known.model_copy(update=what))


async def resume(command: Command, state: State, moment: datetime) -> AsyncIterator[Output]:
    """Take an endpoint up again, and with it the messages that were held, in their order."""
    known = await endpoint_state(state, command.endpoint)
    if command.looks_again:
        if known is not None and (known.paused or known.resumed != command.id):
            raise Drop("stopped again")
    else:
        taken_up = await _take_up(state, known, command)
        await fails_no_more(state, command.endpoint)
        yield Later(_second_look(command), moment + LOOK_AGAIN)
        if taken_up:
            yield _second_look(command)
            return
    messages = await deliveries(state)
    held = [one for one in messages if one.endpoint == command.endpoint and one.status is DeliveryStatus.HELD]
    for delivery in _in_order(held, command):
        yield delivery


async def resend(command: Command, state: State) -> AsyncIterator[Output]:
    """Send messages once more, in their order; those named, or all that ended unsent since a time.

    An endpoint that was switched off is taken up again; what a paused one is sent is held with the rest.
    """
    named = [await delivery_state(state, id) for id in command.messages]
    asked = [one for one in named if one] if command.messages else _unsent(await deliveries(state), command)
    wanted = [one for one in asked if one.can_be_resent and command.endpoint in ("", one.endpoint)]
    if not wanted:
        raise Drop("no such message")
    if not command.looks_again and await _take_up_what_is_off({one.endpoint for one in wanted}, state, command):
        yield _second_look(command)
        return
    for delivery in _in_order(wanted, command):
        yield delivery


def _second_look(command: Command) -> Command:
    """What sends once the endpoint is taken up, in a handling of its own.

    What a handling gives is out before what it wrote can be read elsewhere: a message given beside the taking up would
    find its endpoint still stopped, and end by that for good, since each command is obeyed once.
    """
    return command.model_copy(update={"looks_again": True})


def _in_order(messages: Iterable[DeliveryState], command: Command) -> Iterator[Delivery]:
    """The messages once more; of one alliance each waits for the one before that is also sent once more."""
    last: dict[tuple[str, str], str] = {}
    for message in sorted(messages, key=lambda one: (one.created, one.alliance, one.number, one.id)):
        delivery, of = message.delivery(command.id), (message.endpoint, message.alliance)
        if message.alliance:
            if of in last:
                delivery.after, delivery.after_again = last[of], command.id
            last[of] = message.id
        yield delivery


def _unsent(messages: Iterable[DeliveryState], command: Command) -> Sequence[DeliveryState]:
    """What ended unsent since then; what a digest was to tell is sent with that."""
    ended = [one for one in messages if one.status in _ENDED and not one.digest]
    return [one for one in ended if command.since is None or _last_moment(one) >= command.since]


def _last_moment(message: DeliveryState) -> datetime:
    return max(filter(None, (message.created, message.received, message.last_attempt)))


async def _take_up_what_is_off(endpoints: Iterable[str], state: State, command: Command) -> bool:
    """Take up those that were switched off; whether there was one."""
    known = [await endpoint_state(state, endpoint) for endpoint in endpoints]
    off = [one for one in known if one is not None and one.disabled]
    for one in off:
        await _take_up(state, one, command)
    return bool(off)


async def _take_up(state: State, known: EndpointState | None, command: Command) -> bool:
    """Take an endpoint up again; whether it was stopped."""
    if known is None or not (known.paused or known.disabled):
        return False
    what = {"paused": False, "disabled": False, "by_hand": False, "recovering": True, "resumed": command.id}
    await write_endpoint(state, known.model_copy(update=what))
    return True


async def mended(state: State, endpoints: Mapping[str, Endpoint]) -> Sequence[Command]:
    """What takes up again the endpoints that were paused and have another address or secret by now."""
    found = []
    for known in await endpoint_states(state):
        endpoint = endpoints.get(known.id)
        if endpoint is not None and known.paused and known.is_mended(key := endpoint.address_key):
            id = stable_id("mended", known.id, key, known.since.isoformat())
            found.append(Command(id=id, kind=CommandKind.RESUME, endpoint=known.id))
    return found
