"""A query that is held against records as they come, where there is no index: it means what it means to a search."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache

from search.alternatives import Choice, alternatives
from search.analysis import BREAK, analyse, analyse_once
from search.facts import facts_of_alliance
from search.query import Query
from search.sequences import (
    Sequences,
    choice_of_phrase,
    is_unclear,
    sequences_of_choice,
    sequences_of_phrase,
    values_of,
)
from search.written import is_form, names_as_written, written_words
from topics.records import Alliance


class StandingQuery:
    """A query with all that it may be written as, looked up once."""

    def __init__(self, query: Query) -> None:
        self._query = query
        choices = alternatives(query.words)
        phrases = [(sequences_of_phrase(p, analyse_once), choice_of_phrase(p)) for p in query.phrases]
        wanted = [(sequences_of_choice(choice, analyse_once), choice) for choice in choices] + phrases
        self._wanted = [one for one in wanted if one[0] or names_as_written(one[1])]
        self._impossible = bool(wanted) and not self._wanted
        self._unwanted = [(sequences_of_phrase(p, analyse_once), choice_of_phrase(p)) for p in query.without]
        self._letters = [c.texts for c in choices if not c.names and all(is_unclear(t, analyse_once) for t in c.texts)]

    def matches_alliance(self, alliance: Alliance, at: datetime | None) -> bool:
        """Whether it finds an alliance by what is known of it; `at`: when that was published."""
        titles = [source.title for source in alliance.articles]
        sentences = [alliance.evidence, *(source.evidence for source in alliance.articles)]
        names = [alliance.name or "", *(member.name for member in alliance.members)]
        return self.matches([*titles, *sentences, *names, alliance.purpose or ""], facts_of_alliance(alliance), at)

    def matches(self, texts: Iterable[str], facts: Mapping[str, Collection[str]], published: datetime | None) -> bool:
        """Whether it finds a record with these texts, each apart from the others, and facts by field."""
        query = self._query
        if query.after and (published is None or published < query.after):
            return False
        if query.before and (published is None or published >= query.before):
            return False
        for filters, holds in ((query.filters, True), (query.without_filters, False)):
            if any((not set(values_of(one)).isdisjoint(facts.get(one.field, ()))) is not holds for one in filters):
                return False
        if self._impossible:
            return False
        if not self._wanted and not self._unwanted:
            return True
        return self._matches_text([unicodedata.normalize("NFC", text) for text in texts if text])

    def _matches_text(self, texts: Sequence[str]) -> bool:
        if not all(any(letters in text for text in texts for letters in choice) for choice in self._letters):
            return False
        terms = " " + f" {BREAK} ".join(map(_terms_of, texts)) + " "
        words = {word.text for text in texts for word in written_words(text)}
        return all(_holds(*one, terms, words) for one in self._wanted) and not any(
            _holds(*one, terms, words) for one in self._unwanted
        )


def _holds(sequences: Sequences, choice: Choice, terms: str, words: Collection[str]) -> bool:
    if any(f" {' '.join(sequence)} " in terms for sequence in sequences):
        return True
    return any(is_form(word, name) for name in names_as_written(choice) for word in words)


@lru_cache(maxsize=256)  # an alliance is held against the filters of all endpoints in turn
def _terms_of(text: str) -> str:
    return " ".join(term.text for term in analyse(text))
