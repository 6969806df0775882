"""Times as Korean feeds write them."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime, timedelta, timezone, tzinfo

from agents.ago import moment_ago
from agents.clock import HALVES, hour_of_day, month_and_day, plain_signs
from agents.publication import possible_publication
from topics.records import SEOUL

_MONTHS = {"janfebmaraprmayjunjulaugsepoctnovdec"[3 * n - 3 : 3 * n]: n for n in range(1, 13)}
_KOREAN_MONTHS = {name: n for n, name in enumerate("일이삼사오유칠팔구시", 1)} | {
    "십일": 11,
    "십이": 12,
    "육": 6,
    "십": 10,
}
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

_MONTH = rf"((?:{'|'.join(_MONTHS)})[a-z]{{0,6}}|(?:\d{{1,2}}|{'|'.join(sorted(_KOREAN_MONTHS, reverse=True))})월)"
_YEAR_FIRST = re.compile(r"(?<!\d)(\d{4}|(?<![\d:./-])\d\d)\s?[-./년]\s?(\d{1,2})\s?[-./월]\s?(\d{1,2})(?!\d)\s?[일.]?")
_DIGITS = re.compile(r"(?<!\d)(\d{4})(\d{2})(\d{2})(?:T?(\d{2})(\d{2})(\d{2})?)?(?!\d)")
_DAY_FIRST = re.compile(rf"(?<![\d:])(\d{{1,2}})일?[ -]{_MONTH}\.?,?[ -](\d{{4}}|\d{{2}})(?!\d)", re.IGNORECASE)
_NUMBERS = re.compile(r"(?<![\d:.+-])(\d{1,2})(?P<sign>[ ./-])(\d{1,2})(?P=sign)(\d{4})(?!\d)")
"""A day and a month as numbers before the year."""

_MONTH_FIRST = re.compile(
    rf"(?<![A-Za-z\d가-힣]){_MONTH}\.? (\d{{1,2}})(?:st|nd|rd|th|일)?,? "
    r"(?:(?=\d{1,2}:|오[전후]).{0,30}? )?(\d{4})(?!\d)",
    re.IGNORECASE,
)
_TIME = re.compile(r"(?<![\d+:-])(\d{1,2})\s?[:시]\s?(\d{1,2})(?:\s?[:분]\s?(\d{1,2}))?")
_HALF = re.compile(rf"(?<![A-Za-z])(?:{HALVES})")
_ZONE = re.compile(
    r"(?:\.\d{1,9})?[초분]?\s?(?:[AaPp]\.?[Mm]\b\.?)?[\s,(]{0,3}(?P<name>[A-Za-z]{1,4}(?![A-Za-z]))?"
    r"\s?(?:(?P<sign>[+-])(?P<hours>\d{1,2}):?(?P<minutes>\d{2})?(?!\d))?"
)
"""What may stand right behind a clock."""

_LONGEST = 100
"""Characters; the longest honest form takes about 40."""

_AHEAD = timedelta(minutes=15)
"""How far a clock may be ahead before its stamp counts as wrong."""


def parse_time(text: str | None, *, korean: bool = True, seen: datetime | None = None) -> datetime | None:
    """The time in Asia/Seoul; None where the text holds no day.

    No zone means Seoul. Of a Korean source, a zone that is neither Seoul's nor Greenwich's is taken for a wrongly set
    server, and so is a stamp more than a quarter of an hour ahead of `seen`, unless Seoul time does not explain it.
    What is more than a day ahead of `seen` is no time; "2일 전" is read from `seen`.
    """
    if not text or len(text) > _LONGEST:
        return None
    text = " ".join(plain_signs(unicodedata.normalize("NFC", text)).split())
    try:
        found = _wall_clock(text)
        if found is None:
            return moment_ago(text, seen) if seen is not None else None
        wall, behind = found
        return _placed(wall, _zone(behind), korean, seen)
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
        return possible_publication(stamp, seen)
    return stamp


def _wall_clock(text: str) -> tuple[datetime, str] | None:
    """The date and time as written, and what stands behind the time."""
    if match := _YEAR_FIRST.search(text):
        year, month, day = int(match[1]), int(match[2]), int(match[3])
    elif match := _DIGITS.search(text):
        year, month, day, hour, minute, second = (int(part or 0) for part in match.groups())
        return datetime(year, month, day, hour, minute, second), text[match.end() :]  # noqa: DTZ001 (the zone is added later)
    elif match := _DAY_FIRST.search(text):
        year, month, day = int(match[3]), _month(match[2]), int(match[1])
    elif match := _NUMBERS.search(text):
        year = int(match[4])
        month, day = month_and_day(int(match[1]), int(match[3]), month_first=match["sign"] == "/")
    elif match := _MONTH_FIRST.search(text):
        year, month, day = int(match[3]), _month(match[1]), int(match[2])
        match = None
    else:
        return None
    if year < 100:
        year += 2000 if year < 70 else 1900  # as RFC 2822 and POSIX read two digits
    clock = text[match.end() :] if match else text
    if match and not _TIME.search(clock):
        clock = text[: match.start()]
    hour, minute, second, behind = _time(clock)
    return datetime(year, month, day, hour, minute, second), behind  # noqa: DTZ001 (the zone is added later)


def _month(name: str) -> int:
    """The number of a month by its name; 0 where it has none."""
    korean = name.removesuffix("월")
    if korean == name:
        return _MONTHS[name[:3].lower()]
    return int(korean) if korean.isdecimal() else _KOREAN_MONTHS[korean]


def _time(text: str) -> tuple[int, int, int, str]:
    match = _TIME.search(text)
    if match is None:
        return 0, 0, 0, ""
    hour, minute, second = int(match[1]), int(match[2]), min(int(match[3] or 0), 59)
    half = _HALF.search(text)
    return hour_of_day(hour, half[0] if half else None), minute, second, text[match.end() :]


def _zone(behind: str) -> tzinfo | None:
    """The zone told behind a clock."""
    match = _ZONE.match(behind)
    if match is None:
        return None
    if match["sign"]:
        delta = timedelta(hours=int(match["hours"]), minutes=int(match["minutes"] or 0))
        return timezone(-delta if match["sign"] == "-" else delta)
    if (hours := _ZONES.get((match["name"] or "").lower())) is not None:
        return timezone(timedelta(hours=hours)) if hours else UTC
    return None
