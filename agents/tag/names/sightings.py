"""Names that no list knows, remembered until enough days of several papers have named them as organisations."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from agents.publication import possible_publication
from topics.records import SEOUL, Article, Organisation, now
from topics.state import Document, State

SPACE = "sightings"

ENOUGH = 3
"""Days on which a name must be seen: copies of one press release come within a day or two and confirm nothing."""
MOST_OF_PUBLISHER = ENOUGH - 1
"""Days that one publisher counts for: what it alone writes, on whatever dates, confirms nothing either."""
REMEMBERED = timedelta(days=180)
"""So long after the last day that was counted a name is forgotten."""


async def confirmed(article: Article, unlisted: Iterable[Organisation], state: State) -> frozenset[str]:
    """Of an article's unlisted names those that it and earlier articles confirm; it is counted, once a day."""
    found = set()
    for organisation in unlisted:
        publishers = _publishers_by_day(await state.get(SPACE, organisation.id))
        day = _day_of(article)
        publisher = article.site or article.publisher or ""
        counted = list(publishers.values()).count(publisher)
        if day is not None and day not in publishers and len(publishers) < ENOUGH and counted < MOST_OF_PUBLISHER:
            publishers[day] = publisher
            held: Document = {"name": organisation.name, "publishers": publishers}
            await state.put(SPACE, organisation.id, held, expires=now() + REMEMBERED)
        if len(publishers) >= ENOUGH:
            found.add(organisation.name)
    return frozenset(found)


def _publishers_by_day(held: Document | None) -> dict[str, str]:
    """Day → the publisher that named it; earlier versions kept the days alone."""
    if held is None:
        return {}
    publishers = held.get("publishers")
    if isinstance(publishers, dict):
        return publishers
    days = held.get("days")
    return dict.fromkeys(days, "") if isinstance(days, list) else {}


def _day_of(article: Article) -> str | None:
    """The day that an article counts for; a copy of another's text is no news of its own."""
    published = possible_publication(article.published, article.fetched)
    if published is None or article.group not in (None, article.id):
        return None
    return f"{published.astimezone(SEOUL):%Y-%m-%d}"
