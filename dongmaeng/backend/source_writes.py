"""What people want done with sources, checked and handed over as records, for whoever asks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from pydantic import ValidationError

from agents.discover.curate import curate_stage
from agents.discover.known import AddedSource, KnownSources, added_source, definition_of, objection
from agents.discover.sources import SourceSetting
from agents.urls import loggable
from dongmaeng.backend.backend import Backend, of_backend
from dongmaeng.backend.writes import in_thread, new_id
from dongmaeng.fault import Fault, NotFound, WrongField
from dongmaeng.hand_over import hand_over
from topics.records import SourceCommand, SourceCommandKind, now, source_id

_IN_SETTINGS = "is in the settings file, which wins; change it there, then `dongmaeng reload`"
_FOR_SETTINGS = "put it under [[sources]] in the settings file, then `dongmaeng reload`"


@dataclass(frozen=True, slots=True)
class OrderedSource:
    """What was handed over about a source, and whether it is done already."""

    source: str
    """The source's id."""
    applied: bool
    """False where a running service takes it up."""


def source_of(given: Mapping[str, Any]) -> SourceSetting:
    """The source that some fields describe; raises `WrongField`."""
    try:
        return SourceSetting.model_validate(given)
    except ValidationError as error:
        fault = error.errors()[0]
        field = str(fault["loc"][0]) if fault["loc"] else ""
        raise WrongField(field, str(fault["msg"]).removeprefix("Value error, ")) from None


@of_backend
async def add_sources(backend: Backend, sources: Sequence[SourceSetting]) -> list[OrderedSource]:
    """Watch sources from now on, each in place of one that was added under its address; one answer for each.

    None is added where one cannot be: raises `Fault` with a line for each of those, since the settings file has it or
    it holds what only that may.
    """
    configured = {source.id for source in backend.settings.sources}
    wrong = [f"{source.id}: {_IN_SETTINGS}" for source in sources if source.id in configured]
    wrong += [f"{source.id}: {found}; {_FOR_SETTINGS}" for source in sources if (found := objection(source))]
    if wrong:
        raise Fault("\n".join(wrong), usage=True)
    return await _ordered(backend, [(SourceCommandKind.ADD, source.id, definition_of(source)) for source in sources])


@of_backend
async def order_sources(backend: Backend, kind: SourceCommandKind, sources: Sequence[str]) -> list[OrderedSource]:
    """Remove, pause, resume or look at sources, by their ids or addresses; one answer for each.

    None is ordered where one cannot be: raises `Fault` with a line for each of those, `NotFound` where all that is
    wrong is that there is no such source.
    """
    if kind is SourceCommandKind.ADD:
        raise ValueError(f"{kind} takes more than the id of a source")
    state = await backend.state()
    known = KnownSources(backend.settings.sources)
    ids = list(dict.fromkeys(source_id(given.strip()) for given in sources))
    unknown, wrong = [], []
    for id in ids:
        source = await known.get(state, id) if state else known.configured.get(id)
        if source is None:
            unknown.append(f"{loggable(id)}: no such source; `dongmaeng sources` lists them")
        elif kind is SourceCommandKind.LOOK:
            wrong += [] if source.enabled else [f"{id}: is not looked at, since it is paused"]
        elif id in known.configured:
            wrong.append(f"{id}: {_IN_SETTINGS}")
    if wrong:
        raise Fault("\n".join(unknown + wrong), usage=True)
    if unknown:
        raise NotFound("\n".join(unknown))
    return await _ordered(backend, [(kind, id, {}) for id in ids])


async def _ordered(
    backend: Backend, orders: Iterable[tuple[SourceCommandKind, str, dict[str, Any]]]
) -> list[OrderedSource]:
    state = await backend.state()
    commands = []
    for kind, id, definition in orders:
        known = await added_source(state, id) if state else AddedSource()
        at = max(now(), known.last + timedelta(microseconds=1)) if known.last else now()
        commands.append(SourceCommand(id=new_id(), kind=kind, source=id, at=at, definition=definition))
    if not commands:
        return []
    settings = backend.settings
    stages = [curate_stage(KnownSources(settings.sources))]
    done = await in_thread(backend, lambda: hand_over(settings, commands, lambda _: stages, "sources"))
    return [OrderedSource(command.source, done) for command in commands]
