"""From changes of alliances and events of the service to messages for the endpoints that asked for them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from datetime import datetime

from agents.alert.endpoints import Endpoint
from agents.alert.holds import PAUSED_EVENT
from agents.alert.known import KnownEndpoints
from agents.alert.payload import notice_payload, payload
from agents.alert.subscription import event_objection, objection
from agents.alert.threads import read_threads, write_threads
from agents.alert.withheld import published_of
from topics.catalogue import ALLIANCES, DELIVERIES, NOTICES
from topics.outcome import Drop
from topics.records import Alliance, ChangeKind, Delivery, Notice, now, stable_id
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


def alert_stage(known: KnownEndpoints, *, page: str | None = None, clock: Callable[[], datetime] = now) -> Stage:
    """The stage that writes one delivery for each event and each endpoint that subscribed to it.

    It alone handles the changes of one alliance, in their order, so that it knows which message follows which.
    `page`: where links to alliances begin.
    """

    @stage(reads=(ALLIANCES, NOTICES), writes=(DELIVERIES,))
    async def alert(record: Alliance | Notice, state: State) -> AsyncIterator[Delivery]:
        to = await known.all(state)
        if isinstance(record, Notice):
            found = of_notice(record, to)
        else:
            found = await of_alliance(record, to, state, clock(), page)
        for delivery in found:
            yield delivery

    return alert


def of_notice(notice: Notice, endpoints: Mapping[str, Endpoint]) -> Sequence[Delivery]:
    """The messages of an event of the service; none to the endpoint whose pause it tells, which takes none."""
    if notice.quiet:
        raise Drop(f"quiet: {notice.quiet}")
    objections = {
        id: event_objection(endpoint, notice.event)
        for id, endpoint in endpoints.items()
        if not (notice.event == PAUSED_EVENT and notice.data.get("endpoint") == id)
    }
    wanted = [id for id, objected in objections.items() if objected is None]
    if not wanted:
        raise Drop("nobody subscribed") from Unwanted(objections)
    text = notice_payload(notice)
    return [
        Delivery(id=message_id(notice.id, id), endpoint=id, event=notice.event, created=notice.at, payload=text)
        for id in wanted
    ]


async def of_alliance(
    alliance: Alliance, endpoints: Mapping[str, Endpoint], state: State, moment: datetime, page: str | None = None
) -> Sequence[Delivery]:
    """The messages of a change of an alliance, and what puts right the digests that are about to tell of it."""
    change = alliance.change
    if change is None:
        raise Drop("no change")
    if alliance.quiet:
        raise Drop(f"quiet: {alliance.quiet}")
    if change.change in (ChangeKind.BACKGROUND, ChangeKind.DISPUTED):
        raise Drop(change.change.value)
    event = f"alliance.{change.change}"
    objections = {id: objection(endpoint, event, alliance) for id, endpoint in endpoints.items()}
    wanted = [id for id, objected in objections.items() if objected is None]
    threads = await read_threads(state, alliance.id)
    corrected = [id for id, one in endpoints.items() if id not in wanted and one.gathered and threads.knows(id)]
    if not wanted and not corrected:
        raise Drop("nobody subscribed") from Unwanted(objections)
    text, found = payload(alliance, change, page), []
    published = published_of(change, alliance.articles)
    for endpoint in (*wanted, *corrected):
        id, corrects = message_id(change.id, endpoint), endpoint in corrected
        place = threads.to(endpoint).place(id, moment, corrects=corrects)
        found.append(
            Delivery(
                id=id,
                endpoint=endpoint,
                event=event,
                created=change.at,
                published=published,
                payload=text,
                alliance=alliance.id,
                after=place.after,
                thread=place.thread,
                number=place.number,
                corrects=corrects,
            )
        )
    await write_threads(state, alliance.id, threads, moment)
    return found
