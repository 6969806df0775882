"""The endpoints and what is sent to them, for whoever asks."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import ValidationError

from agents.alert.deliveries import DeliveryState, deliveries, delivery_state
from agents.alert.endpoints import Endpoint
from agents.alert.known import KnownEndpoints, added
from agents.alert.sending import send_test
from agents.alert.standing import Standing, endpoint_states
from agents.alert.subscription import objection
from agents.http_client import HttpClient
from dongmaeng.backend.backend import Backend, of_backend
from dongmaeng.backend.origins import ADDED, SETTINGS
from dongmaeng.fault import NotFound, WrongField
from search.alliances import AllianceQuery
from search.store import every_alliance
from topics.records import Alliance, Change

_OWN = re.compile("DONGMAENG_", re.IGNORECASE)


class WrongEndpoint(WrongField):
    """An endpoint that cannot be set up as it is described."""


@dataclass(frozen=True, slots=True)
class KnownEndpoint:
    """An endpoint, where it is set and how it stands."""

    endpoint: Endpoint
    origin: str
    standing: Standing = Standing.OPEN
    reason: str | None = None
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Previewed:
    """A message that an endpoint would have been sent."""

    alliance: Alliance
    change: Change

    @property
    def event(self) -> str:
        return f"alliance.{self.change.change}"


def check_variables(given: Mapping[str, Any], token_env: str | None) -> None:
    """Raise `WrongEndpoint` where an endpoint described from elsewhere would be sent a value of the service's own.

    `token_env`: the variable of the page's token, if any.
    """
    for name in ("url_env", "secret_env"):
        variable = given.get(name) or ""
        if _OWN.match(variable) or (token_env and variable == token_env):
            raise WrongEndpoint(name, "a variable of the service itself holds no secret of an endpoint")


def endpoint_of(given: Mapping[str, Any]) -> Endpoint:
    """The endpoint that some fields describe; raises `WrongEndpoint`."""
    try:
        return Endpoint.model_validate(given)
    except ValidationError as error:
        fault = error.errors()[0]
        field = str(fault["loc"][0]) if fault["loc"] else ""
        raise WrongEndpoint(field, str(fault["msg"]).removeprefix("Value error, ")) from None


@of_backend
async def known_endpoints(backend: Backend) -> Mapping[str, KnownEndpoint]:
    """All endpoints by id, those of the settings first."""
    state = await backend.state()
    endpoints = KnownEndpoints(backend.settings.endpoints)
    found = await endpoints.all(state) if state else endpoints.configured
    stopped = {one.id: one for one in await endpoint_states(state)} if state else {}
    made = {}
    for id, endpoint in found.items():
        origin, stop = SETTINGS if id in endpoints.configured else ADDED, stopped.get(id)
        standing = stop.standing(endpoint) if stop else Standing.OPEN
        made[id] = KnownEndpoint(endpoint, origin, standing, *((stop.reason, stop.since) if stop else ()))
    return made


async def known_endpoint(backend: Backend, id: str) -> KnownEndpoint:
    """The endpoint of an id; raises `NotFound`."""
    found = await known_endpoints(backend)
    if id not in found:
        raise NotFound(f"{id}: no such endpoint; `dongmaeng alerts list` lists them")
    return found[id]


@of_backend
async def added_definitions(backend: Backend) -> dict[str, dict[str, Any]]:
    """The endpoints that commands added, as the settings file would have them, by id."""
    state = await backend.state()
    return await added(state) if state else {}


@of_backend
async def sent(backend: Backend) -> Sequence[DeliveryState]:
    """The messages to the endpoints, the latest last."""
    state = await backend.state()
    return await deliveries(state) if state else []


@of_backend
async def message(backend: Backend, id: str) -> DeliveryState:
    """One message with its attempts; raises `NotFound`."""
    state = await backend.state()
    found = await delivery_state(state, id) if state else None
    if found is None:
        raise NotFound(f"{id}: no such message; `dongmaeng alerts` lists them")
    return found


@of_backend
async def message_counts(backend: Backend, id: str) -> dict[str, int]:
    """How many messages of an endpoint stand where."""
    return dict(Counter(str(one.status) for one in await sent(backend) if one.endpoint == id))


async def test(backend: Backend, endpoint: Endpoint) -> DeliveryState:
    """Send one signed test message to an endpoint at once, and what it answered."""
    async with HttpClient(user_agent=backend.settings.user_agent) as http:
        return await send_test(endpoint, http)


@of_backend
async def preview(backend: Backend, endpoint: Endpoint, since: datetime) -> list[Previewed]:
    """What an endpoint would have been told since a moment of what is stored, the latest first."""
    store = await backend.store()
    alliances = [alliance async for alliance in every_alliance(store, AllianceQuery())] if store else []
    found = [
        Previewed(alliance, change)
        for alliance in alliances
        for change in alliance.changes
        if change.at >= since
        and change.is_told
        and objection(endpoint, f"alliance.{change.change}", alliance, change) is None
    ]
    return sorted(found, key=lambda told: told.change.at, reverse=True)
