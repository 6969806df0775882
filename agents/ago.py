"""Times told by how long ago they were: "3시간 전", "어제 18:20", "방금 전", "2 days ago"."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime, timedelta

from agents.clock import HALVES, hour_of_day
from topics.records import SEOUL

_BEGINS = r"(?:(?<![가-힣])|(?<=입력)|(?<=등록)|(?<=게시)|(?<=작성)|(?<=작성일)|(?<=등록일)|(?<=승인))"
_AGO = re.compile(
    r"(?<![\d.,])(?:약\s?)?(?P<count>\d{1,3})\s?(?P<unit>초|분|시간|일|주일?|개월|달|년)\s?전(?![가-힣])"
    rf"|{_BEGINS}(?P<now>방금|조금|금방)\s?전?(?![가-힣])|{_BEGINS}(?P<day>오늘|어제|엊그제|그저께|그제)(?![가-힣])"
    r"|\b(?:about )?(?P<english>\d{1,3}|an?|one) ?(?P<of>sec(?:ond)?|min(?:ute)?|h(?:ou)?r|day|week|month|year)s? ago\b"
    r"|\b(?P<just>just now|moments ago)\b|\b(?P<past>today|yesterday)\b",
    re.IGNORECASE,
)
_CLOCK = re.compile(
    rf"(?:\s?at\b)?[\s,|(\[]{{0,3}}(?P<half>{HALVES})?\s?(?P<hour>\d{{1,2}})\s?[:시]\s?(?P<minute>\d{{1,2}}|반)\s?분?"
    rf"[)\]]?(?:\s?(?P<late>[AaPp]\.?[Mm]\b\.?))?"
)
_UNITS = {
    "초": timedelta(seconds=1),
    "분": timedelta(minutes=1),
    "시간": timedelta(hours=1),
    "일": timedelta(days=1),
    "주": timedelta(weeks=1),
    "주일": timedelta(weeks=1),
    "개월": timedelta(days=30),
    "달": timedelta(days=30),
    "년": timedelta(days=365),
}
_ENGLISH = {"s": "초", "mi": "분", "h": "시간", "d": "일", "w": "주", "mo": "개월", "y": "년"}
"""The units by what their English names begin with."""

_DAYS = {"오늘": 0, "today": 0, "어제": 1, "yesterday": 1, "엊그제": 2, "그저께": 2, "그제": 2}


def moment_ago(text: str, seen: datetime) -> datetime | None:
    """The time in Seoul that such words mean at `seen`; None where there are none.

    What is told in days or more gives a day and so its midnight, unless a time of day stands behind it.
    """
    told = ago_in(text, seen)
    return told[0] if told is not None else None


def ago_in(text: str, seen: datetime) -> tuple[datetime, str] | None:
    """That time, and what else the text says."""
    text = unicodedata.normalize("NFC", text)
    found = _AGO.search(text)
    if found is None:
        return None
    clock = _CLOCK.match(text, found.end())
    rest = f"{text[: found.start()]} {text[clock.end() if clock else found.end() :]}"
    seen = seen.astimezone(SEOUL).replace(second=0, microsecond=0)
    if found["now"] or found["just"]:
        return seen, rest
    day, (count, unit) = found["day"] or found["past"], _count(found)
    span = timedelta(days=_DAYS[day.lower()]) if day else count * _UNITS[unit]
    if unit in ("초", "분", "시간"):
        return seen - span, rest
    hour = minute = 0
    if clock:
        hour = hour_of_day(int(clock["hour"]), clock["half"] or clock["late"])
        minute = 30 if clock["minute"] == "반" else int(clock["minute"])
    elif day:
        return None  # "오늘 개막" tells no time of publication
    if hour > 23 or minute > 59:
        return None
    return (seen - span).replace(hour=hour, minute=minute), rest


def _count(found: re.Match[str]) -> tuple[int, str]:
    """How many of which unit; none of the empty one where a day is named."""
    if count := found["english"]:
        name = found["of"].lower()
        unit = next(unit for begins, unit in _ENGLISH.items() if name.startswith(begins))
        return int(count) if count.isdecimal() else 1, unit
    return int(found["count"] or 0), found["unit"] or ""
