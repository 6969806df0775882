"""Hangul as it is typed on the two-set keyboard: the keys of a syllable, and the syllables of keys."""

from __future__ import annotations

import re

from search.tables import table_file

_KEYS: dict[str, str] = table_file("keyboard.toml")
_INITIALS, _MEDIALS, _FINALS = _KEYS["initials"].split(), _KEYS["medials"].split(), ["", *_KEYS["finals"].split()]
_FIRST_SYLLABLE, _FIRST_LETTER = ord("가"), ord("ㄱ")
_LETTERS = _KEYS["letters"].split()

CONSONANTS = tuple(dict.fromkeys([*_INITIALS, *_FINALS[1:]]))
"""The keys of each consonant, and of each pair of them that closes a syllable."""
VOWELS = tuple(_MEDIALS)
"""The keys of each vowel."""


def _any_of(keys: list[str]) -> str:
    return "|".join(sorted(filter(None, keys), key=len, reverse=True))


_VOWEL = f"(?:{_any_of(_MEDIALS)})"
# A consonant before a vowel begins the next syllable.
_SYLLABLE = re.compile(f"({_any_of(_INITIALS)})({_any_of(_MEDIALS)})((?:{_any_of(_FINALS)})(?!{_VOWEL}))?")
_WITHOUT_SHIFT = {ord(letter): letter.lower() for letter in "ABCDFGHIJKLMNSUVXYZ"}


def keys_of(text: str) -> list[str] | None:
    """The keys of each letter (자모) of a text of Hangul; None where other characters stand in it."""
    keys: list[str] = []
    for char in text:
        number = ord(char) - _FIRST_SYLLABLE
        if 0 <= number < len(_INITIALS) * len(_MEDIALS) * len(_FINALS):
            initial, rest = divmod(number, len(_MEDIALS) * len(_FINALS))
            medial, final = divmod(rest, len(_FINALS))
            keys += filter(None, (_INITIALS[initial], _MEDIALS[medial], _FINALS[final]))
        elif 0 <= (letter := ord(char) - _FIRST_LETTER) < len(_LETTERS):
            keys.append(_LETTERS[letter])
        else:
            return None
    return keys


def hangul_of(keys: str) -> str | None:
    """The syllables that keys type; None where they do not make whole syllables."""
    keys = keys.translate(_WITHOUT_SHIFT)
    syllables: list[str] = []
    position = 0
    while position < len(keys):
        match = _SYLLABLE.match(keys, position)
        if match is None:
            return None
        initial, medial, final = _INITIALS.index(match[1]), _MEDIALS.index(match[2]), _FINALS.index(match[3] or "")
        syllables.append(chr(_FIRST_SYLLABLE + (initial * len(_MEDIALS) + medial) * len(_FINALS) + final))
        position = match.end()
    return "".join(syllables)
