"""Which of some words or names the articles have."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from elasticsearch import AsyncElasticsearch, NotFoundError

from search.elastic.analysis import WRITTEN
from search.elastic.client import as_unavailable
from search.elastic.match import BOOSTS, KEYS
from search.sequences import PARTICLES

_MOST_ASKED = 250  # words that are looked for in one request


async def known(client: AsyncElasticsearch, index: str, field: str | None, words: Sequence[str]) -> dict[str, int]:
    """Of some words those that articles have, or of keys those that are values of a field, with how many.

    Raises `StoreUnavailable`.
    """
    found: dict[str, int] = {}
    async with as_unavailable():
        for start in range(0, len(words), _MOST_ASKED):
            aggs = _aggregations(field, words[start : start + _MOST_ASKED])
            try:
                answer = await client.search(index=index, size=0, track_total_hits=False, aggs=aggs)
            except NotFoundError:
                return {}
            found |= _numbers(answer["aggregations"])
    return found


def _aggregations(field: str | None, words: Sequence[str]) -> dict[str, Any]:
    """What counts the articles that have each word, or each key as a value of a field."""
    if field:
        return {"known": {"terms": {"field": KEYS[field], "include": list(words), "size": len(words)}}}
    return {"known": {"filters": {"filters": {word: _written(word) for word in words}}}}


def _numbers(answer: Mapping[str, Any]) -> dict[str, int]:
    """The words that some articles have, with how many."""
    buckets = answer["known"]["buckets"]
    counted = buckets.items() if isinstance(buckets, dict) else ((bucket["key"], bucket) for bucket in buckets)
    return {str(word): int(bucket["doc_count"]) for word, bucket in counted if bucket["doc_count"]}


def _written(word: str) -> dict[str, Any]:
    """The word as one term, or as it is written alone and with a particle."""
    forms = [word, *(word + particle for particle in PARTICLES)]
    ways: list[dict[str, Any]] = [{"terms": {f"{field}.{WRITTEN}": forms}} for field in BOOSTS]
    return {"bool": {"should": [*ways, *({"term": {field: word.lower()}} for field in BOOSTS)]}}
