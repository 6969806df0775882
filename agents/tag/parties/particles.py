"""The particles of nouns: which one a word ends with, and the word without it."""

from __future__ import annotations

import re
from functools import lru_cache

from agents.tag.language.lexicon import is_told_by_its_end, is_verb_before_a_noun, is_word_with_particle
from search.hangul import has_final_consonant, is_hangul

_HANJA = re.compile("[一-鿿]")  # one is a whole word: 美와
_ITSELF = re.compile("[시군구도][은는이가](?![가-힣])")  # "시는": the one that was named before
_FORMS = (
    ("with", ("와의", "과의", "와도", "과도", "와는", "과는", "와", "과", "랑", "이랑")),
    ("place", ("으로서는", "로서는", "으로서", "로서")),
    ("place", ("에서의", "에서는", "에서", "으로는", "로는", "으로", "로", "에게", "한테", "에는", "에도", "에")),
    ("place", ("으로부터", "로부터", "으로서는", "로서는")),
    ("of", ("이라는",)),
    ("topic", ("은", "는")),
    ("subject", ("께서", "이", "가")),
    ("object", ("을", "를")),
    ("of", ("의",)),
    ("also", ("도", "만", "까지", "부터")),
)
PARTICLES = frozenset(form for _, forms in _FORMS for form in forms)
_BY_LAST_LETTER = {
    last: tuple((role, form) for role, forms in _FORMS for form in forms if form[-1] == last)
    for last in {form[-1] for form in PARTICLES}
}
_AFTER_CONSONANT = {"과", "과의", "과도", "과는", "은", "이", "을", "으로", "이랑", "이라는"}
_AFTER_VOWEL = {"와", "와의", "와도", "와는", "는", "가", "를"}


@lru_cache(maxsize=20_000)  # words repeat within a story and from story to story
def particle_of(text: str, *, bare: bool, whole: bool = False) -> tuple[str, str]:
    """The class of the particle at the end of a word, and the word without it.

    `bare`: the name has been taken off already, so the particle may be all there is; `whole`: nothing is left out.
    """
    for role, form in _BY_LAST_LETTER.get(text[-1:], ()):
        if text.endswith(form) and (bare or len(text) - len(form) >= 2 or _HANJA.match(text) or _ITSELF.match(text)):
            before = text[: -len(form)]
            if before and not _fits(before[-1], form):
                continue
            if form == "의" and before.endswith("회") and not (bare or is_told_by_its_end(before)):
                continue  # "기업회의를", but "가람협회의"
            if whole and form[0] == "과" and len(before) >= 2 and is_word_with_particle(f"{before}과"):
                continue  # "간호학과는"
            if whole and form == "은" and is_verb_before_a_noun(text):
                continue  # "내놓은 나래는"
            return role, before
    return "", text


def _fits(last: str, form: str) -> bool:
    """Whether a particle's form agrees with the letter before it."""
    if not is_hangul(last):
        return True
    consonant = has_final_consonant(last)
    return not ((form in _AFTER_CONSONANT and not consonant) or (form in _AFTER_VOWEL and consonant))
