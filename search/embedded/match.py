"""A query as an FTS5 expression and as conditions on facts and dates."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from search.alternatives import Choice, alternatives
from search.analysis import analyse_once
from search.embedded.document import AS_WRITTEN
from search.query import Phrase, Query
from search.sequences import (
    Sequences,
    choice_of_phrase,
    is_unclear,
    sequences_of_choice,
    sequences_of_phrase,
    values_of,
)
from search.written import is_form, names_as_written


@dataclass(frozen=True, slots=True)
class Match:
    """What SQL needs to know of a query."""

    must: str | None
    """An FTS5 expression, or None where the query asks for no text."""
    must_not: str | None
    conditions: str
    """SQL over `search_articles AS a`, true where there is nothing to ask."""
    parameters: list[object] = field(default_factory=list)
    impossible: bool = False
    """True where the query has words, but none that any text could have."""
    names: frozenset[str] = frozenset()
    """What is also looked for as it is written."""


WordsFrom = Callable[[str], Iterable[str]]
"""Gives the words of all articles, as they are written, that begin with a name."""


def match_of(query: Query, words_from: WordsFrom) -> Match:
    """Compile a query."""
    conditions: list[str] = []
    parameters: list[object] = []
    groups: list[Sequences] = []
    names: set[str] = set()

    def with_written(sequences: Sequences, choice: Choice) -> Sequences:
        mine = names_as_written(choice)
        names.update(mine)
        forms = dict.fromkeys(word for name in mine for word in words_from(name) if is_form(word, name))
        return (*sequences, *((AS_WRITTEN + form,) for form in forms))

    def of_phrase(phrase: Phrase) -> Sequences:
        return with_written(sequences_of_phrase(phrase, analyse_once), choice_of_phrase(phrase))

    for choice in alternatives(query.words):
        groups.append(with_written(sequences_of_choice(choice, analyse_once), choice))
        if not choice.names and all(is_unclear(text, analyse_once) for text in choice.texts):
            conditions.append("(" + " OR ".join(["instr(a.record, ?) > 0"] * len(choice.texts)) + ")")
            parameters += choice.texts
    groups += [of_phrase(phrase) for phrase in query.phrases]
    must = [_either(group) for group in groups if group]
    unwanted = [of_phrase(phrase) for phrase in query.without]
    must_not = [_either(group) for group in unwanted if group]
    for filters, holds in ((query.filters, "IN"), (query.without_filters, "NOT IN")):
        for wanted in filters:
            values = values_of(wanted)
            marks = ", ".join("?" * len(values))
            conditions.append(f"a.doc {holds} (SELECT doc FROM search_facts WHERE field = ? AND value IN ({marks}))")
            parameters += [wanted.field, *values]
    if query.after:
        conditions.append("a.published >= ?")
        parameters.append(int(query.after.timestamp()))
    if query.before:
        conditions.append("a.published < ?")
        parameters.append(int(query.before.timestamp()))
    return Match(
        must=" AND ".join(must) or None,
        must_not=" OR ".join(must_not) or None,
        conditions=" AND ".join(conditions),
        parameters=parameters,
        impossible=bool(groups) and not must,
        names=frozenset(names),
    )


def _either(sequences: Sequences) -> str:
    # Terms hold no quotation mark, so none needs doubling.
    return "(" + " OR ".join(f'"{" ".join(terms)}"' for terms in sequences) + ")"
