"""A query as Elasticsearch's query language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from search.alternatives import alternatives
from search.elastic.analysis import MOST_PARTICLES, PARTICLE
from search.query import Filter, Query
from search.sequences import Analyse, Sequences, sequences_of_choice, sequences_of_phrase, texts_to_analyse, values_of

Clause = dict[str, Any]

# A word in the title says more of a story than one in its body.
BOOSTS = {"title": 5.0, "subtitle": 3.0, "body": 1.0}
_FIELDS = {
    "org": "org_keys",
    "person": "person_keys",
    "publisher": "publisher_keys",
    "kind": "kinds",
    "status": "statuses",
}
NOTHING: Clause = {"match_none": {}}


@dataclass(frozen=True, slots=True)
class Match:
    """What a search request is made of."""

    query: Clause
    highlight: Clause | None
    """What to mark, or None where the query asks for no text."""


def texts_of(query: Query) -> list[str]:
    """What has to be analysed before a query can be compiled."""
    return texts_to_analyse(alternatives(query.words), [*query.phrases, *query.without])


def match_of(query: Query, analyse: Analyse) -> Match:
    """Compile a query."""
    groups = [sequences_of_choice(choice, analyse) for choice in alternatives(query.words)]
    groups += [sequences_of_phrase(phrase, analyse) for phrase in query.phrases]
    must = [_either(group) for group in groups if group]
    if groups and not must:
        return Match(NOTHING, None)
    unwanted = [sequences_of_phrase(phrase, analyse) for phrase in query.without]
    must_not = [_either(group) for group in unwanted if group]
    must_not += [_has(wanted) for wanted in query.without_filters]
    filters = [_has(wanted) for wanted in query.filters]
    if query.after or query.before:
        filters.append({"range": {"published": _between(query.after, query.before)}})
    marked = [clause for group in groups for terms in group for field in BOOSTS for clause in _marks(terms, field)]
    return Match(
        {"bool": {"must": must, "must_not": must_not, "filter": filters}},
        {"bool": {"should": marked}} if marked else None,
    )


def _either(sequences: Sequences) -> Clause:
    ways = [_scored(terms, field, boost) for terms in sequences for field, boost in BOOSTS.items()]
    return {"dis_max": {"queries": ways}}


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
