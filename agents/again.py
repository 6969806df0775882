"""Looking again at pages that were read: what is said of one that told nothing new."""

from __future__ import annotations

from topics.records import Again


class LookedAgain(Exception):
    """Why a page was looked at again, as the detail of how that ended."""


def looked_again(again: Again | None) -> LookedAgain | None:
    """The detail of a look's ending; None for the first look at a page."""
    return LookedAgain(_WHY[again]) if again is not None else None


_WHY = {
    Again.UPDATED: "looked at again: its site says that it was edited",
    Again.FIRST_DAY: "looked at again on its first day",
}
