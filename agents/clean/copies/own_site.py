"""What sources of a page's own site said of it, kept for when others lead to it too.

So an article is the same whoever named it, in whatever order: what its own site says counts, and only that.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from pydantic import BaseModel, ConfigDict, ValidationError

from topics.records import Page, QuietReason
from topics.state import State

NAMED = "named"
"""State: what its own site's sources said of an article, by article id."""

_KEPT = timedelta(days=7)
"""Longer than any page is on its way that an outsider named before its own site did."""


class OwnSiteNaming(BaseModel):
    """What a source said of a page of its own site when it named it."""

    model_config = ConfigDict(extra="ignore")

    title: str | None = None
    published: datetime | None = None
    quiet: QuietReason = None
    old_before: datetime | None = None


async def keep_named(page: Page, id: str, state: State) -> None:
    """Keep what its own site said of a page, under the id of an article."""
    named = OwnSiteNaming(title=page.title, published=page.published, quiet=page.quiet, old_before=page.old_before)
    await state.put(NAMED, id, named.model_dump(mode="json", exclude_none=True), expires=page.fetched + _KEPT)


async def as_named(page: Page, id: str, state: State) -> Page | None:
    """The page with what its own site said of the article of this id; None where that said nothing.

    What a person ordered stands.
    """
    document = await state.get(NAMED, id)
    try:
        named = OwnSiteNaming.model_validate(document) if document is not None else None
    except ValidationError:
        return None
    if named is None:
        return None
    said = dict(named)
    if page.quiet is not None and page.quiet.is_ordered:
        del said["quiet"]
    return page.model_copy(update=said)
