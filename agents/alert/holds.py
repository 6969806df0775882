"""Stops endpoints that refuse or fail, and tells when they stop and when they work again."""

from __future__ import annotations

from datetime import datetime, timedelta

from agents.alert.endpoints import Endpoint
from agents.alert.payload import korean_time
from agents.alert.standing import (
    EndpointState,
    endpoint_state,
    fails,
    fails_no_more,
    write_endpoint,
)
from topics.records import Notice, stable_id
from topics.state import State

PAUSED_EVENT = "endpoint.paused"
RECOVERED_EVENT = "endpoint.recovered"


async def pause(state: State, endpoint: Endpoint, key: str, reason: str, moment: datetime) -> Notice:
    """Hold the messages of an endpoint until it is mended or resumed; `key`: `address_key` of what was refused."""
    return await _stop(state, endpoint, key, reason, moment, gone=False)


async def switch_off(state: State, endpoint: Endpoint, key: str, reason: str, moment: datetime) -> Notice:
    """Send nothing more to an endpoint that said it is gone, until it moves or is resumed; `key`: as in `pause`."""
    return await _stop(state, endpoint, key, reason, moment, gone=True)


async def failed(
    state: State, endpoint: Endpoint, key: str, reason: str | None, moment: datetime, longest: timedelta, asked: float
) -> Notice | None:
    """Note that an endpoint failed; the event where it has done so for too long, and is paused now.

    `asked`: how many seconds it asked us to wait.
    """
    since = await fails(state, endpoint, moment, moment + timedelta(seconds=asked) if asked else None)
    if moment - since < longest:
        return None
    return await pause(state, endpoint, key, f"failing since {korean_time(since)}: {reason}", moment)


async def answered(state: State, endpoint: Endpoint, moment: datetime, *, accepted: bool) -> Notice | None:
    """Note that an endpoint works; the event where it has accepted its first message since it was taken up again."""
    await fails_no_more(state, endpoint.id)
    known = await endpoint_state(state, endpoint.id)
    if not accepted or known is None or not known.recovering or known.paused or known.disabled:
        return None
    await write_endpoint(state, known.model_copy(update={"recovering": False}))
    key = endpoint.address_key
    return _notice(RECOVERED_EVENT, endpoint, key, known.resumed, moment, known.reason or "", known.since)


async def _stop(state: State, endpoint: Endpoint, key: str, reason: str, moment: datetime, *, gone: bool) -> Notice:
    known = await endpoint_state(state, endpoint.id)
    resumed = known.resumed if known else ""
    stopped = EndpointState(
        id=endpoint.id,
        address=key,
        disabled=gone,
        paused=not gone,
        reason=reason,
        since=moment,
        resumed=resumed,
    )
    await write_endpoint(state, stopped)
    # Calls under way at once may all be refused: the event has one id, whichever of them was the first.
    told = f"{reason}: switched off" if gone else reason
    return _notice(PAUSED_EVENT, endpoint, key, resumed, moment, told, moment)


def _notice(
    event: str, endpoint: Endpoint, key: str, resumed: str, moment: datetime, reason: str, since: datetime
) -> Notice:
    id = stable_id(event, endpoint.id, key, resumed)
    data = {"endpoint": endpoint.id, "shown": endpoint.shown, "reason": reason, "since": korean_time(since)}
    return Notice(id=id, event=event, at=moment, data=data)
