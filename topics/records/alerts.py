"""What endpoints are told, and what people tell them to do."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from pydantic import Field

from topics.records.quiet import QuietReason
from topics.records.record import Record, now


class Delivery(Record):
    """One message on its way to one endpoint."""

    id: str
    """The `webhook-id`: the same for every attempt, restart, replay and carrier."""
    endpoint: str
    """The id of the endpoint; its address and secret stay where they are set."""
    event: str
    """`alliance.announced`, `endpoint.paused`, `digest`, …"""
    created: datetime
    published: datetime | None = None
    """When the story that brings it was published, at the earliest; None where none does, and of earlier versions."""
    payload: str
    """The JSON text that a `standard` endpoint is sent as it stands; what all other types make their message of."""
    alliance: str = ""
    """The alliance that it is of; its messages to one endpoint keep their order. Empty for events of the service."""
    after: str | None = None
    """The id of the message to this endpoint that must have ended before this one goes."""
    thread: str | None = None
    """The id of the first message to this endpoint of the same alliance, which this one follows up."""
    number: int = 0
    """Which message of the alliance to this endpoint it is, by what happened first."""
    corrects: bool = False
    """Not asked for by itself: it puts right what a digest is about to say of the alliance, and else is not told."""
    again: str | None = None
    """The id of the command that asks for it once more; each is obeyed once."""
    after_again: str | None = None
    """The id of the command that the message before must have been taken up by as well."""
    quiet: QuietReason = None
    """Why it is not sent: what is replayed calls nobody."""

    def key(self) -> str:
        return self.endpoint


class Notice(Record):
    """An event of the service itself, or of one of its endpoints, for the endpoints that asked for such."""

    id: str
    event: str
    """`endpoint.paused`, `endpoint.recovered`, `service.standing`, …"""
    at: datetime = Field(default_factory=now)
    data: dict[str, Any] = Field(default_factory=dict)
    """What happened, in words and figures without secrets."""
    quiet: QuietReason = None

    def key(self) -> str:
        return self.event


class CommandKind(StrEnum):
    """What a person may have done with endpoints."""

    ADD = "add"
    """Set up an endpoint, or put another definition in its place."""
    REMOVE = "remove"
    PAUSE = "pause"
    """Hold its messages."""
    RESUME = "resume"
    """Send again, first what was held."""
    RESEND = "resend"
    """Send messages once more that have ended."""


class Command(Record):
    """What a person wants done with an endpoint; it holds for all workers and when records are replayed."""

    id: str
    kind: CommandKind
    endpoint: str
    """The id of the endpoint; empty for a `resend` of all endpoints' messages."""
    at: datetime = Field(default_factory=now)
    definition: dict[str, Any] = Field(default_factory=dict)
    """For an `add`: the endpoint as the settings file would have it, without a secret."""
    messages: list[str] = Field(default_factory=list)
    """For a `resend`: the ids of the messages."""
    since: datetime | None = None
    """For a `resend` without ids: all that ended unsent since."""
    looks_again: bool = False
    """Whether it is a second look: endpoints are taken up by then, and what is to be sent is sent."""
    quiet: QuietReason = None
    """Why it sends nothing: what is replayed calls nobody."""

    def key(self) -> str:
        return "endpoints"  # one order for all of them
