"""Which of some words or names the articles have."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from search.elastic.analysis import WRITTEN
from search.elastic.match import BOOSTS, KEYS
from search.sequences import PARTICLES


def known_aggregations(field: str | None, words: Sequence[str]) -> dict[str, Any]:
    """What counts the articles that have each word, or each key as a value of a field."""
    if field:
        return {"known": {"terms": {"field": KEYS[field], "include": list(words), "size": len(words)}}}
    return {"known": {"filters": {"filters": {word: _written(word) for word in words}}}}


def known_of(answer: Mapping[str, Any]) -> dict[str, int]:
    """The words that some articles have, with how many."""
    buckets = answer["known"]["buckets"]
    counted = buckets.items() if isinstance(buckets, dict) else ((bucket["key"], bucket) for bucket in buckets)
    return {str(word): int(bucket["doc_count"]) for word, bucket in counted if bucket["doc_count"]}


def _written(word: str) -> dict[str, Any]:
    """The word as one term, or as it is written alone and with a particle."""
    forms = [word, *(word + particle for particle in PARTICLES)]
    ways: list[dict[str, Any]] = [{"terms": {f"{field}.{WRITTEN}": forms}} for field in BOOSTS]
    return {"bool": {"should": [*ways, *({"term": {field: word.lower()}} for field in BOOSTS)]}}
