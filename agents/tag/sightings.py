"""Names that no list knows, remembered until enough days of news have named them as organisations."""

from __future__ import annotations

from topics.records import SEOUL, TaggedArticle
from topics.state import State

SPACE = "sightings"

ENOUGH = 3
"""Days on which a name must be seen: copies of one press release come within a day or two and confirm nothing."""


async def confirmed(tagged: TaggedArticle, state: State) -> frozenset[str]:
    """The article's unlisted names that this and earlier articles confirm; the article is counted, once a day."""
    published = tagged.article.published
    found = set()
    for organisation in tagged.organisations:
        if organisation.kind != "unknown":
            continue
        held = await state.get(SPACE, organisation.id) or {"name": organisation.name, "days": []}
        days = held["days"]
        assert isinstance(days, list)
        day = f"{published.astimezone(SEOUL):%Y-%m-%d}" if published is not None else None
        if day is not None and day not in days and len(days) < ENOUGH:
            days.append(day)
            await state.put(SPACE, organisation.id, held)
        if len(days) >= ENOUGH:
            found.add(organisation.name)
    return frozenset(found)
