"""What a query's words may be written as: spelling variants, synonyms and compounds written apart."""

from __future__ import annotations

from collections.abc import Sequence

from search.analysis import is_compound, words
from search.letters import hangul_spelling, latin_spelling
from search.synonyms import synonyms

# A set phrase of the table has at most five words.
LONGEST_PHRASE = 5


def alternatives(query_words: Sequence[str]) -> list[tuple[str, ...]]:
    """Groups that must all match, each a choice of texts of which one must be there as a phrase."""
    groups: list[tuple[str, ...]] = []
    position = 0
    while position < len(query_words):
        length, group = _longest(query_words[position : position + LONGEST_PHRASE])
        groups.append(group)
        position += length
    return groups


def _longest(query_words: Sequence[str]) -> tuple[int, tuple[str, ...]]:
    for length in range(len(query_words), 0, -1):
        row = _row_of(query_words[:length])
        if row:
            return length, row
    if len(query_words) > 1 and is_compound("".join(query_words[:2])):
        return 2, ("".join(query_words[:2]),)
    word = query_words[0]
    spellings = (word, hangul_spelling(word), latin_spelling(word), *synonyms().with_other_suffixes(word))
    return 1, tuple(dict.fromkeys(s for s in spellings if s))


def _row_of(query_words: Sequence[str]) -> tuple[str, ...] | None:
    table = synonyms()
    joined = " ".join(query_words)
    row = table.row_of(joined)
    if row is None:
        spelt = latin_spelling(joined)
        row = table.row_of(spelt) if spelt else None
    # "업무협약을": the last word may carry a particle.
    return row or table.row_of(" ".join(words(joined)))
