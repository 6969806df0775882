"""Hanja read as Hangul, one syllable for one character, so that offsets stay where they are."""

from __future__ import annotations

import unicodedata
from functools import cache
from pathlib import Path

_TABLE = Path(__file__).with_name("hanja.tsv")
_SYLLABLES = 0xAC00
_FINALS = 28
_VOWELS = 21
# The initial sound rule: at the start of a word ㄹ and ㄴ fall silent before i and y, and ㄹ becomes ㄴ elsewhere.
_RIEUL, _NIEUN, _IEUNG = 5, 2, 11
_I_AND_Y_VOWELS = {2, 3, 6, 7, 12, 17, 20}


class HanjaTableError(ValueError):
    """The table of readings has a line that cannot be read."""


@cache
def readings() -> dict[str, str]:
    """The main reading of each hanja of KS X 1001; raises `HanjaTableError`."""
    table: dict[str, str] = {}
    for number, line in enumerate(_TABLE.read_text(encoding="utf-8").splitlines(), 1):
        if line.startswith("#") or not line:
            continue
        reading, tab, characters = line.partition("\t")
        if len(reading) != 1 or not tab or not characters:
            raise HanjaTableError(f"{_TABLE.name}, line {number}: one syllable, a tab and characters expected")
        for character in characters:
            table[character] = reading
    return table


def is_hanja(character: str) -> bool:
    """Whether the character is a Chinese character."""
    return "\u4e00" <= character <= "\u9fff" or "\u3400" <= character <= "\u4dbf" or "\uf900" <= character <= "\ufaff"


def read_hanja(text: str) -> str:
    """The text with each known hanja replaced by its reading; as long as the text itself."""
    table = readings()
    syllables = [table.get(unicodedata.normalize("NFKC", c), c) if is_hanja(c) else c for c in text]
    if syllables and syllables[0] != text[0]:
        syllables[0] = _initial(syllables[0])
    return "".join(syllables)


def _initial(syllable: str) -> str:
    code = ord(syllable) - _SYLLABLES
    consonant, vowel, final = code // (_VOWELS * _FINALS), code // _FINALS % _VOWELS, code % _FINALS
    if consonant in (_RIEUL, _NIEUN) and vowel in _I_AND_Y_VOWELS:
        consonant = _IEUNG
    elif consonant == _RIEUL:
        consonant = _NIEUN
    return chr(_SYLLABLES + (consonant * _VOWELS + vowel) * _FINALS + final)
