"""One line of the log for each new alliance, when what tells of it is written for good."""

from __future__ import annotations

from collections.abc import Sequence

import structlog

from topics.handling import Effects
from topics.observer import Unobserved
from topics.records import Alliance, ChangeKind

log = structlog.get_logger(__name__)


class Announcing(Unobserved):
    """Names each alliance that is announced, as an `Observer`; none that is quiet, which nobody is told of."""

    def settled(self, effects: Sequence[Effects]) -> None:
        for effect in effects:
            if effect.stage == "resolve":
                for output in effect.outputs:
                    if isinstance(output.record, Alliance):
                        _name(output.record)


def _name(alliance: Alliance) -> None:
    change = alliance.change
    if change is None or change.change is not ChangeKind.ANNOUNCED or alliance.quiet:
        return
    log.info(
        "new alliance",
        stage="resolve",
        alliance=alliance.id,
        members=[member.name for member in alliance.members],
        kind=alliance.kind,
        date=alliance.date,
        article=change.article_id,
    )
