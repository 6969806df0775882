"""Moments as people read them: in Seoul."""

from __future__ import annotations

from datetime import datetime

from topics.records import SEOUL


def seoul(moment: datetime | None) -> str | None:
    """ISO 8601 in Seoul, to the second."""
    return moment.astimezone(SEOUL).isoformat(timespec="seconds") if moment else None


def minute(moment: datetime | None) -> str:
    """The minute in Seoul, for people; empty where the moment is not known."""
    return (seoul(moment) or "")[:16].replace("T", " ")
