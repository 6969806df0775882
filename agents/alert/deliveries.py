"""What became of each message: the delivery documents, written while delivering and read back for people."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from pydantic import Field

from topics.records import Delivery, Part
from topics.state import State

DELIVERIES_SPACE = "deliveries"

KEPT = timedelta(days=90)
"""How long a delivery is remembered: three times the retention of its topic, so no repeat comes after it."""

MOST_LOGGED = 200
"""Attempts that are kept of one message, the latest; a message is tried some fifteen times."""


class DeliveryStatus(StrEnum):
    """Where a message stands."""

    PENDING = "pending"
    DELIVERED = "delivered"
    DEAD = "dead"
    """It will not be sent any more, unless it is sent again by hand."""
    HELD = "held"
    """It waits until its endpoint is mended or resumed."""
    DISABLED = "disabled"
    """Its endpoint is switched off, gone or unknown."""

    @classmethod
    def _missing_(cls, value: object) -> DeliveryStatus | None:
        return cls.DEAD if value == "failed" else None  # as documents of earlier versions have it

    @property
    def is_final(self) -> bool:
        """Whether nothing more happens to the message by itself."""
        return self in (DeliveryStatus.DELIVERED, DeliveryStatus.DEAD, DeliveryStatus.DISABLED)


class Attempt(Part):
    """One attempt to send a message, in words without address and secret."""

    at: datetime
    status: int | None = None
    """The HTTP or SMTP status; None where there was none."""
    seconds: float
    """How long it took."""
    error: str | None = None
    said: str = ""
    """How the answer began, at most 200 characters."""


class DeliveryState(Part):
    """One message's way to one endpoint; nothing in it holds an address or a secret."""

    id: str
    endpoint: str
    event: str
    status: DeliveryStatus = DeliveryStatus.PENDING
    attempts: int = 0
    """How often it was tried since it was last taken up anew."""
    last_status: int | None = None
    """The HTTP status of the last answer; None where there was none."""
    last_error: str | None = None
    created: datetime
    received: datetime | None = None
    """When it was first taken up, or taken up anew."""
    first_attempt: datetime | None = None
    last_attempt: datetime | None = None
    next_attempt: datetime | None = None
    unknown_since: datetime | None = None
    """Since when no endpoint of its id is known."""
    delivered: datetime | None = None
    log: list[Attempt] = Field(default_factory=list)
    """All attempts, the latest last."""
    payload: str = ""
    """What is sent; empty in documents of earlier versions, and of a digest that is still gathering."""
    alliance: str = ""
    after: str | None = None
    after_again: str | None = None
    """The id of the command that the message before must have been taken up by as well."""
    thread: str | None = None
    number: int = 0
    reference: str | None = None
    """What a later message names to stand in the thread of this one."""
    taken_up: list[str] = Field(default_factory=list)
    """The ids of the commands that asked for it once more and were obeyed, the latest last."""
    digest: str | None = None
    """The id of the digest that tells it."""
    tells: list[str] = Field(default_factory=list)
    """Of a digest: the ids of the messages that it tells."""

    @property
    def can_be_resent(self) -> bool:
        """Whether it is still known what to send."""
        return bool(self.payload) or self.event == DIGEST_EVENT

    def delivery(self, again: str) -> Delivery:
        """The message for a command that asks for it once more."""
        return Delivery(
            id=self.id,
            endpoint=self.endpoint,
            event=self.event,
            created=self.created,
            payload=self.payload,
            alliance=self.alliance,
            after=self.after,
            thread=self.thread,
            number=self.number,
            again=again,
        )


DIGEST_EVENT = "digest"


def begun(delivery: Delivery, moment: datetime) -> DeliveryState:
    """The document of a message that is taken up for the first time."""
    return DeliveryState(
        id=delivery.id,
        endpoint=delivery.endpoint,
        event=delivery.event,
        created=delivery.created,
        received=moment,
        payload=delivery.payload,
        alliance=delivery.alliance,
        after=delivery.after,
        after_again=delivery.after_again,
        thread=delivery.thread,
        number=delivery.number,
        taken_up=[delivery.again] if delivery.again else [],
    )


def begun_anew(known: DeliveryState, delivery: Delivery, moment: datetime) -> DeliveryState:
    """The document of a message that is asked for once more: its attempts begin anew, its log goes on."""
    kept = {"log": known.log, "tells": known.tells, "taken_up": known.taken_up}
    if delivery.again:
        kept["taken_up"] = [*known.taken_up, delivery.again]
    return begun(delivery, moment).model_copy(update=kept | {"payload": delivery.payload or known.payload})


async def deliveries(state: State) -> Sequence[DeliveryState]:
    """All messages, the latest last."""
    found = [DeliveryState.model_validate(document) async for _, document in state.scan(DELIVERIES_SPACE)]
    return sorted(found, key=lambda delivery: (delivery.created, delivery.alliance, delivery.number, delivery.id))


async def delivery_state(state: State, id: str) -> DeliveryState | None:
    document = await state.get(DELIVERIES_SPACE, id)
    return None if document is None else DeliveryState.model_validate(document)


async def write_delivery(state: State, delivery: DeliveryState, expires: datetime) -> None:
    await state.put(DELIVERIES_SPACE, delivery.id, delivery.model_dump(mode="json"), expires=expires)
