"""Which addresses were named before: by their own sites, and apart from that by others, whose word claims nothing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from pydantic import BaseModel, ConfigDict, ValidationError

from agents.discover.contents import Item
from agents.urls import article_id
from topics.state import Document, State

SEEN = "seen"
"""State: the addresses that a source which speaks for their site has named, by article id."""

SEEN_ELSEWHERE = "seen elsewhere"
"""State: the addresses that other sources have named."""

_WATCHED = timedelta(days=7)
"""After it was named a story is not taken again for an edit: later none of it alerts, and its copies are forgotten."""


class Named(BaseModel):
    """When an address was named by its own site, and what that said of it; earlier versions kept neither."""

    model_config = ConfigDict(extra="ignore")

    at: datetime | None = None
    undated: bool = False
    """Nobody has said yet when the story is from."""
    changed: datetime | None = None
    """The latest edit that its site has told of."""
    edits: int = 0
    """How often it was taken for an edit on the last day on which it was."""
    edited_on: date | None = None

    def tells_edit(self, changed: datetime | None, moment: datetime, most: int) -> bool:
        """Whether an edit is told that was not known, of a story of these days, and not told too often on one."""
        if changed is None or self.at is None or moment - self.at > _WATCHED:
            return False
        return changed > (self.changed or self.at) and self.edits_on(moment) < most

    def edits_on(self, moment: datetime) -> int:
        """How often it was taken for an edit on the day of a moment."""
        return self.edits if self.edited_on == moment.date() else 0

    def document(self) -> Document:
        return self.model_dump(mode="json", exclude_defaults=True)


async def named_before(
    item: Item, id: str, wants_date: bool, state: State, expires: datetime, moment: datetime
) -> Named | None:
    """When the site of an address named it before; None where it is new to the site, and counts as seen from now on.

    Others may have named it before: what they got then may have been gone, or not there yet. It is new once more where
    it was quiet for want of a date (`wants_date`) and now comes with one.
    """
    document = await state.get(SEEN, id)
    new = Named(at=moment, undated=wants_date, changed=item.changed)
    if document is None:
        return None if await state.create(SEEN, id, new.document(), expires=expires) else new
    known = _named(document)
    if known.undated and item.published is not None:
        await state.put(SEEN, id, new.document(), expires=expires)
        return None
    return known


async def note_edit(item: Item, id: str, known: Named, state: State, expires: datetime, moment: datetime) -> None:
    """Keep that the edit of a story was taken up."""
    told = {
        "changed": item.changed,
        "edits": known.edits_on(moment) + 1,
        "edited_on": moment.date(),
    }
    await state.put(SEEN, id, known.model_copy(update=told).document(), expires=expires)


def _named(document: Document) -> Named:
    try:
        return Named.model_validate(document)
    except ValidationError:
        return Named()


async def is_new_elsewhere(id: str, state: State, expires: datetime) -> bool:
    """Whether an address is to be taken from a source that does not speak for its site."""
    if await state.get(SEEN, id) is not None:
        return False
    return await state.create(SEEN_ELSEWHERE, id, {}, expires=expires)


async def none_seen(urls: Iterable[str], own: bool, state: State) -> bool:
    """Whether no address of a page was named before; `own`: by a source that speaks for their sites."""
    spaces = (SEEN,) if own else (SEEN, SEEN_ELSEWHERE)
    ids = [article_id(url) for url in urls]
    for id in reversed(ids):  # the last is the oldest in most feeds, and known on most days
        for space in spaces:
            if await state.get(space, id) is not None:
                return False
    return bool(ids)
