"""Words that the dictionary would take apart or draw into their neighbours: names and set phrases of the table."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, MatchKind

from search.letters import INITIALS
from search.synonyms import synonyms

_HANGUL_RUN = re.compile(r"[가-힣]+")
_HANGUL_PHRASE = re.compile(r"[가-힣]+(?: [가-힣]+)*")

# 온 alone is an ending of a verb; SK온 is a name.
_INITIALS_AND_SYLLABLE = re.compile(r"([a-z]+) ?([가-힣])")


class WholeWord(NamedTuple):
    """A word of the table in a sentence and the parts it is searched by."""

    start: int
    end: int
    parts: tuple[str, ...]


class WholeWords:
    """Finds the words of a list in a sentence, the longest at each place."""

    def __init__(self, words: Iterable[str]) -> None:
        parts_of: dict[str, tuple[str, ...]] = {}
        for word in map(str.lower, words):
            for phrase in _HANGUL_PHRASE.findall(word):
                parts = tuple(phrase.split())
                if len(phrase) > 1:
                    # The first row to write a word decides how it is parted.
                    parts_of.setdefault("".join(parts), parts)
                for part in parts:
                    if len(part) > 2:
                        parts_of.setdefault(part, (part,))
            initials_and_syllable = _INITIALS_AND_SYLLABLE.fullmatch(word)
            if initials_and_syllable:
                parts_of.setdefault("".join(initials_and_syllable.groups()), initials_and_syllable.groups())
        self._parts = list(parts_of.values())
        self._finder = AhoCorasick(list(parts_of), matchkind=MatchKind.LeftmostLongest)

    def all_parts(self) -> list[tuple[str, ...]]:
        """The parts of every word of the list."""
        return self._parts

    def find(self, sentence: str) -> Iterator[WholeWord]:
        """The words in the order of the sentence; none overlaps another."""
        lower = sentence.lower()
        # A few capitals outside Latin grow when they are lowered: offsets must stay those of the sentence.
        text = lower if len(lower) == len(sentence) else sentence
        for number, start, end in self._finder.find_matches_as_indexes(text):
            yield WholeWord(start, end, self._parts[number])

    @staticmethod
    def is_particle(text: str) -> bool:
        """Whether a name may be followed by this without becoming another word."""
        return text in particles()


@cache
def particles() -> frozenset[str]:
    """What may follow a name without making it another word."""
    return frozenset(Path(__file__).with_name("particles.txt").read_text(encoding="utf-8").split())


@cache
def whole_words() -> WholeWords:
    """The words of the synonym table and the Hangul spellings of Latin initials."""
    names = [spelling for row in synonyms().rows if row.whole for spelling in row.spellings]
    return WholeWords([*names, *INITIALS.values()])
