"""Templates of Korean text: values in their gaps, and particles in the form that fits what stands before them."""

from __future__ import annotations

import re
from collections.abc import Mapping

from search.hangul import RIEUL, final_of, is_hangul
from search.letters import LETTER_NAMES

_GAP = re.compile(r"\{([^{}]+)\}")
_SPOKEN_DIGITS = dict(zip("0123456789", "영일이삼사오육칠팔구", strict=True))
_LAST_LETTER = re.compile(r"[^\W_](?=[\W_]*$)")
_LATIN_WORD = re.compile(r"[a-z]{2,}$")
_LATIN_GLOSS = re.compile(r"\([A-Za-z][A-Za-z0-9 .&-]*\)$")
"""Behind a word that it explains and that is what is spoken: 업무협약(MOU)을."""

_CLOSED_ENDING = re.compile("(?:(?P<l>le?)|[mn]|ng|[aeiou](?:[bpkt]|ck))$")
"""How an English word ends that Korean writes with a final: 인텔, 애플, 줌 and 북, but 데스크 and 보쉬."""


def filled(template: str, values: Mapping[str, object]) -> str:
    """A template with its gaps filled; what a value holds is never read as a gap.

    `{name}` stands for a value, `{은/는}` for the form of a particle, the one behind a final consonant first.
    """
    said = ""
    end = 0
    for gap in _GAP.finditer(template):
        said += template[end : gap.start()]
        name = gap[1]
        said += _form(said, *name.split("/", 1)) if "/" in name else str(values[name])
        end = gap.end()
    return said + template[end:]


def _form(before: str, closed: str, open_: str) -> str:
    final = _final(before)
    if final is None:
        return f"{closed}({open_})"
    return open_ if not final or (final == RIEUL and open_ == "로") else closed


def _final(text: str) -> int | None:
    """The final with which a text ends as it is spoken (0: none); None where nobody can tell."""
    text = _LATIN_GLOSS.sub("", text) or text
    last = _LAST_LETTER.search(text)
    if last is None:
        return None
    char = last[0]
    if char in _SPOKEN_DIGITS:
        return final_of(_SPOKEN_DIGITS[char])
    if is_hangul(char):
        return final_of(char)
    if _LATIN_WORD.search(text[: last.end()]):
        ending = _CLOSED_ENDING.search(text[: last.end()])
        return 0 if ending is None else RIEUL if ending["l"] else 1
    if char.lower() in LETTER_NAMES:
        return final_of(LETTER_NAMES[char.lower()][-1])
    return None
