"""Which of some words or names the articles have."""

from __future__ import annotations

from collections.abc import Sequence

from search.embedded.document import AS_WRITTEN, written_from
from search.embedded.file import StoreFile
from search.written import is_form

# Words that begin alike are looked through for the forms of one, and facts counted, as far as tells the likelier.
_MOST_FORMS = 200
_MOST_FACTS = 1000

_WORDS = (
    "SELECT term, doc FROM temp.search_words WHERE term = ?1 UNION ALL"
    " SELECT term, doc FROM (SELECT * FROM temp.search_words WHERE term >= ?2 AND term < ?3 LIMIT ?4)"
)
_FACTS = "SELECT count(*) FROM (SELECT 1 FROM search_facts WHERE field = ? AND value = ? LIMIT ?)"


def known(file: StoreFile, field: str | None, words: Sequence[str]) -> dict[str, int]:
    """Of some words those that articles have, or of keys those that are values of a field, with about how many."""
    found = {word: _number_of(file, word) if field is None else _number_by(file, field, word) for word in words}
    return {word: number for word, number in found.items() if number}


def _number_of(file: StoreFile, word: str) -> int:
    """How many articles have a word as a term, and in each form in which it is written."""
    rows = file.rows(_WORDS, (word, *written_from(word), _MOST_FORMS))
    return sum(int(n) for term, n in rows if term == word or is_form(str(term).removeprefix(AS_WRITTEN), word))


def _number_by(file: StoreFile, field: str, key: str) -> int:
    rows = file.rows(_FACTS, (field, key, _MOST_FACTS))
    return int(rows[0][0]) if rows else 0
