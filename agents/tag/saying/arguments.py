"""Whether a noun is what a verb makes or joins, and not who does it, where, or by which means."""

from __future__ import annotations

import re

from agents.tag.saying.phrasing import PATTERNS
from agents.tag.saying.surroundings import Surroundings
from topics.records import Kind

_OBJECT = re.compile("[을를] ")
_HELD = ("열렸", "열린", "있었")
_SAME_PAPER = ("(", "계약", "MOU", "약정", "협약", "협정")


def is_argument(told: Surroundings) -> bool:
    """Whether a trigger's noun is what its verb makes or joins."""
    trigger = told.trigger
    if trigger.group in ("idiom", "weak"):
        return True
    gap = told.text[trigger.end : trigger.verb_start]
    if told.finds("means"):
        return False
    found = PATTERNS["subject_gap"].match(told.text, trigger.end, trigger.verb_start)
    particle = found["particle"] if found else ""
    if trigger.group == "join":
        return particle in ("에", "에도", "으로", "") and "을" not in gap and not gap.startswith(("도 ", "은 ", "이 "))
    if particle:
        return _takes(told, particle)
    if gap.startswith((" 및 ", "와 ", "과 ")) and "다고" not in gap:
        return True  # "양해각서 및 공급 계약을 체결"
    if trigger.kind is Kind.JOINT_VENTURE and PATTERNS["for_its_founding"].regex.fullmatch(gap):
        return True
    return not told.finds("another_noun") or gap.lstrip("()'\" ").startswith(_SAME_PAPER)


def _takes(told: Surroundings, particle: str) -> bool:
    """Whether a verb takes a noun with a particle as what it makes: "협약이 체결됐다", "협약에 서명했다"."""
    if particle in ("이", "가") and told.trigger.verb.startswith("열"):
        return True  # "상생협약식이 열렸다"
    if particle in ("은", "는") and told.trigger.verb.startswith(_HELD):
        return True  # "조인식은 본사에서 있었다"
    if particle in ("이", "가", "은", "는"):
        verb, passive = told.trigger, PATTERNS["passive"]
        return bool(passive.match(told.text, verb.verb_start, verb.verb_end) or passive.match(told.text, verb.verb_end))
    if particle == "에":
        return told.trigger.verb.startswith(("서명", "합의", "도장", "날인", "사인", "조인", "이름을 올"))
    if particle in ("와", "과"):  # "주식을 나래의 주식과 교환했다", not "주식과 채권을 교환했다"
        return (
            told.trigger.group == "swap"
            and _OBJECT.search(told.text, told.trigger.end, told.trigger.verb_start) is None
        )
    return particle in ("으로", "로") and told.trigger.group == "swap"
