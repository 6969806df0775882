"""A query as Elasticsearch's query language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from search.alternatives import alternatives
from search.elastic.analysis import MOST_PARTICLES, PARTICLE, WRITTEN
from search.query import Filter, Phrase, Query
from search.sequences import (
    Analyse,
    Sequences,
    choice_of_phrase,
    sequences_of_choice,
    sequences_of_phrase,
    texts_to_analyse,
    values_of,
)
from search.written import forms_of, names_as_written

Clause = dict[str, Any]

# A word in the title says more of a story than one in its body.
BOOSTS = {"title": 5.0, "subtitle": 3.0, "body": 1.0}
_FIELDS = {
    "org": "org_keys",
    "person": "person_keys",
    "publisher": "publisher_keys",
    "kind": "kinds",
    "status": "statuses",
    "activity": "activities",
    "country": "countries",
    "border": "borders",
}
NOTHING: Clause = {"match_none": {}}


@dataclass(frozen=True, slots=True)
class Match:
    """What a search request is made of."""

    query: Clause
    highlight: Clause | None
    """What to mark, or None where the query asks for no text."""
    names: frozenset[str] = frozenset()
    """What is also looked for as it is written."""


def texts_of(query: Query) -> list[str]:
    """What has to be analysed before a query can be compiled."""
    return texts_to_analyse(alternatives(query.words), [*query.phrases, *query.without])


def match_of(query: Query, analyse: Analyse) -> Match:
    """Compile a query."""
    groups = [(sequences_of_choice(choice, analyse), names_as_written(choice)) for choice in alternatives(query.words)]
    groups += [_of_phrase(phrase, analyse) for phrase in query.phrases]
    must = [_either(*group) for group in groups if any(group)]
    if groups and not must:
        return Match(NOTHING, None)
    unwanted = [_of_phrase(phrase, analyse) for phrase in query.without]
    must_not = [_either(*group) for group in unwanted if any(group)]
    must_not += [_has(wanted) for wanted in query.without_filters]
    filters = [_has(wanted) for wanted in query.filters]
    if query.after or query.before:
        filters.append({"range": {"published": _between(query.after, query.before)}})
    names = frozenset(name for _, mine in groups for name in mine)
    marked = [
        clause for terms_of, _ in groups for terms in terms_of for field in BOOSTS for clause in _marks(terms, field)
    ]
    marked += [_as_written(name, field) for name in sorted(names) for field in BOOSTS]
    return Match(
        {"bool": {"must": must, "must_not": must_not, "filter": filters}},
        {"bool": {"should": marked}} if marked else None,
        names,
    )


def _of_phrase(phrase: Phrase, analyse: Analyse) -> tuple[Sequences, tuple[str, ...]]:
    return sequences_of_phrase(phrase, analyse), names_as_written(choice_of_phrase(phrase))


def _either(sequences: Sequences, names: Sequence[str]) -> Clause:
    ways = [_scored(terms, field, boost) for terms in sequences for field, boost in BOOSTS.items()]
    ways += [_as_written(name, field, boost) for name in names for field, boost in BOOSTS.items()]
    return {"dis_max": {"queries": ways}}


def _as_written(name: str, field: str, boost: float = 1.0) -> Clause:
    terms = {"terms": {f"{field}.{WRITTEN}": forms_of(name)}}
    return {"constant_score": {"filter": terms, "boost": boost}}


def _scored(terms: Sequence[str], field: str, boost: float) -> Clause:
    """The terms as they must be there, scored by how rare and how near they are; intervals alone score no rarity."""
    if len(terms) == 1:
        return {"term": {field: {"value": terms[0], "boost": boost}}}
    near = _phrase(terms, _most_between(terms), field, boost)
    return {"bool": {"filter": [_there(terms, field)], "must": [near]}}


def _there(terms: Sequence[str], field: str) -> Clause:
    """The terms in this order, with nothing but particles between."""
    if len(terms) == 1:
        return {"term": {field: terms[0]}}
    if len(terms) == 2:
        return {"intervals": {field: _next_to(*terms)}}
    pairs = {"all_of": {"intervals": [_next_to(*pair) for pair in pairwise(terms)]}}
    return {"intervals": {field: {"match": _in_order(terms, _most_between(terms)) | {"filter": {"containing": pairs}}}}}


def _marks(terms: Sequence[str], field: str) -> list[Clause]:
    """The terms as phrases: a highlighter marks a phrase as a whole, but each word of an interval by itself."""
    if len(terms) == 1:
        return [_there(terms, field)]
    if len(terms) == 2:
        return [_phrase(way, 0, field) for way in _apart(*terms)]
    return [_phrase(terms, _most_between(terms), field)]


def _phrase(terms: Sequence[str], slop: int, field: str, boost: float = 1.0) -> Clause:
    return {"match_phrase": {field: {"query": " ".join(terms), "analyzer": "terms", "slop": slop, "boost": boost}}}


def _next_to(left: str, right: str) -> Clause:
    return {"any_of": {"intervals": [{"match": _in_order(way, 0)} for way in _apart(left, right)]}}


def _apart(left: str, right: str) -> list[Sequence[str]]:
    """Two terms with none, one or more particles between."""
    return [[left, *[PARTICLE] * number, right] for number in range(MOST_PARTICLES + 1)]


def _in_order(terms: Sequence[str], gaps: int) -> Clause:
    return {"query": " ".join(terms), "analyzer": "terms", "ordered": True, "max_gaps": gaps}


def _most_between(terms: Sequence[str]) -> int:
    return MOST_PARTICLES * (len(terms) - 1)


def _has(wanted: Filter) -> Clause:
    return {"terms": {_FIELDS[wanted.field]: list(values_of(wanted))}}


def _between(after: datetime | None, before: datetime | None) -> Clause:
    bounds = {"gte": after, "lt": before}
    return {name: moment.isoformat() for name, moment in bounds.items() if moment}
