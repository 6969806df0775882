"""When a story may have been published, as far as the clock of whoever fetched it can tell."""

from __future__ import annotations

from datetime import datetime, timedelta

from topics.records import SEOUL

MOST_AHEAD = timedelta(days=1)
"""So far ahead of its fetch a story may say to be published: pages are dated in other zones and by clocks that differ,
and the print edition of tomorrow is online today."""


def possible_publication(published: datetime | None, fetched: datetime) -> datetime | None:
    """The time of publication, or None where it is more than a day ahead of the fetch; a naive one is Korean time."""
    if published is None:
        return None
    aware = published.replace(tzinfo=SEOUL) if published.tzinfo is None else published
    return None if aware > fetched + MOST_AHEAD else published
