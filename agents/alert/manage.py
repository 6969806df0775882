"""Does what people want done with endpoints, in the order in which they asked."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence

from pydantic import ValidationError

from agents.alert.endpoints import Endpoint, by_id
from agents.alert.known import NEVER_KEPT, add, remove
from topics.catalogue import COMMANDS, DELIVERIES
from topics.outcome import Drop, Quarantine
from topics.records import Command, CommandKind, Delivery
from topics.stage import Stage, stage
from topics.state import State


def manage_stage(configured: Sequence[Endpoint]) -> Stage:
    """The stage that takes up commands; `configured`: the endpoints of the settings, which none of them changes."""
    known = by_id(configured)

    @stage(reads=(COMMANDS,), writes=(DELIVERIES,), concurrency=1)
    async def manage(command: Command, state: State) -> AsyncIterator[Delivery]:
        match command.kind:
            case CommandKind.ADD:
                _check(command)
                if command.endpoint in known:
                    raise Drop("endpoint of the settings")
                await add(state, command.definition)
            case CommandKind.REMOVE:
                if not await remove(state, command.endpoint):
                    raise Drop("endpoint unknown")
            case _:
                raise Quarantine("command unknown")
        for _ in ():
            yield Delivery.model_validate({})

    return manage


def _check(command: Command) -> None:
    """Refuse a definition that cannot be used, or that holds what must not be kept."""
    try:
        endpoint = Endpoint.model_validate(command.definition)
    except ValidationError as error:
        raise Quarantine("endpoint cannot be used") from RuntimeError(str(error.errors()[0]["msg"]))
    if endpoint.id != command.endpoint or not set(NEVER_KEPT).isdisjoint(command.definition):
        raise Quarantine("endpoint cannot be used") from RuntimeError("another id, or a secret")
