"""A query as an FTS5 expression and as conditions on facts and dates."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

from search.alternatives import alternatives
from search.analysis import Term, analyse
from search.query import Query
from search.sequences import Sequences, is_unclear, sequences_of_choice, sequences_of_phrase, values_of


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


def match_of(query: Query) -> Match:
    """Compile a query."""
    conditions: list[str] = []
    parameters: list[object] = []
    groups: list[Sequences] = []
    for choice in alternatives(query.words):
        groups.append(sequences_of_choice(choice, _analyse))
        if not choice.names and all(is_unclear(text, _analyse) for text in choice.texts):
            conditions.append("(" + " OR ".join(["instr(a.record, ?) > 0"] * len(choice.texts)) + ")")
            parameters += choice.texts
    groups += [sequences_of_phrase(phrase, _analyse) for phrase in query.phrases]
    must = [_either(group) for group in groups if group]
    unwanted = [sequences_of_phrase(phrase, _analyse) for phrase in query.without]
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
    )


@lru_cache(maxsize=16384)
def _analyse(text: str) -> tuple[Term, ...]:
    return tuple(analyse(text))


def _either(sequences: Sequences) -> str:
    # Terms hold no quotation mark, so none needs doubling.
    return "(" + " OR ".join(f'"{" ".join(terms)}"' for terms in sequences) + ")"
