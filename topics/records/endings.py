"""How the way of a story ended at a stage, or went on under another id."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from pydantic import Field

from topics.records.record import Part, Record, SourceId, now


class Outcome(StrEnum):
    """How a record of a story ended at a stage."""

    DROPPED = "dropped"
    QUARANTINED = "quarantined"
    RENAMED = "renamed"
    """The story goes on under another id: its address led elsewhere, or its page states another as its own."""


class Story(Part):
    """The story that a record is about, as far as the record knows it."""

    article_id: str = ""
    url: str = ""
    source_id: str | None = None
    source: SourceId = ""
    """The source that named it; empty for imported items."""
    seen: datetime | None = None
    """When the source named it."""
    title: str = ""


class Ended(Record):
    """What became of one record of a story at a stage that gave nothing for it, and why."""

    stage: str
    outcome: Outcome
    reason: str = ""
    """A few fixed words, as in the counts."""
    detail: str = ""
    """What was special about this record."""
    story: Story
    renamed: str | None = None
    """The article id under which the story goes on."""
    alliance_id: str | None = None
    """The alliance whose change ended here, and the change."""
    change: str | None = None
    endpoint: str | None = None
    """The endpoint that the change was on its way to."""
    at: datetime = Field(default_factory=now)

    def key(self) -> str:
        return self.story.article_id or self.story.url
