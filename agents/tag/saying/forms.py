"""The forms of the light verbs: what their endings say of time and certainty."""

from __future__ import annotations

from enum import StrEnum

from agents.tag.saying.phrasing import FORMS
from agents.tag.saying.triggers import Trigger


class Form(StrEnum):
    """The form of the light verb."""

    PAST = "past"
    AGREED = "agreed"
    PRESENT = "present"
    FUTURE = "future"
    PROSPECT = "prospect"
    ADNOMINAL = "adnominal"
    HABIT = "habit"
    LINKED = "linked"
    NEGATED = "negated"
    NOMINAL = "nominal"


_FORMS = tuple((Form(name), pattern) for name, pattern in FORMS.items())
_STEM_FORMS = (
    (Form.PAST, ("했다", "했습니다", "렸", "웠", "뤘", "꿨", "열었", "가졌")),
    (Form.LINKED, ("고", "려", "해", "워", "며")),
    (Form.PRESENT, ("연다", "한다")),
    (Form.ADNOMINAL, ("린", "운", "든", "룬", "꾼", "진", "한")),
)


def form_of(sentence: str, trigger: Trigger) -> Form:
    """The form of a trigger's verb."""
    if sentence.startswith("다", trigger.verb_end) and _ends_with_n(trigger.verb):
        return Form.PRESENT  # 열린다, 꾸린다
    for form, pattern in _FORMS:
        if pattern.match(sentence, trigger.verb_end):
            return form
    for form, stems in _STEM_FORMS:
        if trigger.verb.endswith(stems):
            return form
    return Form.NOMINAL


def _ends_with_n(stem: str) -> bool:
    code = ord(stem[-1]) - 0xAC00 if stem else -1
    return 0 <= code < 11172 and code % 28 == 4  # ㄴ is the fourth final consonant
