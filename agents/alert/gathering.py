"""Digests: the messages of an endpoint that go out as one, with each alliance once, by company.

What is to be told lies in a document for each message. The first one asks for the digest of its period; when that is
due it takes up all that lies there, and from then on its text stands.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from agents.alert.deliveries import (
    DELIVERIES_SPACE,
    DIGEST_EVENT,
    KEPT,
    DeliveryState,
    DeliveryStatus,
    begun,
    delivery_state,
    write_delivery,
)
from agents.alert.endpoints import Endpoint
from agents.alert.payload import korean_time
from agents.alert.times import Digest
from topics.outcome import Later, Output
from topics.records import SEOUL, Delivery, Part, stable_id
from topics.state import State

GATHERED_SPACE = "digests"

GRACE = timedelta(seconds=3)
"""After its time a digest waits so long for what is just being put to it."""

MOST_ALLIANCES = 200
"""In one digest; more go in another one right behind it."""

_MOST_PERIODS = 10


class Gathered(Part):
    """One message that a digest is to tell."""

    id: str
    endpoint: str
    alliance: str
    number: int
    event: str
    created: datetime
    payload: str
    corrects: bool = False


def digest_id(endpoint: str, due: datetime) -> str:
    """The `webhook-id` of the digest of one period."""
    return f"msg_{stable_id('digest', endpoint, due.astimezone(SEOUL).isoformat())}"


async def gather(
    state: State, message: DeliveryState, endpoint: Endpoint, period: Digest, moment: datetime
) -> Sequence[Output]:
    """Put a message to the next digest of its endpoint; asks for that digest where nobody did yet."""
    digest, due, asked = await _next_digest(state, endpoint.id, period, moment)
    await _put(state, message, corrects=False)
    told = message.model_copy(update={"digest": digest.id, "next_attempt": due})
    await write_delivery(state, told, moment + KEPT)
    return [asked] if asked else []


async def correct(state: State, delivery: Delivery, moment: datetime) -> bool:
    """Put right what a digest is about to tell of an alliance; False where none is.

    Raises nothing where the message before is not taken up yet: see `order`.
    """
    before = await delivery_state(state, delivery.after) if delivery.after else None
    if before is None or await state.get(GATHERED_SPACE, _key(before.endpoint, before.id)) is None:
        return False
    await _put(state, begun(delivery, moment), corrects=True)
    return True


async def freeze(
    state: State, digest: DeliveryState, period: Digest | None, moment: datetime
) -> tuple[DeliveryState, Sequence[Output]]:
    """The digest with what it tells, and what comes behind it; nothing to tell: a document without a payload."""
    items, rest = _first_part(await _gathered(state, digest.endpoint))
    if not items:
        await state.delete(DELIVERIES_SPACE, digest.id)
        return digest, []
    for item in items:
        await state.delete(GATHERED_SPACE, _key(item.endpoint, item.id))
        told = await delivery_state(state, item.id)
        if told is not None and not item.corrects:
            await write_delivery(state, told.model_copy(update={"digest": digest.id}), moment + KEPT)
    full = digest.model_copy(
        update={
            "payload": digest_payload(items, moment),
            "tells": [item.id for item in items if not item.corrects],
            "after": await _last(state, digest.endpoint),
        }
    )
    await state.put(GATHERED_SPACE, _last_key(digest.endpoint), {"last": digest.id})
    await write_delivery(state, full, moment + KEPT)
    return full, await _behind(state, digest, period, rest, moment)


async def _behind(
    state: State, digest: DeliveryState, period: Digest | None, rest: bool, moment: datetime
) -> Sequence[Output]:
    """The next digest: right now where this one is full, else for what comes in while this one is being made."""
    if rest:
        id = f"msg_{stable_id('digest', digest.id, 'the rest')}"
        return [Delivery(id=id, endpoint=digest.endpoint, event=DIGEST_EVENT, created=moment, payload="")]
    if period is None:
        return []
    _, _, asked = await _next_digest(state, digest.endpoint, period, moment)
    return [asked] if asked else []


async def end_with(state: State, digest: DeliveryState, moment: datetime, **what: object) -> None:
    """Note for the messages that a digest tells what became of it."""
    for id in digest.tells:
        told = await delivery_state(state, id)
        if told is not None and told.digest == digest.id and told.status is DeliveryStatus.PENDING:
            await write_delivery(state, told.model_copy(update={"next_attempt": None, **what}), moment + KEPT)


async def _next_digest(
    state: State, endpoint: str, period: Digest, moment: datetime
) -> tuple[DeliveryState, datetime, Later | None]:
    """The digest that a message goes to, when it is due, and the order for it where it is a new one."""
    due = period.due(moment)
    for _ in range(_MOST_PERIODS):
        known = await delivery_state(state, digest_id(endpoint, due))
        if known is None or not (known.payload or known.status.is_final):
            break
        due = period.due(due)
    order = Delivery(id=digest_id(endpoint, due), endpoint=endpoint, event=DIGEST_EVENT, created=due, payload="")
    wanted = begun(order, moment).model_copy(update={"next_attempt": due})
    document = wanted.model_dump(mode="json")
    new = await state.create(DELIVERIES_SPACE, wanted.id, document, expires=due + KEPT)
    return wanted, due, Later(order, due + GRACE) if new else None


async def _put(state: State, message: DeliveryState, *, corrects: bool) -> None:
    item = Gathered(
        id=message.id,
        endpoint=message.endpoint,
        alliance=message.alliance or message.id,
        number=message.number,
        event=message.event,
        created=message.created,
        payload=message.payload,
        corrects=corrects,
    )
    await state.put(GATHERED_SPACE, _key(message.endpoint, message.id), item.model_dump(mode="json"))


async def _gathered(state: State, endpoint: str) -> list[Gathered]:
    prefix = f"{stable_id(endpoint)}/"
    found = [Gathered.model_validate(document) async for _, document in state.scan(GATHERED_SPACE, prefix)]
    return sorted(found, key=lambda item: (item.number, item.created, item.id))


async def _last(state: State, endpoint: str) -> str | None:
    document = await state.get(GATHERED_SPACE, _last_key(endpoint))
    return str(document["last"]) if document else None


def _first_part(items: Sequence[Gathered]) -> tuple[list[Gathered], bool]:
    """As many of the items as one digest takes, those first that happened first; whether there are more."""
    by_time = dict.fromkeys(item.alliance for item in sorted(items, key=lambda item: (item.created, item.id)))
    taken = set(list(by_time)[:MOST_ALLIANCES])
    return [item for item in items if item.alliance in taken], len(by_time) > len(taken)


def digest_payload(items: Sequence[Gathered], moment: datetime) -> str:
    """The JSON text of a digest of items in their order: each alliance once, as it stands now, by company.

    What turned out to be one with another of them is told with that one.
    """
    merged = {id for item in items for id in json.loads(item.payload)["data"]["change"].get("merged", ())}
    by_alliance: dict[str, list[Gathered]] = {}
    for item in items:
        if item.alliance not in merged:
            by_alliance.setdefault(item.alliance, []).append(item)
    entries = [_entry(of_one) for of_one in by_alliance.values()]
    data = {
        "from": korean_time(min(item.created for item in items)),
        "until": korean_time(moment),
        "alliances": _by_company(entries),
    }
    message = {"type": DIGEST_EVENT, "timestamp": korean_time(moment), "data": data}
    return json.dumps(message, ensure_ascii=False, separators=(",", ":"))


def _entry(items: Sequence[Gathered]) -> dict[str, Any]:
    """What is known of one alliance at last, with all that happened to it."""
    data: dict[str, Any] = json.loads(items[-1].payload)["data"]
    return data | {"events": list(dict.fromkeys(item.event for item in items))}


def _by_company(entries: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The entries with those of one company side by side, each named by the company that most of them share."""
    counts = Counter(id for entry in entries for id in {member["id"] for member in entry.get("members", ())})

    def company(entry: dict[str, Any]) -> tuple[int, str]:
        return min(
            ((-counts[member["id"]], str(member["name"])) for member in entry.get("members", ())), default=(0, "")
        )

    named = [(company(entry), entry) for entry in entries]
    named.sort(key=lambda one: (one[0], str(one[1].get("date")), str(one[1].get("id"))))
    return [entry | {"company": name} for (_, name), entry in named]


def _key(endpoint: str, id: str) -> str:
    return f"{stable_id(endpoint)}/{id}"


def _last_key(endpoint: str) -> str:
    return stable_id(endpoint)
