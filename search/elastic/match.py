"""A query as Elasticsearch's query language."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
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
from search.share import Share
from search.written import forms_of, names_as_written

Clause = dict[str, Any]
_Group = tuple[Sequences, tuple[str, ...]]  # ways to write one thing, and names to look for as they are written

# A word in the title says more of a story than one in its body.
BOOSTS = {"title": 5.0, "subtitle": 3.0, "body": 1.0}
KEYS = {
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
    highlight: Mapping[str, Clause]
    """What to mark of terms, by field; empty where there are none."""
    names: frozenset[str] = frozenset()
    """What is also looked for, and marked, as it is written."""

    @property
    def by_words(self) -> bool:
        """Whether the query asks for text."""
        return bool(self.highlight or self.names)


def texts_of(query: Query) -> list[str]:
    """What has to be analysed before a query can be compiled."""
    texts = texts_to_analyse(alternatives(query.words), [*query.phrases, *query.without])
    inner = [one for group in query.one_of for one in group]
    return list(dict.fromkeys([*texts, *(text for one in [*inner, *query.none_of] for text in texts_of(one))]))


def match_of(query: Query, analyse: Analyse, share: Share | None = None) -> Match:
    """Compile a query; with a share, not all of its words must be there."""
    compiler = _Compiler(analyse)
    clause = compiler.conjunction(query, share)
    names = frozenset(name for _, mine in compiler.groups for name in mine)
    sequences = [terms for sequences, _ in compiler.groups for terms in sequences]
    marked = {field: [mark for terms in sequences for mark in _marks(terms, field)] for field in BOOSTS}
    highlight = {field: {"bool": {"should": marks}} for field, marks in marked.items() if marks}
    return Match(clause, highlight, names)


class _Compiler:
    """Compiles a query and those in its groups, and gathers what is marked of them."""

    def __init__(self, analyse: Analyse) -> None:
        self._analyse = analyse
        self.groups: list[_Group] = []

    def conjunction(self, query: Query, share: Share | None = None) -> Clause:
        words = [
            (sequences_of_choice(choice, self._analyse), names_as_written(choice))
            for choice in alternatives(query.words)
        ]
        phrases = [self._of_phrase(phrase) for phrase in query.phrases]
        self.groups += [*words, *phrases]
        must = [_either(*group) for group in (phrases if share else [*words, *phrases]) if any(group)]
        if (words or phrases) and not any(map(any, [*words, *phrases])):
            return NOTHING
        filters = [_has(wanted) for wanted in query.filters]
        if share:
            scored, enough = _with_share(words, share)
            must.append(scored)
            filters.append(enough)
        must += [{"bool": {"should": [self.conjunction(one) for one in group]}} for group in query.one_of]
        unwanted = [self._of_phrase(phrase) for phrase in query.without]
        must_not = [_either(*group) for group in unwanted if any(group)]
        must_not += [_has(wanted) for wanted in query.without_filters]
        must_not += [self._unmarked(one) for one in query.none_of]
        if query.after or query.before:
            filters.append({"range": {"published": _between(query.after, query.before)}})
        return {"bool": {"must": must, "must_not": must_not, "filter": filters}}

    def _unmarked(self, query: Query) -> Clause:
        groups = len(self.groups)
        clause = self.conjunction(query)
        del self.groups[groups:]
        return clause

    def _of_phrase(self, phrase: Phrase) -> _Group:
        return sequences_of_phrase(phrase, self._analyse), names_as_written(choice_of_phrase(phrase))


def _with_share(words: Sequence[_Group], share: Share) -> tuple[Clause, Clause]:
    """The words of which some must be there, and that those which are weigh enough together."""
    weighed = [(_either(*group), weight) for group, weight in zip(words, share.weights, strict=True) if any(group)]
    scored = {"bool": {"should": [clause for clause, _ in weighed]}}
    functions = [{"filter": clause, "weight": weight} for clause, weight in weighed if weight]
    enough = {
        "functions": functions,
        "score_mode": "sum",
        "boost_mode": "replace",
        "min_score": math.nextafter(share.least, math.inf),
    }
    return scored, {"function_score": {"query": scored, **enough}}


def _either(sequences: Sequences, names: Sequence[str]) -> Clause:
    ways = [_scored(terms, field, boost) for terms in sequences for field, boost in BOOSTS.items()]
    ways += [_as_written(names, field, boost) for field, boost in BOOSTS.items() if names]
    return {"dis_max": {"queries": ways}}


def _as_written(names: Sequence[str], field: str, boost: float) -> Clause:
    terms = {"terms": {f"{field}.{WRITTEN}": [form for name in names for form in forms_of(name)]}}
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
    return {"terms": {KEYS[wanted.field]: list(values_of(wanted))}}


def _between(after: datetime | None, before: datetime | None) -> Clause:
    bounds = {"gte": after, "lt": before}
    return {name: moment.isoformat() for name, moment in bounds.items() if moment}
