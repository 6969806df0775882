"""The sources that are known: those of the settings, and those that people added by command, kept in the state."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

import structlog
from pydantic import BaseModel, ConfigDict, ValidationError

from agents.discover.sources import DiscoverSettings, SourceSetting
from agents.urls import loggable
from topics.records import SourceCommand, SourceCommandKind
from topics.state import State

log = structlog.get_logger(__name__)

ADDED_SPACE = "sources added"
"""One document a source, by its id: a poll asks for one, and two thousand in one document would be read for each."""

_FORGOTTEN = timedelta(days=90)
"""How long a source that was removed is remembered as such: longer than any topic keeps the command that added it."""

_BY_COMMAND = frozenset({"url", "publisher", "section", "sites", "kind", "interval"})
"""What a command may say of a source: none of what names variables and files of the machine, or trusts less."""

Order = tuple[datetime, str]
"""When a command was given, and its id: of two commands the greater counts."""


class AddedSource(BaseModel):
    """What people's commands say of one source, the same in whatever order and however often they come.

    Two registers, each of which the last writer has (Shapiro et al. 2011, LWW-Register).
    """

    model_config = ConfigDict(extra="ignore")

    definition: dict[str, Any] | None = None
    """The source as the settings file would have it; None where it was removed, or not added yet."""
    defined: Order | None = None
    paused: bool = False
    turned: Order | None = None
    """By which command it was paused or resumed last."""

    def after(self, command: SourceCommand) -> AddedSource:
        """What is said of the source with one command more."""
        order = (command.at, command.id)
        match command.kind:
            case SourceCommandKind.ADD | SourceCommandKind.REMOVE if self.defined is None or order > self.defined:
                added = command.definition if command.kind is SourceCommandKind.ADD else None
                return self.model_copy(update={"definition": added, "defined": order})
            case SourceCommandKind.PAUSE | SourceCommandKind.RESUME if self.turned is None or order > self.turned:
                return self.model_copy(
                    update={"paused": command.kind is SourceCommandKind.PAUSE, "turned": order},
                )
        return self

    @property
    def last(self) -> datetime | None:
        """When the last command that is known of it was given."""
        return max((order[0] for order in (self.defined, self.turned) if order), default=None)

    @property
    def setting(self) -> SourceSetting | None:
        """The source, not enabled while it is paused; None where there is none, or a later version wrote it."""
        if self.definition is None or self.defined is None:
            return None
        rests = self.paused and self.turned is not None and self.turned > self.defined
        try:
            return SourceSetting.model_validate(self.definition | {"enabled": not rests})
        except ValidationError as error:
            log.warning("source cannot be used", cause=str(error.errors()[0]["msg"]))
            return None


class KnownSources:
    """The sources as they are now, and how they are looked at; where the settings have a source they win."""

    def __init__(self, configured: Iterable[SourceSetting], settings: DiscoverSettings | None = None) -> None:
        self.configured: Mapping[str, SourceSetting]
        self.settings: DiscoverSettings
        self.swap(configured, settings or DiscoverSettings())

    def swap(self, configured: Iterable[SourceSetting], settings: DiscoverSettings) -> None:
        """Take other settings in place of those before, whole; what is under way ends by those it began with."""
        self.configured = {source.id: source for source in configured}
        self.settings = settings

    async def get(self, state: State, id: str) -> SourceSetting | None:
        """The source of an id, which may rest (`enabled`); None where it is none, or none any more."""
        if configured := self.configured.get(id):
            return configured
        return (await added_source(state, id)).setting

    async def all(self, state: State) -> Mapping[str, SourceSetting]:
        """All sources by id, those of the settings first, in their order."""
        added = await added_sources(state)
        return {**self.configured, **{id: one for id, one in added.items() if id not in self.configured}}


async def added_source(state: State, id: str) -> AddedSource:
    """What commands say of a source; nothing where there were none, or what is kept cannot be read."""
    return _read(await state.get(ADDED_SPACE, id))


async def added_sources(state: State) -> dict[str, SourceSetting]:
    """The sources that commands added, by id."""
    found = {id: _read(document).setting async for id, document in state.scan(ADDED_SPACE)}
    return {id: setting for id, setting in found.items() if setting is not None}


async def keep(state: State, id: str, added: AddedSource, moment: datetime) -> None:
    """Keep what commands say of a source."""
    expires = moment + _FORGOTTEN if added.definition is None else None
    await state.put(ADDED_SPACE, id, added.model_dump(mode="json", exclude_none=True), expires=expires)


def definition_of(source: SourceSetting) -> dict[str, Any]:
    """A source as the settings file would have it, with what differs from the defaults alone; pauses are no part."""
    return source.model_dump(mode="json", exclude_defaults=True, exclude={"enabled"}) | {"url": source.url}


def objection(source: SourceSetting) -> str | None:
    """Why no command may add the source; None where one may."""
    if loggable(source.url) != source.url:
        return "its address holds a secret, which records and state must not"
    if not_said := sorted(definition_of(source).keys() - _BY_COMMAND):
        return f"{', '.join(not_said)} cannot be set by command"
    return None


def _read(document: Mapping[str, object] | None) -> AddedSource:
    try:
        return AddedSource.model_validate(document or {})
    except ValidationError:
        return AddedSource()
