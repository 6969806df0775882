"""How the stages are doing, for Kibana to show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from elasticsearch.helpers import async_bulk

from search.elastic.client import as_unavailable
from search.elastic.store import ElasticStore
from topics.carrier import Position, Tally

_MINUTE = 60
KEPT_DAYS = 30  # what the dashboard shows
_PLACES = KEPT_DAYS * 24 * 60  # the place of a minute is taken again by the one so many minutes later


async def write_health(
    store: ElasticStore, positions: Sequence[Position], tallies: Mapping[str, Tally], at: datetime
) -> None:
    """Write one document a stage and minute, in place of the one of `KEPT_DAYS` before; raises `StoreUnavailable`."""
    index = store.definition.alias("health")
    place = int(at.timestamp()) // _MINUTE % _PLACES
    actions = []
    for position in positions:
        tally = tallies.get(position.stage, Tally())
        document = {
            "at": at.isoformat(),
            "stage": position.stage,
            "lag": position.lag,
            "waiting": position.waiting,
            "taken": tally.taken,
            "written": tally.written,
            "done": tally.done,
            "dropped": sum(tally.dropped.values()),
            "retried": sum(tally.retried.values()),
            "quarantined": sum(tally.quarantined.values()),
        }
        actions.append({"_op_type": "index", "_index": index, "_id": f"{position.stage}-{place}", "_source": document})
    async with as_unavailable():
        await store.prepare()
        await async_bulk(store.client, actions, require_alias=True)
