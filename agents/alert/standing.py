"""How each endpoint stands: whether it is paused or switched off, and since when it fails."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from pydantic import Field

from agents.alert.endpoints import Endpoint
from topics.clock import went_back
from topics.records import Part, now
from topics.state import State

ENDPOINTS_SPACE = "endpoints"
FAILING_SPACE = "endpoints failing"


class Standing(StrEnum):
    """Whether messages go to an endpoint."""

    OPEN = "open"
    PAUSED = "paused"
    """Its messages are held."""
    OFF = "off"
    """It said that it is gone: its messages end."""


class EndpointState(Part):
    """What stopped an endpoint, and whether it was taken up again since."""

    id: str
    address: str
    """`Endpoint.address_key` when it was stopped: where that has changed since, it was mended."""
    disabled: bool = False
    """Whether it said that it is gone."""
    paused: bool = False
    by_hand: bool = False
    """Whether a person paused it: then no change of the settings takes it up again."""
    recovering: bool = False
    """Whether it was taken up again, and has accepted nothing since."""
    reason: str | None = None
    since: datetime = Field(default_factory=now)
    resumed: str = ""
    """The id of the command that took it up last."""

    def standing(self, endpoint: Endpoint) -> Standing:
        """How it stands with the settings of now."""
        key = endpoint.address_key
        if self.disabled and key in ("", self.address):
            return Standing.OFF
        return Standing.PAUSED if self.paused and not self.is_mended(key) else Standing.OPEN

    def is_mended(self, key: str) -> bool:
        """Whether another address or secret is set than the one that was refused."""
        return not self.by_hand and key not in ("", self.address)


class Failing(Part):
    """Since when an endpoint has not accepted anything that it was sent."""

    address: str
    since: datetime
    leave_alone_until: datetime | None = None
    """When it asked to be called again, where it did."""


async def endpoint_state(state: State, id: str) -> EndpointState | None:
    document = await state.get(ENDPOINTS_SPACE, id)
    return None if document is None else EndpointState.model_validate(document)


async def endpoint_states(state: State) -> list[EndpointState]:
    """What is known of endpoints that were stopped."""
    return [EndpointState.model_validate(document) async for _, document in state.scan(ENDPOINTS_SPACE)]


async def write_endpoint(state: State, known: EndpointState) -> None:
    await state.put(ENDPOINTS_SPACE, known.id, known.model_dump(mode="json"))


async def fails(
    state: State, endpoint: Endpoint, moment: datetime, leave_alone_until: datetime | None = None
) -> datetime:
    """Note that an endpoint has just failed; since when it does."""
    known, key = await failing(state, endpoint.id), endpoint.address_key
    if known is None or known.address != key or went_back(known.since, moment):
        known = Failing(address=key, since=moment)
    elif known.leave_alone_until == leave_alone_until:
        return known.since
    now_known = known.model_copy(update={"leave_alone_until": leave_alone_until})
    await state.put(FAILING_SPACE, endpoint.id, now_known.model_dump(mode="json"))
    return now_known.since


async def failing(state: State, id: str) -> Failing | None:
    """Since when an endpoint fails; None while it works."""
    document = await state.get(FAILING_SPACE, id)
    return None if document is None else Failing.model_validate(document)


async def fails_no_more(state: State, id: str) -> None:
    """Forget since when an endpoint failed."""
    if await state.get(FAILING_SPACE, id) is not None:
        await state.delete(FAILING_SPACE, id)
