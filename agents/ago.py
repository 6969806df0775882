"""Times told by how long ago they were: "3시간 전", "어제", "방금 전"."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime, timedelta

from topics.records import SEOUL

_AGO = re.compile(
    r"(?<![\d.,])(?:약\s?)?(?P<count>\d{1,3})\s?(?P<unit>초|분|시간|일|주일?|개월|달|년)\s?전(?![가-힣])"
    r"|(?<![가-힣])(?P<now>방금|조금|금방)\s?전?(?![가-힣])|(?<![가-힣])(?P<day>오늘|어제|그저께|그제)(?![가-힣])"
)
_CLOCK = re.compile(r"[\s,|(\[]{0,3}(?P<half>오전|오후)?\s?(?P<hour>\d{1,2})\s?[:시]\s?(?P<minute>\d{1,2})")
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
_DAYS = {"오늘": 0, "어제": 1, "그저께": 2, "그제": 2}


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
    if found["now"]:
        return seen, rest
    span = timedelta(days=_DAYS[found["day"]]) if found["day"] else int(found["count"]) * _UNITS[found["unit"]]
    if found["unit"] in ("초", "분", "시간"):
        return seen - span, rest
    hour = minute = 0
    if clock:
        hour, minute = int(clock["hour"]), int(clock["minute"])
        if clock["half"] and hour <= 12:
            hour = hour % 12 + (12 if clock["half"] == "오후" else 0)
    elif found["day"]:
        return None  # "오늘 개막" tells no time of publication
    if hour > 23 or minute > 59:
        return None
    return (seen - span).replace(hour=hour, minute=minute), rest
