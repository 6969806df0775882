"""Latin initials and their Hangul spelling, letter by letter: LG화학 and 엘지화학."""

from __future__ import annotations

import re

LETTER_NAMES = {
    "a": "에이", "b": "비", "c": "씨", "d": "디", "e": "이", "f": "에프", "g": "지", "h": "에이치", "i": "아이",
    "j": "제이", "k": "케이", "l": "엘", "m": "엠", "n": "엔", "o": "오", "p": "피", "q": "큐", "r": "알", "s": "에스",
    "t": "티", "u": "유", "v": "브이", "w": "더블유", "x": "엑스", "y": "와이", "z": "제트",
}  # fmt: skip
_LETTERS = {name: letter for letter, name in LETTER_NAMES.items()} | {"시": "c", "아르": "r", "지이": "ge"}
# Two letters spelt in Hangul look like other words (아이티 is IT and Haiti, 이지 is EZ and "easy"), so these are named.
PAIRS = (
    "LG",
    "SK",
    "KT",
    "CJ",
    "GS",
    "TJ",
    "KB",
    "NH",
    "HD",
    "DB",
    "DL",
    "LS",
    "LX",
    "LF",
    "HL",
    "HJ",
    "SM",
    "YG",
    "JW",
    "JB",
    "GM",
    "GE",
    "HP",
    "NC",
    "KG",
    "KH",
    "KC",
    "KR",
    "DH",
    "DK",
    "DY",
    "TK",
    "HK",
    "SH",
    "SG",
    "SC",
    "SB",
    "PN",
    "BK",
    "BC",
)
INITIALS = {pair.lower(): LETTER_NAMES[pair[0].lower()] + LETTER_NAMES[pair[1].lower()] for pair in PAIRS}
_PAIR_OF = {spelling: pair for pair, spelling in INITIALS.items()}
# From three letters on the chance of another word is small; names of more than five letters are read as words.
_FEWEST, _MOST = 3, 5
_LATIN_RUN = re.compile(r"[A-Za-z]+")
_HANGUL_RUN = re.compile(r"[가-힣]+")


def hangul_spelling(text: str) -> str | None:
    """The text with its Latin initials spelt in Hangul, parted from the rest by a space; None where there are none."""
    changed = False

    def spell(match: re.Match[str]) -> str:
        nonlocal changed
        run = match[0].lower()
        spelling = INITIALS.get(run)
        if spelling is None and _FEWEST <= len(run) <= _MOST and match[0].isupper():
            spelling = "".join(LETTER_NAMES[letter] for letter in run)
        if spelling is None:
            return match[0]
        changed = True
        return f" {spelling} "

    spelt = " ".join(_LATIN_RUN.sub(spell, text).split())
    return spelt if changed else None


def latin_spelling(text: str) -> str | None:
    """The text with the letter names that start its first Hangul run as Latin initials; None where there are none."""
    match = _HANGUL_RUN.search(text)
    if match is None:
        return None
    run = match[0]
    for length in (5, 4, 3, 2):
        pair = _PAIR_OF.get(run[:length])
        longer = letters_at_start(run)
        if pair and (longer is None or len(longer[0]) <= 2):
            return _replaced(text, match, pair, length)
    found = letters_at_start(run)
    # 비디오 and 오디오 are words: at least one letter name must have two syllables or the run end there.
    if found and _FEWEST <= len(found[0]) <= _MOST and found[1] > len(found[0]):
        return _replaced(text, match, found[0], found[1])
    return None


def letters_at_start(run: str) -> tuple[str, int] | None:
    """The letters whose names the Hangul run starts with, and how many syllables they take."""
    letters, position = "", 0
    while position < len(run):
        for length in (3, 2, 1):
            letter = _LETTERS.get(run[position : position + length])
            if letter and len(run) >= position + length:
                letters += letter
                position += length
                break
        else:
            break
    return (letters, position) if letters else None


def _replaced(text: str, match: re.Match[str], letters: str, length: int) -> str:
    start = match.start()
    return " ".join(f"{text[:start]}{letters.upper()} {text[start + length :]}".split())
