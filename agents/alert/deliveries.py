"""What became of each message: the delivery documents, written while delivering and read back for people."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from pydantic import Field

from topics.records import Part, now
from topics.state import State

DELIVERIES_SPACE = "deliveries"
ENDPOINTS_SPACE = "endpoints"


class DeliveryStatus(StrEnum):
    """Where a message stands."""

    PENDING = "pending"
    DELIVERED = "delivered"
    FAILED = "failed"
    DISABLED = "disabled"


class DeliveryState(Part):
    """One message's way to one endpoint; errors hold no URL and no secret."""

    id: str
    endpoint: str
    event: str
    status: DeliveryStatus = DeliveryStatus.PENDING
    attempts: int = 0
    last_status: int | None = None
    """The HTTP status of the last answer; None where there was none."""
    last_error: str | None = None
    created: datetime
    last_attempt: datetime | None = None
    next_attempt: datetime | None = None
    delivered: datetime | None = None


class EndpointState(Part):
    """What endpoints have told us of themselves."""

    id: str
    address: str
    """`Endpoint.address` when it was disabled: at a new URL it is tried again."""
    disabled: bool = False
    reason: str | None = None
    since: datetime = Field(default_factory=now)


async def deliveries(state: State) -> list[DeliveryState]:
    """All messages, the latest last."""
    found = [DeliveryState.model_validate(document) async for _, document in state.scan(DELIVERIES_SPACE)]
    return sorted(found, key=lambda delivery: (delivery.created, delivery.id))


async def delivery_state(state: State, id: str) -> DeliveryState | None:
    document = await state.get(DELIVERIES_SPACE, id)
    return None if document is None else DeliveryState.model_validate(document)


async def write_delivery(state: State, delivery: DeliveryState, expires: datetime) -> None:
    await state.put(DELIVERIES_SPACE, delivery.id, delivery.model_dump(mode="json"), expires=expires)


async def is_disabled(state: State, id: str, address: str) -> bool:
    """Whether the endpoint said, at this address, that it is gone."""
    document = await state.get(ENDPOINTS_SPACE, id)
    if document is None:
        return False
    known = EndpointState.model_validate(document)
    return known.disabled and known.address == address


async def disable(state: State, id: str, address: str, reason: str) -> None:
    """Send this endpoint nothing more until its URL changes or `enable` is called."""
    document = EndpointState(id=id, address=address, disabled=True, reason=reason)
    await state.put(ENDPOINTS_SPACE, id, document.model_dump(mode="json"))


async def enable(state: State, id: str) -> None:
    """Send to this endpoint again."""
    await state.delete(ENDPOINTS_SPACE, id)
