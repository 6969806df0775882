"""Does what people want done with endpoints, in the order in which they asked."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from datetime import datetime

from pydantic import ValidationError

from agents.alert.endpoints import Endpoint
from agents.alert.known import NEVER_KEPT, KnownEndpoints, add, remove
from agents.alert.taking_up import pause, resend, resume
from topics.catalogue import COMMANDS, DELIVERIES
from topics.outcome import Drop, Output, Quarantine
from topics.records import Command, CommandKind, now
from topics.stage import Stage, stage
from topics.state import State


def manage_stage(endpoints: KnownEndpoints, *, clock: Callable[[], datetime] = now) -> Stage:
    """The stage that takes up commands; none of them changes an endpoint of the settings."""

    # A window of one: what a command wrote is safe, for all workers to read, before the next one sends anything.
    @stage(reads=(COMMANDS,), writes=(COMMANDS, DELIVERIES), concurrency=1, window=1)
    async def manage(command: Command, state: State) -> AsyncIterator[Output]:
        if command.quiet and command.kind not in (CommandKind.ADD, CommandKind.REMOVE):
            raise Drop(f"quiet: {command.quiet}")
        match command.kind:
            case CommandKind.ADD:
                _check(command)
                if command.endpoint in endpoints.configured:
                    raise Drop("endpoint of the settings")
                await add(state, command.definition)
            case CommandKind.REMOVE:
                if not await remove(state, command.endpoint):
                    raise Drop("endpoint unknown")
            case CommandKind.PAUSE:
                await pause(command, state)
            case CommandKind.RESUME:
                async for output in resume(command, state, clock()):
                    yield output
            case CommandKind.RESEND:
                async for output in resend(command, state):
                    yield output

    return manage


def _check(command: Command) -> None:
    """Refuse a definition that cannot be used, or that holds what must not be kept."""
    try:
        endpoint = Endpoint.model_validate(command.definition)
    except ValidationError as error:
        raise Quarantine("endpoint cannot be used") from RuntimeError(str(error.errors()[0]["msg"]))
    if endpoint.id != command.endpoint or not set(NEVER_KEPT).isdisjoint(command.definition):
        raise Quarantine("endpoint cannot be used") from RuntimeError("another id, or a secret")
