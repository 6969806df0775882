"""Counts of the articles found, as aggregations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from search.alliances import MOST_FACET_VALUES, Counts
from search.store import Facet

_FIELDS = {Facet.ORGANISATION: "organisations", Facet.PUBLISHER: "publisher", Facet.KIND: "kinds"}
# Beyond this the number of stories is an estimate.
_EXACT_STORIES = 40_000


def aggregations(facets: Sequence[Facet], *, fold: bool) -> dict[str, Any]:
    """What to ask for."""
    asked: dict[str, Any] = {facet.value: _aggregation(facet) for facet in facets}
    if fold:
        asked["stories"] = {"cardinality": {"field": "group", "precision_threshold": _EXACT_STORIES}}
    return asked


def counts_of(facet: Facet, told: Mapping[str, Any]) -> Counts:
    """The most frequent values of a facet."""
    if facet is Facet.DAY:
        days = [(bucket["key_as_string"], int(bucket["doc_count"])) for bucket in told[facet.value]["buckets"]]
        return tuple(sorted(days, key=lambda day: (-day[1], day[0]))[:MOST_FACET_VALUES])
    return value_counts(told[facet.value])


def count_values(field: str) -> dict[str, Any]:
    """What to ask for the most frequent values of a field."""
    order = [{"_count": "desc"}, {"_key": "asc"}]
    return {"terms": {"field": field, "size": MOST_FACET_VALUES, "order": order}}


def value_counts(told: Mapping[str, Any]) -> Counts:
    """The most frequent values of a field, of the answer."""
    return tuple((bucket["key"], int(bucket["doc_count"])) for bucket in told["buckets"])


def _aggregation(facet: Facet) -> dict[str, Any]:
    if facet is Facet.DAY:
        return {
            "date_histogram": {
                "field": "published",
                "calendar_interval": "day",
                "time_zone": "Asia/Seoul",
                "format": "yyyy-MM-dd",
                "min_doc_count": 1,
            }
        }
    return count_values(_FIELDS[facet])
