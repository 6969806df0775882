"""A query as Elasticsearch's query language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from search.alternatives import alternatives
from search.elastic.analysis import MOST_GAPS
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
    marked = [_phrase(terms, gaps, field) for group in groups for terms, gaps in group.items() for field in BOOSTS]
    return Match(
        {"bool": {"must": must, "must_not": must_not, "filter": filters}},
        {"bool": {"should": marked}} if marked else None,
    )


def _either(sequences: Sequences) -> Clause:
    ways = ((terms, min(gaps, MOST_GAPS)) for terms, gaps in sequences.items())
    return {"dis_max": {"queries": [_there(*way, field, boost) for way in ways for field, boost in BOOSTS.items()]}}


def _there(terms: Sequence[str], gaps: int, field: str, boost: float) -> Clause:
    """The terms in this order with only particles between, scored by how rare and how near they are."""
    if len(terms) == 1 or not gaps:
        return _phrase(terms, 0, field, boost)
    ordered = {"query": " ".join(terms), "analyzer": "terms", "ordered": True, "max_gaps": gaps}
    return {
        "bool": {
            "filter": [{"intervals": {field: {"match": ordered}}}],
            # A phrase with a slop may also be the other way round, hence the intervals; they alone score no rarity.
            "must": [_phrase(terms, gaps, field, boost)],
        }
    }


def _phrase(terms: Sequence[str], gaps: int, field: str, boost: float = 1.0) -> Clause:
    if len(terms) == 1:
        return {"term": {field: {"value": terms[0], "boost": boost}}}
    slop = min(gaps, MOST_GAPS)
    return {"match_phrase": {field: {"query": " ".join(terms), "analyzer": "terms", "slop": slop, "boost": boost}}}


def _has(wanted: Filter) -> Clause:
    return {"terms": {_FIELDS[wanted.field]: list(values_of(wanted))}}


def _between(after: datetime | None, before: datetime | None) -> Clause:
    bounds = {"gte": after, "lt": before}
    return {name: moment.isoformat() for name, moment in bounds.items() if moment}
