"""Curate: does what people want done with sources, for all workers."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from datetime import datetime

from pydantic import ValidationError

from agents.discover.known import KnownSources, added_source, keep, objection
from agents.discover.sources import SourceSetting
from topics.catalogue import POLLS, SOURCE_COMMANDS
from topics.outcome import Drop, Output, Quarantine
from topics.records import Poll, SourceCommand, SourceCommandKind, now
from topics.stage import Stage, stage
from topics.state import State


def curate_stage(known: KnownSources, *, clock: Callable[[], datetime] = now) -> Stage:
    """The stage that takes up commands about sources; none of them changes a source of the settings."""

    @stage(reads=(SOURCE_COMMANDS,), writes=(POLLS,), concurrency=1)
    async def curate(command: SourceCommand, state: State) -> AsyncIterator[Output]:
        if command.kind is SourceCommandKind.LOOK:
            if command.quiet:
                raise Drop(f"quiet: {command.quiet}")
        else:
            _check(command)
            added = await added_source(state, command.source)
            await keep(state, command.source, added.after(command), clock())  # also where the settings win for now
        source = await known.get(state, command.source)
        if source is None or not source.enabled:
            return
        if command.kind in (SourceCommandKind.PAUSE, SourceCommandKind.REMOVE):
            return  # the settings have it as well, or a later command
        yield Poll(source=source.id, asked=None if command.quiet else command.id)

    return curate


def _check(command: SourceCommand) -> None:
    """Refuse a definition that cannot be used, or that holds what must not be kept."""
    if command.kind is not SourceCommandKind.ADD:
        return
    try:
        source = SourceSetting.model_validate(command.definition)
    except ValidationError as error:
        raise Quarantine("source cannot be used") from RuntimeError(str(error.errors()[0]["msg"]))
    wrong = "another id" if source.id != command.source else objection(source)
    if wrong:
        raise Quarantine("source cannot be used") from RuntimeError(wrong)
