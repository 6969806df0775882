"""Endpoints and what is sent to them, as JSON."""

from __future__ import annotations

import json
from typing import Any, Self

from agents.alert.deliveries import Attempt, DeliveryState, DeliveryStatus
from agents.alert.language import Language
from agents.alert.standing import Standing
from dongmaeng.backend.endpoints import KnownEndpoint, Previewed
from dongmaeng.shapes.moment import Moment
from dongmaeng.shapes.shape import Shape
from topics.records import Kind, Status


class EndpointShape(Shape):
    """An endpoint as people may see it, without its address where that is a secret."""

    id: str
    type: str
    shown: str
    """Where it is: type and host."""
    set: str
    """`settings` where the settings file has it, `added` where a command did."""
    enabled: bool
    events: tuple[str, ...]
    filter: str
    """The query that an alliance must answer; empty: all."""
    watch: str | None
    """The file of companies, one of which must be a member."""
    organisations: tuple[str, ...]
    kinds: tuple[Kind, ...]
    least_score: float
    quiet_hours: str | None
    digest: str
    language: Language
    standing: Standing
    reason: str | None
    """Why it is paused or off, since when."""
    since: Moment | None

    @classmethod
    def of(cls, known: KnownEndpoint) -> EndpointShape:
        return cls(**_endpoint_fields(known))


class EndpointWithCountsShape(EndpointShape):
    """An endpoint with how many of its messages stand where."""

    messages: dict[str, int]

    @classmethod
    def with_counts(cls, known: KnownEndpoint, messages: dict[str, int]) -> EndpointWithCountsShape:
        return cls(**_endpoint_fields(known), messages=messages)


def _endpoint_fields(known: KnownEndpoint) -> dict[str, Any]:
    endpoint, is_open = known.endpoint, known.standing is Standing.OPEN
    return {
        "id": endpoint.id,
        "type": endpoint.type,
        "shown": endpoint.shown,
        "set": known.origin,
        "enabled": endpoint.enabled,
        "events": endpoint.events,
        "filter": endpoint.filter,
        "watch": str(endpoint.watch) if endpoint.watch else None,
        "organisations": endpoint.organisations,
        "kinds": endpoint.kinds,
        "least_score": endpoint.least_score,
        "quiet_hours": endpoint.quiet_hours or None,
        "digest": endpoint.digest,
        "language": endpoint.language,
        "standing": known.standing,
        "reason": None if is_open else known.reason,
        "since": None if is_open else known.since,
    }


class DeliveryShape(Shape):
    """One message's way to one endpoint."""

    id: str
    endpoint: str
    event: str
    companies: list[str]
    """The members of the alliances that it tells of."""
    status: DeliveryStatus
    attempts: int
    last_status: int | None
    """The HTTP status of the last answer; null where there was none."""
    last_error: str | None
    created: Moment
    last_attempt: Moment | None
    next_attempt: Moment | None
    delivered: Moment | None

    @classmethod
    def of(cls, delivery: DeliveryState) -> Self:
        return cls(
            id=delivery.id,
            endpoint=delivery.endpoint,
            event=delivery.event,
            companies=companies_of(delivery),
            status=delivery.status,
            attempts=delivery.attempts,
            last_status=delivery.last_status,
            last_error=delivery.last_error,
            created=delivery.created,
            last_attempt=delivery.last_attempt,
            next_attempt=delivery.next_attempt,
            delivered=delivery.delivered,
        )


class AttemptShape(Shape):
    """One attempt to send a message."""

    at: Moment
    status: int | None
    """The HTTP or SMTP status; null where there was none."""
    seconds: float
    """How long it took."""
    error: str | None
    said: str
    """How the answer began, at most 200 characters."""

    @classmethod
    def of(cls, attempt: Attempt) -> AttemptShape:
        return cls(
            at=attempt.at, status=attempt.status, seconds=attempt.seconds, error=attempt.error, said=attempt.said
        )


class DeliveryLogShape(DeliveryShape):
    """One message's way to one endpoint, with every attempt."""

    log: list[AttemptShape]
    """The latest last."""

    @classmethod
    def of(cls, delivery: DeliveryState) -> Self:
        told = dict(DeliveryShape.of(delivery))
        return cls(**told, log=[AttemptShape.of(attempt) for attempt in delivery.log])


class PreviewShape(Shape):
    """A message that an endpoint would have been sent."""

    at: Moment
    event: str
    alliance: str
    members: list[str]
    kind: Kind
    status: Status
    date: str | None
    score: float | None
    evidence: str

    @classmethod
    def of(cls, previewed: Previewed) -> PreviewShape:
        alliance, change = previewed.alliance, previewed.change
        return cls(
            at=change.at,
            event=previewed.event,
            alliance=alliance.id,
            members=[member.name for member in alliance.members],
            kind=alliance.kind,
            status=alliance.status,
            date=alliance.date,
            score=alliance.score,
            evidence=alliance.evidence,
        )


def companies_of(message: DeliveryState) -> list[str]:
    """The members of the alliances that a message tells of."""
    data = json.loads(message.payload).get("data", {}) if message.payload else {}
    told = data.get("alliances", [data])
    return list(dict.fromkeys(str(member["name"]) for one in told for member in one.get("members", ())))
