"""Alliances in Elasticsearch, some at a time."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from elasticsearch import AsyncElasticsearch, NotFoundError

from search.alliances import (
    MOST_ALLIANCES,
    AllianceFacet,
    AllianceQuery,
    AlliancesFound,
    AlliancesWritten,
    BadCursor,
    cursor_of,
    position_of,
    wanted_keys,
)
from search.elastic.definition import Definition
from search.elastic.document import alliance_of
from search.elastic.facets import count_values, value_counts
from search.elastic.indices import checkpoints, current_index, number_of
from topics.records import Alliance

_FACETS = {
    AllianceFacet.KIND: "kind",
    AllianceFacet.ACTIVITY: "activities",
    AllianceFacet.STATUS: "status",
    AllianceFacet.ORGANISATION: "members",
    AllianceFacet.DAY: "told_day",
}
_PAGE = 1000
# After a rebuild what was written in the hour before is told again: a change has an id by which it is known.
_OVERLAP = 3600  # seconds
_CURSOR = re.compile(r"v(\d{1,9})\.(-1|\d{1,18})\.(\d{1,10})(s?)", re.ASCII)
_EARLIER_CURSOR = re.compile(r"(\d{13})\.\d{6}_.+", re.ASCII | re.DOTALL)


async def find(
    client: AsyncElasticsearch,
    index: str,
    query: AllianceQuery,
    limit: int,
    cursor: str | None,
    facets: Sequence[AllianceFacet],
) -> AlliancesFound:
    """Some of the alliances that are wanted, the latest told first; raises `BadCursor`."""
    page = max(0, min(limit, MOST_ALLIANCES))
    answer = await client.search(
        index=index,
        query={"bool": {"filter": _conditions(query)}},
        sort=[{"told": "desc"}, {"id": "asc"}],
        size=page + 1,
        search_after=list(position_of(cursor)) if cursor is not None else None,
        source_includes=["record"],
        track_total_hits=True,
        aggs={facet.value: count_values(_FACETS[facet]) for facet in facets} or None,
    )
    hits = answer["hits"]["hits"]
    alliances = tuple(Alliance.model_validate(hit["_source"]["record"]) for hit in hits[:page])
    return AlliancesFound(
        int(answer["hits"]["total"]["value"]),
        alliances,
        cursor_of(alliances[-1]) if alliances and len(hits) > page else None,
        {facet: value_counts(answer["aggregations"][facet.value]) for facet in facets},
    )


@dataclass(frozen=True, slots=True)
class _Place:
    """How far a reader of what is written has come."""

    version: int
    """Of the index; another one has other numbers."""
    number: int
    """The sequence number of what was read last."""
    at: int
    """When all that was written had been read (Unix)."""
    starts_anew: bool = False
    """Whether this version of the index is read for the first time, and only what changed since then."""

    @classmethod
    def of(cls, cursor: str) -> _Place:
        if not cursor:
            return cls(0, -1, 0)
        if match := _CURSOR.fullmatch(cursor):
            return cls(int(match[1]), int(match[2]), int(match[3]), bool(match[4]))
        if match := _EARLIER_CURSOR.fullmatch(cursor):
            return cls(0, -1, int(match[1]))
        raise BadCursor(f"{cursor!r} is no cursor of an answer")

    def __str__(self) -> str:
        return f"v{self.version}.{self.number}.{self.at}{'s' * self.starts_anew}"


async def written(
    client: AsyncElasticsearch, definition: Definition, cursor: str | None, limit: int
) -> AlliancesWritten:
    """What was written since a cursor, the earliest first; raises `BadCursor`.

    Every write is told once, as it was written last, also where several write at once: numbers are only looked at up to
    that below which every write has ended, and a write that has ended is found after a refresh.
    """
    place = _Place.of(cursor or "")
    index = await current_index(client, definition, "alliances")
    if index is None:
        return AlliancesWritten((), (), cursor or "")
    [end] = (await checkpoints(client, index)).values()  # the index has one shard
    version, now = number_of(index), int(time.time())
    if cursor is None:
        return AlliancesWritten((), (), str(_Place(version, end, now)))
    if place.version != version:
        place = _Place(version, -1, place.at, starts_anew=True)
    if end <= place.number:
        return AlliancesWritten((), (), str(place))
    await client.indices.refresh(index=index)
    conditions: list[dict[str, Any]] = [
        {"range": {"_seq_no": {"gt": place.number, "lte": end}}},
        {"range": {"changes": {"gt": 0}}},
    ]
    if place.starts_anew:
        since = max(0, place.at - _OVERLAP) * 1000
        conditions.append({"range": {"changed": {"gte": since, "format": "epoch_millis"}}})
    answer = await client.search(
        index=definition.alias("alliances"),
        query={"bool": {"filter": conditions}},
        sort=[{"_seq_no": "asc"}],
        size=max(0, limit),
        source_includes=["record"],
        track_total_hits=False,
    )
    hits = answer["hits"]["hits"]
    cursors = tuple(str(replace(place, number=int(hit["sort"][0]))) for hit in hits)
    if len(hits) < limit:  # all was read: what is written from now on has greater numbers
        cursors = (*cursors[:-1], str(_Place(version, end, now))) if hits else ()
        place = _Place(version, end, now)
    return AlliancesWritten(
        tuple(Alliance.model_validate(hit["_source"]["record"]) for hit in hits),
        cursors,
        cursors[-1] if cursors else str(place),
    )


async def every(client: AsyncElasticsearch, index: str) -> list[Alliance]:
    """All alliances of an index as it is now, however many."""
    try:
        pit = (await client.open_point_in_time(index=index, keep_alive="1m"))["id"]
    except NotFoundError:
        return []
    found: list[Alliance] = []
    after: dict[str, Any] = {}
    try:
        while True:
            answer = await client.search(
                pit={"id": pit, "keep_alive": "1m"},
                query={"bool": {"must_not": {"term": {"forgotten": True}}}},
                sort=[{"id": "asc"}],
                size=_PAGE,
                track_total_hits=False,
                **after,
            )
            pit, hits = answer["pit_id"], answer["hits"]["hits"]
            found += [alliance for hit in hits if (alliance := alliance_of(hit["_source"]))]
            if len(hits) < _PAGE:
                return found
            after = {"search_after": hits[-1]["sort"]}
    finally:
        await client.close_point_in_time(id=pit)


def _conditions(query: AllianceQuery) -> list[dict[str, Any]]:
    conditions: list[dict[str, Any]] = [{"term": {"dismissed": query.dismissed}}]
    if query.held:
        conditions.append({"term": {"held": True}})
    for field, values in (("kind", query.kinds), ("activities", query.activities), ("status", query.statuses)):
        if values:
            conditions.append({"terms": {field: [value.value for value in values]}})
    bounds = {"gte": query.since, "lt": query.until}
    told = {sign: moment.timestamp() for sign, moment in bounds.items() if moment}
    if told:
        conditions.append({"range": {"told": told}})
    for organisation in query.organisations:
        keys = sorted(wanted_keys(organisation))
        conditions.append({"bool": {"should": [{"terms": {field: keys}} for field in ("org_keys", "member_ids")]}})
    return conditions
