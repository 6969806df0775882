"""A query that is held against records as they come, where there is no index: it means what it means to a search."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache

from search.alternatives import Choice, alternatives
from search.analysis import BREAK, analyse, analyse_once
from search.facts import facts_of_alliance
from search.query import Filter, Query
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
        self._letters = [choice.texts for choice in choices if is_unclear(choice, analyse_once)]
        self._one_of = [[StandingQuery(one) for one in group] for group in query.one_of]
        self._none_of = [StandingQuery(one) for one in query.none_of]

    def matches_alliance(self, alliance: Alliance, at: datetime | None) -> bool:
        """Whether it finds an alliance by what is known of it; `at`: when that was published."""
        titles = [source.title for source in alliance.articles]
        sentences = [alliance.evidence, *(source.evidence for source in alliance.articles)]
        names = [alliance.name or "", *(member.name for member in alliance.members)]
        return self.matches([*titles, *sentences, *names, alliance.purpose or ""], facts_of_alliance(alliance), at)

    def matches(self, texts: Iterable[str], facts: Mapping[str, Collection[str]], published: datetime | None) -> bool:
        """Whether it finds a record with these texts, each apart from the others, and facts by field."""
        return self._holds(_Record([unicodedata.normalize("NFC", text) for text in texts if text], facts, published))

    def _holds(self, record: _Record) -> bool:
        return (
            not self._impossible
            and self._facts_hold(record)
            and self._text_holds(record)
            and all(any(one._holds(record) for one in group) for group in self._one_of)
            and not any(one._holds(record) for one in self._none_of)
        )

    def _facts_hold(self, record: _Record) -> bool:
        query = self._query
        if query.after and (record.published is None or record.published < query.after):
            return False
        if query.before and (record.published is None or record.published >= query.before):
            return False
        return all(map(record.has, query.filters)) and not any(map(record.has, query.without_filters))

    def _text_holds(self, record: _Record) -> bool:
        if not self._wanted and not self._unwanted:
            return True
        if not all(any(letters in text for text in record.texts for letters in choice) for choice in self._letters):
            return False
        return all(record.says(*one) for one in self._wanted) and not any(record.says(*one) for one in self._unwanted)


@dataclass
class _Record:
    """What a query is held against."""

    texts: Sequence[str]
    facts: Mapping[str, Collection[str]]
    published: datetime | None

    @cached_property
    def terms(self) -> str:
        return " " + f" {BREAK} ".join(map(_terms_of, self.texts)) + " "

    @cached_property
    def words(self) -> set[str]:
        return {word.text for text in self.texts for word in written_words(text)}

    def has(self, wanted: Filter) -> bool:
        return not set(values_of(wanted)).isdisjoint(self.facts.get(wanted.field, ()))

    def says(self, sequences: Sequences, choice: Choice) -> bool:
        if any(f" {' '.join(sequence)} " in self.terms for sequence in sequences):
            return True
        return any(is_form(word, name) for name in names_as_written(choice) for word in self.words)


@lru_cache(maxsize=256)  # an alliance is held against the filters of all endpoints in turn
def _terms_of(text: str) -> str:
    return " ".join(term.text for term in analyse(text))
