"""Which letters Korean text is written in, and which show that bytes were read in another charset than theirs."""

from __future__ import annotations

import re

_SYLLABLES = {bytes((row, cell)).decode("euc_kr") for row in range(0xB0, 0xC9) for cell in range(0xA1, 0xFF)}
"""The 2,350 syllables of KS X 1001: all but one in thousands of those that are written."""

_RARE_SYLLABLES = "".join(chr(point) for point in range(0xAC00, 0xD7A4) if chr(point) not in _SYLLABLES)
_COMMON_SIGNS = "£§©«®°±²³´·»¼½¾¿×÷éÉöÖüÜäÄ"
"""Of Latin-1, what Korean text has now and then."""

_STRANGE_LATIN = "".join(chr(point) for point in range(0x80, 0x250) if chr(point) not in _COMMON_SIGNS + "\xa0\xad")
_STRANGE = f"{_RARE_SYLLABLES}{_STRANGE_LATIN}\uff61-\uff9f\ufffd\ue000-\uf8ff"
"""Rare syllables, accented letters, half-width katakana, private characters and what could not be decoded at all."""

_IMPROBABLE = re.compile(f"[{_STRANGE}]")
_UNUSUAL = re.compile(f"[{_STRANGE}\u0370-\u0dff\u4e00-\u9fff\uf900-\ufaff]")
"""Also ideographs and the letters of other scripts: rare beside Hangul, though whole pages are written in them."""

_FOREIGN = re.compile("[^\x00-\x7f\u2010-\u2027]")
_IDEOGRAPH = re.compile("[\u4e00-\u9fff\uf900-\ufaff]")
_CHINESE_OR_JAPANESE = re.compile("[\u3041-\u30fe的一是在不了有和人中大国國為为上年]")

_MOSTLY, _FEWEST = 0.1, 8
"""Share and number of improbable letters that show a wrong charset: it makes at least a third of the Korean so."""

_FEWEST_IDEOGRAPHS = 60
"""Of a text that is judged by them: a list of names in Chinese characters is shorter."""

_COMMON_WORDS = 0.01
"""Share that kana or the most frequent characters have at least of the ideographs of Chinese and Japanese text."""


_LOST = re.compile(r"[?？□]{2,}")
_LETTER = re.compile(r"[^\W\d_]")
_MOSTLY_LOST = 0.5
"""Characters in such runs to a letter that show what is left of Korean text once its letters could not be written:
text has names in Latin letters among them, and comics have a few."""


def unusual(text: str) -> int:
    """How many letters are unusual in Korean text."""
    return len(_UNUSUAL.findall(text))


def is_improbable(text: str) -> bool:
    """Whether the letters of a text show that it was read, or once kept, in another charset than it was written in."""
    if _is_lost(text):
        return True
    if text.isascii():
        return False
    strange = len(_IMPROBABLE.findall(text))
    if strange >= _FEWEST and strange > _MOSTLY * len(_FOREIGN.findall(text)):
        return True
    ideographs = len(_IDEOGRAPH.findall(text))
    return (
        ideographs >= _FEWEST_IDEOGRAPHS
        and ideographs > len(_FOREIGN.findall(text)) / 2
        and len(_CHINESE_OR_JAPANESE.findall(text)) < _COMMON_WORDS * ideographs
    )


def _is_lost(text: str) -> bool:
    """Whether question marks stand where the letters of another charset were."""
    if text.count("??") + text.count("？？") + text.count("□□") < _FEWEST // 2:
        return False
    lost = sum(len(run) for run in _LOST.findall(text))
    return lost >= _FEWEST and lost > _MOSTLY_LOST * len(_LETTER.findall(text))
