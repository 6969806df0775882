"""Figures as papers write them, in a form that can be compared."""

from __future__ import annotations

import re
import unicodedata

_PADDING = re.compile(r"[\s,]|약|총")
_STEP = re.compile(r"(?P<number>[0-9]+(?:\.[0-9]+)?)?(?P<small>[천백])?(?P<large>[조억만])?")
_SMALL = {"천": 1_000, "백": 100}
_LARGE = {"조": 10**12, "억": 10**8, "만": 10**4}
_PER_CENT = re.compile(r"퍼센트|프로")
_DIGITS = 12  # more than any sum in the news has before its zeros


def figure_key(text: str) -> str:
    """The same for all spellings of a figure: "3,000억 원" and "약 3천억원"; its number, then what stands behind it."""
    bare = _PER_CENT.sub("%", _PADDING.sub("", unicodedata.normalize("NFKC", text)))
    total = part = 0.0
    at = 0
    while (step := _STEP.match(bare, at)) and step.group():
        part += float(step["number"] or 1) * _SMALL.get(step["small"], 1)
        if step["large"]:
            total, part = total + part * _LARGE[step["large"]], 0.0
        at = step.end()
    return f"{total + part:.{_DIGITS}g}{bare[at:]}"
