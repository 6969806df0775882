"""What may have been told already, by what went on after the state was backed up: it is listed, and sent on request.

A state that was restored does not know what was sent since. So what was published before the moment up to which
endpoints count as told is not sent by itself: its message ends as dead, with the reason, and can be sent again under
its id.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from topics.records import Change, Delivery, Part, Source
from topics.state import State

RESTORED_SPACE = "restored"
STATE = "state"
"""The one document."""

UNDATED = timedelta(days=1)
"""So much earlier than it was read a story may have been published that does not say when: a feed lists a day."""


class Restored(Part):
    """That the state was restored or lost, and is gone on with."""

    at: datetime
    told_until: datetime
    """What was published up to then counts as told."""


async def write_restored(state: State, restored: Restored) -> None:
    """Let endpoints count as told; an earlier moment never takes the place of a later one."""
    before = await read_restored(state)
    until = max(restored.told_until, before.told_until) if before else restored.told_until
    await state.put(RESTORED_SPACE, STATE, {"at": restored.at.isoformat(), "told_until": until.isoformat()})


async def read_restored(state: State) -> Restored | None:
    """The last time that the state was restored; None where it never was."""
    document = await state.get(RESTORED_SPACE, STATE)
    return Restored.model_validate(document) if document else None


class Withholding:
    """What one process withholds; whether the state was restored is read once, since it is while nothing runs."""

    def __init__(self) -> None:
        self._restored: Restored | None = None
        self._read = False

    async def reason(self, delivery: Delivery, state: State) -> str | None:
        """Why a message is not sent by itself; None where nobody can have been told it, or somebody asks for it."""
        if not self._read:
            self._restored, self._read = await read_restored(state), True
        restored = self._restored
        if restored is None or delivery.again:
            return None
        known = min(delivery.published or delivery.created, delivery.created)
        if known > restored.told_until:
            return None
        return (
            f"may have been told before the state was restored at {restored.at.isoformat(timespec='seconds')}; "
            "`dongmaeng alerts resend` sends it"
        )


def published_of(change: Change, articles: list[Source]) -> datetime | None:
    """When the story that brings a change was published, at the earliest; None where no story does."""
    source = next((article for article in articles if article.article_id == change.article_id), None)
    if source is None:
        return None
    return source.published or change.at - UNDATED
