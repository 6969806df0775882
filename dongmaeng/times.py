"""Moments as people write and read them: in Seoul."""

from __future__ import annotations

from datetime import datetime

from topics.records import SEOUL


def seoul_time(moment: datetime) -> datetime:
    """The moment in Seoul; one without a zone was meant so."""
    return moment.replace(tzinfo=SEOUL) if moment.tzinfo is None else moment.astimezone(SEOUL)


def in_seoul(moment: datetime) -> datetime:
    """A moment in Korean time, to the second."""
    return moment.astimezone(SEOUL).replace(microsecond=0)


def seoul(moment: datetime | None) -> str | None:
    """ISO 8601 in Seoul, to the second."""
    return in_seoul(moment).isoformat() if moment else None


def minute(moment: datetime | None) -> str:
    """The minute in Seoul, for people; empty where the moment is not known."""
    return (seoul(moment) or "")[:16].replace("T", " ")
