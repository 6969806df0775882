"""Which feeds of the shipped list answer, as JSON."""

from __future__ import annotations

from dongmaeng.backend.feed_check import CheckedFeed
from dongmaeng.shapes.moment import Moment
from dongmaeng.shapes.suggestions import ListedFeedShape


class CheckedFeedShape(ListedFeedShape):
    """How a feed of the shipped list answered."""

    answers: bool
    """Whether it gave stories."""
    form: str | None
    stories: int
    newest: Moment | None
    reason: str | None
    """Why it gave nothing, or what of it could not be read."""

    @classmethod
    def of_checked(cls, checked: CheckedFeed) -> CheckedFeedShape:
        return cls(
            **dict(ListedFeedShape.of(checked.feed)),
            answers=checked.answers,
            form=checked.form,
            stories=checked.stories,
            newest=checked.newest,
            reason=checked.reason,
        )
