"""The endpoints that are known: those of the settings, and those that people added by command, kept in the state."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

import structlog
from pydantic import ValidationError

from agents.alert.endpoints import Endpoint, by_id
from agents.alert.settings import AlertSettings
from topics.state import State

log = structlog.get_logger(__name__)

ADDED_SPACE = "endpoints added"
ALL = "all"
"""The one document: every message asks for all endpoints, and a get is exact and cheap where a scan is not."""

NEVER_KEPT = ("secret", "old_secrets")
"""What a definition in the state must not hold: anyone who may read the state would read it."""


class KnownEndpoints:
    """The endpoints as they are now, and how messages are sent to them; where the settings have an id they win."""

    def __init__(self, configured: Iterable[Endpoint], settings: AlertSettings | None = None) -> None:
        self.configured: Mapping[str, Endpoint]
        self.settings: AlertSettings
        self._read: tuple[str, Mapping[str, Endpoint]] = ("", {})
        self.swap(configured, settings or AlertSettings())

    def swap(self, configured: Iterable[Endpoint], settings: AlertSettings) -> None:
        """Take other settings in place of those before, whole; what is under way ends by those it began with."""
        self.configured = by_id(configured)
        self.settings = settings

    @property
    def count(self) -> int:
        """How many there were when they were last asked for."""
        return len(self.configured.keys() | self._read[1].keys())

    async def all(self, state: State) -> Mapping[str, Endpoint]:
        """All endpoints by id, those of the settings first."""
        definitions = await added(state)
        written = json.dumps(definitions, sort_keys=True)
        if written != self._read[0]:
            self._read = written, _valid(definitions)
        return {**self.configured, **{id: one for id, one in self._read[1].items() if id not in self.configured}}


async def added(state: State) -> dict[str, dict[str, Any]]:
    """What people added, as the settings file would have it, by id."""
    document = await state.get(ADDED_SPACE, ALL)
    held = document["held"] if document else {}
    assert isinstance(held, dict)
    return held


async def add(state: State, definition: Mapping[str, Any]) -> None:
    """Keep a definition in place of any other of its id."""
    held = await added(state)
    await state.put(ADDED_SPACE, ALL, {"held": {**held, definition["id"]: dict(definition)}})


async def remove(state: State, id: str) -> bool:
    """Forget what was added under an id; whether there was anything."""
    held = await added(state)
    if id not in held:
        return False
    await state.put(ADDED_SPACE, ALL, {"held": {other: one for other, one in held.items() if other != id}})
    return True


def definition_of(endpoint: Endpoint) -> dict[str, Any]:
    """An endpoint as the settings file would have it, with what differs from the defaults alone."""
    return endpoint.model_dump(mode="json", exclude_defaults=True, exclude=set(NEVER_KEPT)) | {"id": endpoint.id}


def _valid(definitions: Mapping[str, Mapping[str, Any]]) -> dict[str, Endpoint]:
    """The endpoints of definitions; one that a later version wrote and this cannot use is left out, and said so."""
    found: dict[str, Endpoint] = {}
    for id, definition in definitions.items():
        try:
            found[id] = Endpoint.model_validate(definition)
        except ValidationError as error:
            log.warning("endpoint cannot be used", endpoint=id, cause=str(error.errors()[0]["msg"]))
    return found
