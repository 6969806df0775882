"""A search as one request, and the answer as what was found: ranked, counted, folded and marked by the server."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from search.elastic.facets import aggregations, counts_of
from search.elastic.highlights import END, START, highlights_of
from search.elastic.match import BOOSTS, Clause, Match
from search.ranking import FRESHNESS, HALF_LIFE
from search.store import MOST_COUNTED, Facet, Hit, Order, SearchResult
from topics.records import Organisation

_MOST_REACHED = 10_000
"""Hits, with those passed over: what a server gives of one search."""

_SHOWN = ["source_id", "title", "url", "published", "record.article.publisher"]
_SHOWN += [f"record.organisations.{name}" for name in ("id", "name", "kind", "identifiers")]
_LATEST = {"published": {"order": "desc", "missing": "_last"}}


@dataclass(frozen=True, slots=True)
class Page:
    """Which of the hits are wanted, and what of all that is found."""

    limit: int
    offset: int = 0
    order: Order = Order.RELEVANCE
    facets: Sequence[Facet] = ()
    fold: bool = False


def request_of(match: Match, page: Page, newest: datetime | None) -> dict[str, Any]:
    """What to ask; `newest`: from when freshness is told."""
    ranked = match.by_words and page.order is Order.RELEVANCE
    offset = min(page.offset, _MOST_REACHED)
    request: dict[str, Any] = {
        "query": _fresher_first(match.query, newest) if ranked and newest else match.query,
        "from_": offset,
        "size": min(page.limit, _MOST_REACHED - offset),
        "sort": [{"_score": "desc"}, _LATEST] if page.order is Order.RELEVANCE else [_LATEST],
        "source_includes": [*_SHOWN, *(BOOSTS if match.names else ())],
        "track_scores": page.order is not Order.RELEVANCE,  # else hits are sorted by it; it would be worked out again
        "track_total_hits": MOST_COUNTED,
    }
    if page.fold:
        request["collapse"] = {"field": "group", "inner_hits": {"name": "copies", "size": 0}}
    if counted := aggregations(page.facets, fold=page.fold):
        request["aggs"] = counted
    if match.highlight:
        # A highlighter makes what it marks anew for each text, that of other fields too where it has one query for all.
        request["highlight"] = {
            "fields": {field: {"highlight_query": marked} for field, marked in match.highlight.items()},
            "type": "unified",
            "number_of_fragments": 0,
            "pre_tags": [START],
            "post_tags": [END],
        }
    return request


def result_of(answer: Mapping[str, Any], page: Page, names: frozenset[str]) -> SearchResult:
    """What the answer says; `names`: what was also looked for as it is written."""
    told = answer.get("aggregations", {})
    counted = answer["hits"]["total"]
    total = int(told["stories"]["value"] if page.fold else counted["value"])
    return SearchResult(
        min(total, MOST_COUNTED),
        tuple(_hit(hit, page, names) for hit in answer["hits"]["hits"]),
        {facet: counts_of(facet, told) for facet in page.facets},
        at_least=total > MOST_COUNTED or (counted["relation"] != "eq" and not page.fold),
    )


def _fresher_first(query: Clause, newest: datetime) -> Clause:
    """The query with the scores of `search.ranking.freshest_first`: among like scores the fresher goes first."""
    halving = {"published": {"origin": newest.isoformat(), "scale": f"{HALF_LIFE:.0f}s", "decay": 0.5}}
    return {
        "function_score": {
            "query": query,
            "functions": [
                {"weight": 1.0},
                {"filter": {"exists": {"field": "published"}}, "exp": halving, "weight": FRESHNESS},
            ],
            "score_mode": "sum",
            "boost_mode": "multiply",
        }
    }


def _copies(hit: Mapping[str, Any]) -> int:
    return int(hit["inner_hits"]["copies"]["hits"]["total"]["value"]) - 1


def _hit(hit: Mapping[str, Any], page: Page, names: frozenset[str]) -> Hit:
    source = hit["_source"]
    record = source.get("record", {})
    published = source.get("published")
    return Hit(
        source_id=source.get("source_id") or hit["_id"],
        article_id=hit["_id"],
        title=source.get("title", ""),
        url=source.get("url", ""),
        published=datetime.fromisoformat(published) if published else None,
        publisher=record.get("article", {}).get("publisher"),
        score=round(float(hit["sort"][0] if page.order is Order.RELEVANCE else hit["_score"]), 6),
        highlights=highlights_of(hit.get("highlight", {}), source, names),
        companies=tuple(_companies(record.get("organisations", ()))),
        copies=_copies(hit) if page.fold else 0,
    )


def _companies(organisations: Sequence[Mapping[str, Any]]) -> Iterator[Organisation]:
    """Those of them that are known by codes."""
    for shown in organisations:
        if shown.get("identifiers") is not None:
            yield Organisation.model_validate(shown)
