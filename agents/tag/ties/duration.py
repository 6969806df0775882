"""How long a deal is to run; SDC Platinum has it as the length of the agreement."""

from __future__ import annotations

import re
from collections.abc import Sequence

from agents.tag.ties.activities import content
from agents.tag.ties.passages import Passage
from agents.tag.ties.rules import Detail, may_find, rules_for
from topics.records import Duration

_TIME = re.compile(r"[년월달]")
_COUNTED = {"한": 1, "일": 1, "두": 2, "이": 2, "세": 3, "삼": 3, "네": 4, "다섯": 5, "오": 5, "여섯": 6, "십": 10}
_MONTHS = {"년": 12, "개년": 12, "주년": 12, "년간": 12, "개월": 1, "달": 1, "월": 1}


def term(passages: Sequence[Passage]) -> Duration | None:
    """The first length or end that the sentences about a deal give it."""
    speaking = [p for p in passages if _TIME.search(p.text) and may_find(Detail.TERM, p.text)]
    timed = [(passage, passage.unnamed, content(passage)) for passage in speaking]
    for rule in rules_for(Detail.TERM):
        for passage, whole, told in timed:
            text = told if rule.value else whole
            if rule.value == "telling" and not passage.tells:
                continue
            if text and (hit := rule.search(text)):
                given = hit.groupdict()
                start, end = _said(hit)
                return Duration(
                    months=_months(given.get("number"), given.get("unit")),
                    until=_until(given),
                    rule=rule.id,
                    said=passage.text[start:end],
                    span=passage.span(start, end),
                )
    return None


def _said(hit: re.Match[str]) -> tuple[int, int]:
    """Where the words for the length or the end stand."""
    named = [name for name, value in hit.groupdict().items() if value]
    return min(hit.start(name) for name in named), max(hit.end(name) for name in named)


def _months(number: str | None, unit: str | None) -> int | None:
    if not number or not unit:
        return None
    return counted(number) * _MONTHS[unit]


def counted(number: str) -> int:
    """A number in digits or as a Korean word; raises `KeyError` for other words."""
    return int(number) if number.isdigit() else _COUNTED[number]


def _until(given: dict[str, str | None]) -> str | None:
    year, month, day = (given.get(name) for name in ("year", "month", "day"))
    if not year:
        return None
    parts = [year.zfill(4), *(part.zfill(2) for part in (month, day if month else None) if part)]
    return "-".join(parts)
