"""What is known of each source: its schedule and how the last looks went."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from topics.state import Document, State

SOURCES = "sources"
"""The state space of the health documents, by the source's URL."""


class Validator(BaseModel):
    """What lets a server answer "not modified", and what the index said of a sitemap when it was last read."""

    model_config = ConfigDict(extra="ignore")

    etag: str | None = None
    modified: str | None = None
    changed: datetime | None = None


class SourceHealth(BaseModel):
    """One source as it stands after its last look; times are aware."""

    model_config = ConfigDict(extra="ignore")

    url: str
    publisher: str | None = None
    next: datetime | None = None
    """When the next look is due; an order that comes earlier is a duplicate."""
    interval: float | None = None
    """Seconds between looks, as adapted."""
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
    last_new: datetime | None = None
    """When the last new item was seen."""
    validators: dict[str, Validator] = Field(default_factory=dict)


async def source_health(state: State, url: str) -> SourceHealth:
    """The health of one source; that of a source never looked at where nothing (readable) is known."""
    return _health(url, await state.get(SOURCES, url)) or SourceHealth(url=url)


async def save_health(state: State, health: SourceHealth) -> None:
    """Keep the health of a source."""
    await state.put(SOURCES, health.url, health.model_dump(mode="json", exclude_none=True))


async def sources_health(state: State) -> list[SourceHealth]:
    """The health of all sources ever looked at, by URL."""
    found = [_health(url, document) async for url, document in state.scan(SOURCES)]
    return [health for health in found if health is not None]


def _health(url: str, document: Document | None) -> SourceHealth | None:
    if document is None:
        return None
    try:
        return SourceHealth.model_validate({**document, "url": url})
    except ValidationError:
        return None
