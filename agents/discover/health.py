"""What is known of each source: its schedule and how the last looks went."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field, ValidationError, ValidatorFunctionWrapHandler, field_validator

from agents.discover.rhythm import Rhythm
from agents.discover.silence import Pauses
from agents.discover.sources import SourceSetting
from topics.records import source_id
from topics.state import Document, State

SOURCES = "sources"
"""The state space of the health documents, by the source's id."""


class Validator(BaseModel):
    """What lets a server answer "not modified", and what the index said of a sitemap when it was last read."""

    model_config = ConfigDict(extra="ignore")

    etag: str | None = None
    modified: str | None = None
    changed: datetime | None = None
    fresh_for: float | None = None
    """Seconds for which the document itself asked to be left alone, which "not modified" does not say again."""


class SourceHealth(BaseModel):
    """One source as it stands after its last look; times are aware."""

    model_config = ConfigDict(extra="ignore")

    source: str
    """The source's id."""
    publisher: str | None = None
    setting: str | None = None
    """The fingerprint of the setting at the last look, or while it rested; None of earlier versions."""
    next: datetime | None = None
    """When the next look is due; an order that comes earlier is a duplicate."""
    next_by: str | None = None
    """What decided so: one of `agents.discover.schedule.NextBy`."""
    interval: float | None = None
    """Seconds from the last look that worked to the one after it, as planned."""
    fresh_for: float | None = None
    """Seconds for which the source asks not to be looked at again."""
    requests: float | None = None
    """That a look takes, as of late."""
    last_look: datetime | None = None
    last_success: datetime | None = None
    last_error: str | None = None
    """The reason of the last failure, or what could not be read in the last success."""
    last_error_at: datetime | None = None
    failures: int = 0
    """Failures since the last success."""
    status: int | None = None
    """The HTTP status of the last answer."""
    items_seen: int = 0
    """New items since the source is known."""
    elsewhere: int = 0
    """Of these, those on sites that it does not speak for: what it says of them is not believed."""
    last_new: datetime | None = None
    """When the last new item was seen."""
    hub: str | None = None
    """Where changes of the feed can be subscribed to, as it said last."""
    topic: str | None = None
    """The address by which the hub knows it."""
    rhythm: Rhythm = Field(default_factory=Rhythm)
    """When it publishes."""
    delays: list[int] = Field(default_factory=list)
    """Of the last stories with a time to be believed, seconds from publication to discovery, oldest first."""
    newest: datetime | None = None
    """The latest time of publication that the last look with such times gave."""
    stirred: datetime | None = None
    """When a look last gave a new item, or one of a later time; another source of its site may have named it first."""
    pauses: Pauses = Field(default_factory=Pauses)
    failing: datetime | None = None
    """When the first of the failures since the last success was."""
    named: int = 0
    """Items of the last look that gave any."""
    empty: datetime | None = None
    """Since when the looks give no item at all, where some did before."""
    validators: dict[str, Validator] = Field(default_factory=dict)
    """By what `source_id` makes of the address: those of sitemaps may hold secrets too."""

    @field_validator("rhythm", mode="wrap")
    @classmethod
    def _known_rhythm(cls, value: object, read: ValidatorFunctionWrapHandler) -> object:
        """What cannot be read is learned anew: the rest of the document is worth more."""
        try:
            return read(value)
        except ValidationError:
            return Rhythm()

    @field_validator("validators")
    @classmethod
    def _by_id(cls, validators: dict[str, Validator]) -> dict[str, Validator]:
        return {source_id(address): validator for address, validator in validators.items()}

    def is_corrected(self, source: SourceSetting) -> bool:
        """Whether the source is set otherwise than when it was looked at last."""
        return self.setting not in (None, source.fingerprint)

    def follow(self, source: SourceSetting) -> None:
        """Take a setting over; what was learned by another one counts no more."""
        if self.is_corrected(source):
            self.interval, self.failures, self.validators = None, 0, {}
        self.setting = source.fingerprint
        self.publisher = source.publisher


async def source_health(state: State, address: str) -> SourceHealth:
    """The health of the source at an address; that of one never looked at where nothing (readable) is known."""
    id = source_id(address)
    if id != address and (earlier := await state.get(SOURCES, address)) is not None:
        await move_health(address, earlier, state)
    return _health(id, await state.get(SOURCES, id)) or SourceHealth(source=id)


async def save_health(state: State, health: SourceHealth) -> None:
    """Keep the health of a source."""
    await state.put(SOURCES, health.source, health.model_dump(mode="json", exclude_none=True))


async def note_rest(source: SourceSetting, health: SourceHealth, state: State) -> None:
    """Note that a source rests, so that it counts as corrected when it does no more; nothing of one never looked at."""
    if health.last_look is not None and health.setting != source.fingerprint:
        health.setting = source.fingerprint
        await save_health(state, health)


async def sources_health(state: State) -> list[SourceHealth]:
    """The health of all sources ever looked at, by id."""
    found = [_health(source_id(key), document) async for key, document in state.scan(SOURCES)]
    return [health for health in found if health is not None]


async def move_health(address: str, document: Document, state: State) -> None:
    """Keep by its id, unless that is there already, what an earlier version kept by the address of a source."""
    if health := _health(source_id(address), document):
        await state.create(SOURCES, health.source, health.model_dump(mode="json", exclude_none=True))
    await state.delete(SOURCES, address)


def _health(id: str, document: Document | None) -> SourceHealth | None:
    if document is None:
        return None
    try:
        return SourceHealth.model_validate({**document, "source": id})
    except ValidationError:
        return None
