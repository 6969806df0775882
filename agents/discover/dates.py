"""Times as Korean feeds write them."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo

from topics.records import SEOUL

_MONTHS = {"janfebmaraprmayjunjulaugsepoctnovdec"[3 * n - 3 : 3 * n]: n for n in range(1, 13)}
_ZONES = {
    "z": 0,
    "gmt": 0,
    "ut": 0,
    "utc": 0,
    "kst": 9,
    "jst": 9,
    "est": -5,
    "edt": -4,
    "cst": -6,
    "pst": -8,
    "pdt": -7,
}
"""Hours east of Greenwich of the zone names of RFC 822 that feeds use, and those of Seoul and Tokyo."""

_YEAR_FIRST = re.compile(r"(?<!\d)(\d{4})\s?[-./년]\s?(\d{1,2})\s?[-./월]\s?(\d{1,2})(?!\d)\s?[일.]?")
_DIGITS = re.compile(r"(?<!\d)(\d{4})(\d{2})(\d{2})(?:T?(\d{2})(\d{2})(\d{2})?)?(?!\d)")
_DAY_FIRST = re.compile(r"(?<!\d)(\d{1,2})[ -]([A-Za-z]{3})[a-z]{0,6}\.?,?[ -](\d{4}|\d{2})(?!\d)")
_MONTH_FIRST = re.compile(
    r"\b([A-Za-z]{3})[a-z]{0,6}\.? (\d{1,2})(?:st|nd|rd|th)?,? (?:(?=\d{1,2}:).{0,12}? )?(\d{4})\b"
)
_TIME = re.compile(r"(?<![\d+:-])(\d{1,2})\s?[:시]\s?(\d{1,2})(?:\s?[:분]\s?(\d{1,2}))?")
_HALF = re.compile(r"오전|오후|(?<![A-Za-z])[AaPp]\.?[Mm]\b")
_OFFSET = re.compile(r"(?<=[\d\s])(?:GMT|UTC)?\s?([+-])(\d{2}):?(\d{2})?(?!\d)\s{0,4}(?:\([^)]{0,40}\))?$")
_ZONE_NAME = re.compile(r"([A-Za-z]{1,4})\s{0,4}$")

_LONGEST = 100
"""Characters; the longest honest form takes about 40."""

_AHEAD = timedelta(minutes=15)
"""How far a clock may be ahead before its stamp counts as wrong."""


def parse_time(text: str | None, *, korean: bool = True, seen: datetime | None = None) -> datetime | None:
    """The time in Asia/Seoul; None where the text holds no day.

    No zone means Seoul. Of a Korean source, a zone that is neither Seoul's nor Greenwich's is taken for a wrongly set
    server, and so is a stamp more than a quarter of an hour ahead of `seen`, unless Seoul time does not explain it.
    """
    if not text or len(text) > _LONGEST:
        return None
    text = " ".join(text.split())
    try:
        wall, zone = _wall_clock(text), _zone(text)
        if wall is None:
            return None
        return _placed(wall, zone, korean, seen)
    except (ValueError, OverflowError):
        return None


def _placed(wall: datetime, zone: tzinfo | None, korean: bool, seen: datetime | None) -> datetime | None:
    local = wall.replace(tzinfo=SEOUL)
    if zone is None:
        stamp = local
    else:
        stamp = wall.replace(tzinfo=zone).astimezone(SEOUL)
        offset = zone.utcoffset(wall)
        if korean and offset not in (timedelta(0), timedelta(hours=9)):
            stamp = local
    if seen is not None and stamp > seen + _AHEAD:
        if korean and local <= seen + _AHEAD:
            return local
        return stamp if stamp <= seen + timedelta(days=1) else None
    return stamp


def _wall_clock(text: str) -> datetime | None:
    if match := _YEAR_FIRST.search(text):
        year, month, day = int(match[1]), int(match[2]), int(match[3])
    elif match := _DIGITS.search(text):
        year, month, day, hour, minute, second = (int(part or 0) for part in match.groups())
        return datetime(year, month, day, hour, minute, second)  # noqa: DTZ001 (the zone is added later)
    elif match := _DAY_FIRST.search(text):
        year, month, day = int(match[3]), _MONTHS.get(match[2].lower(), 0), int(match[1])
    elif match := _MONTH_FIRST.search(text):
        year, month, day = int(match[3]), _MONTHS.get(match[1].lower(), 0), int(match[2])
        match = None
    else:
        return None
    if year < 100:
        year += 2000 if year < 70 else 1900  # as RFC 2822 and POSIX read two digits
    clock = text[match.end() :] if match else text
    hour, minute, second = _time(clock if _TIME.search(clock) else text[: match.start()] if match else "")
    return datetime(year, month, day, hour, minute, second)  # noqa: DTZ001 (the zone is added later)


def _time(text: str) -> tuple[int, int, int]:
    match = _TIME.search(text)
    if match is None:
        return 0, 0, 0
    hour, minute, second = int(match[1]), int(match[2]), min(int(match[3] or 0), 59)
    half = _HALF.search(text)
    if half and hour <= 12:
        afternoon = half[0] == "오후" or half[0][0] in "Pp"
        hour = hour % 12 + (12 if afternoon else 0)
    return hour, minute, second


def _zone(text: str) -> tzinfo | None:
    if (match := _OFFSET.search(text)) and _TIME.search(text, 0, match.start()):
        delta = timedelta(hours=int(match[2]), minutes=int(match[3] or 0))
        return timezone(-delta if match[1] == "-" else delta)
    if (match := _ZONE_NAME.search(text)) and (hours := _ZONES.get(match[1].lower())) is not None:
        return timezone(timedelta(hours=hours)) if hours else UTC
    return None
