"""The forms of the light verbs: what their endings say of time and certainty."""

from __future__ import annotations

from enum import StrEnum

from agents.tag.saying.phrasing import FORMS
from agents.tag.saying.triggers import Trigger
from search.hangul import ends_with_n


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


_OF_STEM = "stem_"  # a class of verbs whose stem has the form already: "stem_past"


def form_of(sentence: str, trigger: Trigger) -> Form:
    """The form of a trigger's verb: the first class in `forms.toml` that fits its ending, else its stem."""
    if sentence.startswith("다", trigger.verb_end) and ends_with_n(trigger.verb):
        return Form.PRESENT  # 열린다, 꾸린다
    for name, patterns in FORMS.items():
        fits = (
            patterns.search(trigger.verb) if name.startswith(_OF_STEM) else patterns.match(sentence, trigger.verb_end)
        )
        if fits:
            return Form(name.removeprefix(_OF_STEM))
    return Form.NOMINAL
