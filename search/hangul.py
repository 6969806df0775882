"""Hangul syllables and their finals (받침), on which the form of a particle depends."""

from __future__ import annotations

NIEUN, RIEUL, PIEUP = 4, 8, 17
"""The finals ㄴ, ㄹ and ㅂ; the second takes 로 as a vowel does."""

_FIRST, _LAST = "가", "힣"
_FINALS = 28
"""A syllable's place in Unicode tells its final, of which the first is none."""
OPEN = "".join(map(chr, range(ord(_FIRST), ord(_LAST) + 1, _FINALS)))
"""The syllables without a final consonant."""


def syllables_ending_in(final: int) -> str:
    """All syllables with the final consonant of this number."""
    return "".join(map(chr, range(ord(_FIRST) + final, ord(_LAST) + 1, _FINALS)))


def is_hangul(char: str) -> bool:
    """True for a Hangul syllable."""
    return _FIRST <= char <= _LAST


def final_of(syllable: str) -> int:
    """The number of a Hangul syllable's final consonant; 0 where it has none, or is no Hangul syllable."""
    return (ord(syllable) - ord(_FIRST)) % _FINALS if is_hangul(syllable) else 0


def has_final_consonant(syllable: str) -> bool:
    """True for a Hangul syllable with a final consonant."""
    return final_of(syllable) != 0


def ends_with_n(word: str) -> bool:
    """True for a word whose last syllable has the final consonant ㄴ."""
    return bool(word) and final_of(word[-1]) == NIEUN
