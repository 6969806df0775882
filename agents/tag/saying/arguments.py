"""Whether a noun is what a verb makes or joins, and not who does it, where, or by which means."""

from __future__ import annotations

import re

from agents.tag.saying.triggers import Trigger
from topics.records import Kind

_SUBJECT_GAP = re.compile(r"(?:\([^)]{0,40}\))?['\"]?\s?(이|가|은|는|의|에서|과|와|에게|으로|로|에|에도|에는)(?=\s)")
_MEANS = re.compile(  # "파트너십을 발판으로 기회를 만들어": not it is made
    r"(?:\([^)]{0,40}\))?['\"]?[을를]\s?(?:통해|통한|발판|바탕|계기|기반|토대|앞세|활용|내세|비롯|근거)"
)
_PASSIVE = re.compile(r"됐|되|된|출범|발족|열렸|열린|성사|합류|참여|가입|동참|합세|탄생|가동")
_FOR_ITS_FOUNDING = re.compile(r" ?(?:을|를) 위한 (?:[가-힣]+ )?계약을 ")  # "합작법인 설립을 위한 계약을 체결"
_ANOTHER_NOUN = re.compile(r"[가-힣](?:다고|했다|는|한|고)\s|계약|약정|MOA|MOU|협약(?!식|서)")
_SAME_PAPER = ("(", "계약", "MOU", "약정", "협약", "협정")


def is_argument(text: str, trigger: Trigger) -> bool:
    """Whether a trigger's noun is what its verb makes or joins."""
    if trigger.group in ("idiom", "weak"):
        return True
    gap = text[trigger.end : trigger.verb_start]
    if _MEANS.match(gap):
        return False
    found = _SUBJECT_GAP.match(gap)
    particle = found[1] if found else ""
    if trigger.group == "join":
        return particle in ("에", "에도", "으로", "") and "을" not in gap
    if particle:
        return _takes(text, trigger, particle)
    if gap.startswith((" 및 ", "와 ", "과 ")) and "다고" not in gap:
        return True  # "양해각서 및 공급 계약을 체결"
    if trigger.kind is Kind.JOINT_VENTURE and _FOR_ITS_FOUNDING.fullmatch(gap):
        return True
    return not _ANOTHER_NOUN.search(gap) or gap.lstrip("()'\" ").startswith(_SAME_PAPER)


def _takes(text: str, trigger: Trigger, particle: str) -> bool:
    """Whether a verb takes a noun with a particle as what it makes: "협약이 체결됐다", "협약에 서명했다"."""
    if particle in ("이", "가", "은", "는"):
        return bool(_PASSIVE.match(trigger.verb) or _PASSIVE.match(text, trigger.verb_end))
    if particle == "에":
        return trigger.verb.startswith(("서명", "합의", "도장", "날인", "사인"))
    return particle in ("으로", "로") and trigger.group == "swap"
