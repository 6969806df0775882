"""What a query's words may be written as: spelling variants, synonyms and compounds written apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from search.analysis import is_compound, words
from search.hanja import read_hanja
from search.letters import hangul_spelling, latin_spelling
from search.synonyms import Row, synonyms

# A set phrase of the table has at most five words.
LONGEST_PHRASE = 5


@dataclass(frozen=True, slots=True)
class Choice:
    """Texts of which one must be there as a phrase."""

    texts: tuple[str, ...]
    names: bool = False
    """Whether they are names of the synonym table, which have no endings and stand in a text as they are."""
    asked: str = ""
    """The words of the query that ask for them."""


def alternatives(query_words: Sequence[str]) -> list[Choice]:
    """The choices that must all be met by an article that has the words, in one spelling or another."""
    choices: list[Choice] = []
    position = 0
    while position < len(query_words):
        length, choice = _longest(query_words[position : position + LONGEST_PHRASE])
        choices.append(replace(choice, asked=" ".join(query_words[position : position + length])))
        position += length
    return choices


def _longest(query_words: Sequence[str]) -> tuple[int, Choice]:
    for length in range(len(query_words), 0, -1):
        row = _row_of(query_words[:length])
        if row:
            return length, Choice(row.spellings, row.whole)
    if len(query_words) > 1 and is_compound("".join(query_words[:2])):
        return 2, Choice(("".join(query_words[:2]),))
    word = query_words[0]
    others = (hangul_spelling(word), latin_spelling(word), read_hanja(word))
    spellings = (word, *others, *synonyms().with_other_suffixes(word))
    return 1, Choice(tuple(dict.fromkeys(s for s in spellings if s)))


def _row_of(query_words: Sequence[str]) -> Row | None:
    table = synonyms()
    joined = " ".join(query_words)
    row = table.row_of(joined) or table.row_of(read_hanja(joined))
    if row is None:
        spelt = latin_spelling(joined)
        row = table.row_of(spelt) if spelt else None
    # "업무협약을": the last word may carry a particle.
    return row or table.row_of(" ".join(words(joined)))
