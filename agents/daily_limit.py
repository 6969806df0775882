"""How many requests of one kind a day may have, counted in the state, so that a restart forgets none."""

from __future__ import annotations

from datetime import datetime, timedelta

from topics.records import SEOUL
from topics.state import State

DAILY_LIMITS = "daily limits"
"""State: what was asked today, by what it counts towards: the id of a source with a key, or looks again at a host."""

_KEPT_FOR = timedelta(days=2)


class LimitReached(Exception):
    """The day's requests are used up; `after`: seconds until the next day in Seoul begins."""

    reason = "daily limit reached"

    def __init__(self, after: float) -> None:
        super().__init__(self.reason)
        self.after = after


async def count_request(state: State, key: str, most: int, moment: datetime) -> None:
    """Count one more request of today towards a key; raises `LimitReached` in its place where `most` were made."""
    day = moment.astimezone(SEOUL).date()
    known = await state.get(DAILY_LIMITS, key) or {}
    used = known.get("used") if known.get("day") == day.isoformat() else 0
    used = used if isinstance(used, int) else 0
    if used >= most:
        tomorrow = datetime.combine(day + timedelta(days=1), datetime.min.time(), SEOUL)
        raise LimitReached((tomorrow - moment).total_seconds())
    document: dict[str, object] = {"day": day.isoformat(), "used": used + 1}
    await state.put(DAILY_LIMITS, key, document, expires=moment + _KEPT_FOR)
