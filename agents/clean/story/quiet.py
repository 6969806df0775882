"""Whether what a page tells may alert: by its date, by who named it, and by what a person ordered."""

from __future__ import annotations

from datetime import datetime

from topics.records import Page, Quiet


def quiet_of(page: Page, published: datetime | None) -> Quiet | None:
    """Why the story of a page may not alert, by when it was published as far as that is known.

    What a person ordered stands; a date decides before what those say who named the page.
    """
    if page.quiet is not None and page.quiet.is_ordered:
        return page.quiet
    if published is None:
        return page.quiet
    return Quiet.OLD if page.old_before is not None and published < page.old_before else None
