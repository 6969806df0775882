"""What people want done with sources."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from pydantic import Field

from topics.records.quiet import QuietReason
from topics.records.record import Record, SourceId, now


class SourceCommandKind(StrEnum):
    """What a person may have done with a source."""

    ADD = "add"
    """Watch a source, or put another definition in its place."""
    REMOVE = "remove"
    PAUSE = "pause"
    """Leave it alone without forgetting it."""
    RESUME = "resume"
    LOOK = "look"
    """Look at it now, even before its time."""


class SourceCommand(Record):
    """What a person wants done with a source; it holds for all workers and when records are replayed."""

    id: str
    kind: SourceCommandKind
    source: SourceId
    at: datetime = Field(default_factory=now)
    """Of two that contradict one another the later counts, in whatever order they come; so it is later than those that
    were known where it was given, whatever that machine's clock says."""
    definition: dict[str, Any] = Field(default_factory=dict)
    """For an `add`: the source as the settings file would have it; its address holds no secret."""
    quiet: QuietReason = None
    """Why nothing is looked at before its time: what is replayed asks nobody again."""

    def key(self) -> str:
        return self.source
