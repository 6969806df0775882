"""What a word may have been meant to be: words one slip of the keyboard away."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from string import ascii_lowercase

from search.keyboard import CONSONANTS, VOWELS, hangul_of, keys_of

LONGEST_WORD = 16
"""Characters; the number of words one slip away grows with the length."""

_SHORTEST_WORD = 2
_HANGUL = re.compile(r"[가-힣ㄱ-ㅣ]+")
_LATIN = re.compile(r"[A-Za-z]+")
_HAS_SYLLABLE = re.compile(r"[가-힣]")


def runs_of(word: str) -> list[str]:
    """The runs of Hangul and of Latin letters of a word in which a slip may be."""
    runs = [*_HANGUL.findall(word), *_LATIN.findall(word)]
    return [run for run in runs if _SHORTEST_WORD <= len(run) <= LONGEST_WORD]


def other_mode(word: str) -> str | None:
    """What the same keys type with the keyboard in its other mode, Hangul or Latin; None where that is no word."""
    if _LATIN.fullmatch(word):
        return hangul_of(word)
    keys = keys_of(word)
    return "".join(keys) if keys else None


def neighbours(run: str) -> list[str]:
    """The words one slip away from a run of Hangul or Latin letters: one letter too many, too few, another or moved.

    A letter is a 자모 or, too many or moved, a syllable.
    """
    if _LATIN.fullmatch(run):
        found: Iterable[str | None] = map("".join, _edits(list(run.lower()), ascii_lowercase))
    else:
        keys = keys_of(run) or []
        whole = ("".join(edit) for edit in _shorter_or_moved(list(run)) if _HAS_SYLLABLE.search("".join(edit)))
        found = [*whole, *(hangul_of("".join(edit)) for edit in _edits(keys, (*CONSONANTS, *VOWELS)))]
    return [word for word in dict.fromkeys(found) if word and word != run and len(word) >= _SHORTEST_WORD]


def _edits(letters: Sequence[str], alphabet: Sequence[str]) -> Iterator[list[str]]:
    yield from _shorter_or_moved(letters)
    for place in range(len(letters) + 1):
        before, after = [*letters[:place]], [*letters[place:]]
        for letter in alphabet:
            yield [*before, letter, *after]
            if after:
                yield [*before, letter, *after[1:]]


def _shorter_or_moved(letters: Sequence[str]) -> Iterator[list[str]]:
    for place in range(len(letters)):
        yield [*letters[:place], *letters[place + 1 :]]
        if place:
            yield [*letters[: place - 1], letters[place], letters[place - 1], *letters[place + 1 :]]
