"""From changes of alliances to messages for the webhooks that asked for them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence

from agents.alert.endpoints import Endpoint, by_id
from agents.alert.payload import payload
from agents.alert.subscription import objection
from topics.catalogue import ALLIANCES, DELIVERIES
from topics.outcome import Drop
from topics.records import Alliance, ChangeKind, Delivery, stable_id
from topics.stage import Stage, stage
from topics.state import State


class Unwanted(Exception):
    """No endpoint asked for a change; says what each asks for."""

    def __init__(self, objections: Mapping[str, str | None]) -> None:
        told = "; ".join(f"{endpoint} {objection}" for endpoint, objection in objections.items())
        super().__init__(told or "there is no endpoint")


def message_id(change_id: str, endpoint_id: str) -> str:
    """The `webhook-id` of a change for an endpoint: the same for every repeat and every attempt."""
    return f"msg_{stable_id(change_id, endpoint_id)}"


def alert_stage(endpoints: Sequence[Endpoint]) -> Stage:
    """The stage that writes one delivery for each change and each endpoint that subscribed to it."""
    known = by_id(endpoints)

    @stage(reads=(ALLIANCES,), writes=(DELIVERIES,))
    async def alert(alliance: Alliance, state: State) -> AsyncIterator[Delivery]:
        change = alliance.change
        if change is None:
            raise Drop("no change")
        if alliance.quiet:
            raise Drop(f"quiet: {alliance.quiet}")
        if change.change in (ChangeKind.BACKGROUND, ChangeKind.DISPUTED):
            raise Drop(change.change.value)
        event = f"alliance.{change.change}"
        objections = {endpoint.id: objection(endpoint, event, alliance) for endpoint in known.values()}
        wanted = [id for id, objection in objections.items() if objection is None]
        if not wanted:
            raise Drop("nobody subscribed") from Unwanted(objections)
        text = payload(alliance, change)
        for endpoint in wanted:
            id = message_id(change.id, endpoint)
            yield Delivery(id=id, endpoint=endpoint, event=event, created=change.at, payload=text)

    return alert
