"""When messages may go: quiet hours and the hours of digests, in Korean time; pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from topics.records import SEOUL

AT_ONCE = "at once"
HOURLY = "hourly"

_HOURS = re.compile(r"(\d{1,2}:\d{2})\s*[-–~]\s*(\d{1,2}:\d{2})")
_DAILY = re.compile(r"daily\s+(\d{1,2}:\d{2})")


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From one time of day to another, over midnight where the second is the earlier."""

    start: time
    end: time

    def until(self, moment: datetime) -> datetime | None:
        """When the quiet hours end that a moment falls into; None where it falls into none."""
        local = moment.astimezone(SEOUL)
        clock = local.time()
        over_midnight = self.end <= self.start
        inside = clock >= self.start or clock < self.end if over_midnight else self.start <= clock < self.end
        if not inside:
            return None
        day = local.date() + timedelta(days=1 if over_midnight and clock >= self.start else 0)
        return datetime.combine(day, self.end, SEOUL)


def quiet_hours(text: str) -> QuietHours:
    """The quiet hours that "22:00-07:00" means; raises `ValueError`."""
    found = _HOURS.fullmatch(text.strip())
    if not found:
        raise ValueError('quiet_hours must be like "22:00-07:00"')
    start, end = _time(found[1]), _time(found[2])
    if start == end:
        raise ValueError("quiet_hours must not begin when they end")
    return QuietHours(start, end)


@dataclass(frozen=True, slots=True)
class Digest:
    """When what was gathered goes out as one message: every hour, or every day at a time."""

    at: time | None = None

    def due(self, moment: datetime) -> datetime:
        """The first time after a moment at which a digest goes out."""
        local = moment.astimezone(SEOUL)
        if self.at is None:
            return local.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
        today = datetime.combine(local.date(), self.at, SEOUL)
        return today if local < today else today + timedelta(days=1)


def digest(text: str) -> Digest | None:
    """The digest that "at once", "hourly" or "daily 08:30" means; None for "at once"; raises `ValueError`."""
    said = " ".join(text.split())
    if said == AT_ONCE:
        return None
    if said == HOURLY:
        return Digest()
    found = _DAILY.fullmatch(said)
    if not found:
        raise ValueError('digest must be "at once", "hourly" or like "daily 08:30"')
    return Digest(_time(found[1]))


def _time(text: str) -> time:
    hour, minute = map(int, text.split(":"))
    if hour > 23 or minute > 59:
        raise ValueError(f"{text} is no time of day")
    return time(hour, minute)
