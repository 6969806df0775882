"""What the handling of a record tells of how long a story takes, and of messages that were sent."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum
from typing import Any

from agents.alert.deliveries import DELIVERIES_SPACE, DeliveryStatus
from agents.discover.weeks import is_midnight
from topics.handling import Effects
from topics.records import Article, Candidate, ChangeKind

ANNOUNCED = f"alliance.{ChangeKind.ANNOUNCED}"


class Delays(StrEnum):
    """A part of a story's way."""

    DISCOVERY = "discovery"
    """From publication to discovery."""
    READING = "reading"
    """From discovery to a page that was read."""
    ALERT = "alert"
    """From a page that was fetched to the new alliance that a receiver was told of."""


class DeliveryEnding(StrEnum):
    """How the handling of a message ended for it."""

    DELIVERED = "delivered"
    RETRIED = "retried"
    """It was sent and not accepted."""
    HELD = "held"
    """Its endpoint is paused."""
    DEAD = "dead"
    DISABLED = "disabled"


def delays_of(effect: Effects) -> Iterator[tuple[Delays, float]]:
    """The parts of ways that end with a handling, with the seconds they took; of first looks and live stories alone."""
    match effect.stage:
        case "discover":
            for output in effect.outputs:
                match output.record:
                    case Candidate(published=datetime() as published, quiet=None, again=None, seen=seen):
                        if not is_midnight(published):  # a stamp of a day alone
                            yield Delays.DISCOVERY, _seconds(published, seen)
        case "clean":
            for output in effect.outputs:
                match output.record:
                    case Article(seen=datetime() as seen, quiet=None, again=None, fetched=fetched):
                        yield Delays.READING, _seconds(seen, fetched)
        case "deliver":
            for message in _messages(effect):
                if message["event"] == ANNOUNCED and message.get("delivered") and not message.get("taken_up"):
                    created, delivered = (datetime.fromisoformat(message[at]) for at in ("created", "delivered"))
                    yield Delays.ALERT, _seconds(created, delivered)


def deliveries_of(effect: Effects) -> Iterator[DeliveryEnding]:
    """How the handling of a delivery ended for the messages that it wrote down; nothing for those that only wait."""
    for message in _messages(effect):
        status = DeliveryStatus(message["status"])
        if status is not DeliveryStatus.PENDING:
            yield DeliveryEnding(status.value)
        elif effect.outcome == "retried" and effect.reason == "webhook not accepted":
            yield DeliveryEnding.RETRIED


def _messages(effect: Effects) -> Iterator[dict[str, Any]]:
    for (space, _), write in effect.documents.items():
        if space == DELIVERIES_SPACE and write is not None:
            yield json.loads(write[0])


def _seconds(begin: datetime, end: datetime) -> float:
    return max(0.0, (end - begin).total_seconds())
