"""Hours of the day and orders of dates as Koreans and their machines write them, for whoever reads times."""

from __future__ import annotations

import re

HALVES = r"오전|오후|새벽|아침|한?낮|점심|저녁|한?밤|[AaPp]\.?[Mm]\b\.?"
"""What may say which hour of the day is meant, as a regular expression."""

_WIDE, _USUAL = "０１２３４５６７８９：．／－（）［］　年月日時分", "0123456789:./-()[] 년월일시분"
_PLAIN, _UNUSUAL = str.maketrans(_WIDE, _USUAL), re.compile(f"[{re.escape(_WIDE)}]")

_NOON = 12
_FIRST_OF_NOON, _FIRST_OF_NIGHT = 10, 6
"""Hours before the noon, and in the evening, that are already said to be of the day's middle and of the night."""


def hour_of_day(hour: int, half: str | None) -> int:
    """The hour from 0 to 23 of one that a clock of twelve hours shows in some part of the day; others as they are."""
    if not half or hour > _NOON:
        return hour
    if half.startswith(("오전", "새벽", "아침", "A", "a")):
        return hour % _NOON
    if half.endswith("낮") or half == "점심":
        return hour if hour >= _FIRST_OF_NOON else hour + _NOON
    if half.endswith("밤"):
        return hour + _NOON if _FIRST_OF_NIGHT <= hour < _NOON else hour % _NOON
    return hour % _NOON + _NOON


def plain_signs(text: str) -> str:
    """The text with its full-width digits and signs, and the Chinese characters of dates, in the usual form."""
    return text.translate(_PLAIN) if _UNUSUAL.search(text) else text


def month_and_day(first: int, second: int, *, month_first: bool) -> tuple[int, int]:
    """The month and the day of two numbers before a year, in the other order where the usual one cannot be."""
    month, day = (first, second) if month_first else (second, first)
    return (day, month) if month > 12 >= day else (month, day)
