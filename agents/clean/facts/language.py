"""In which language a story is written, by its letters."""

from __future__ import annotations

import re

_ENOUGH = 0.2
"""Share of the letters that are Hangul in a Korean story full of foreign names and figures."""

_LOOKED_AT = 1_000
"""Characters, spread over the text."""

_HANGUL, _KANA, _HAN, _LATIN = (re.compile(f"[{letters}]+") for letters in ("가-힣", "ぁ-ヿ", "一-鿿", "A-Za-z"))


def language_of(text: str, stated: str = "") -> str:
    """The language (ISO 639-1) of a text; `stated` is believed only between languages of one script."""
    text = text[:: len(text) // _LOOKED_AT + 1]
    if (hangul := _count(_HANGUL, text)) >= _ENOUGH * len(text):
        return "ko"
    kana, han, latin = (_count(letters, text) for letters in (_KANA, _HAN, _LATIN))
    letters = hangul + kana + han + latin
    if not letters or hangul >= _ENOUGH * letters:
        return "ko"
    if kana >= _ENOUGH / 2 * letters:
        return "ja"
    if han > latin:
        return "zh"
    return stated if stated not in ("", "ko", "ja", "zh") else "en"


def _count(letters: re.Pattern[str], text: str) -> int:
    return sum(map(len, letters.findall(text)))
