"""The state of the stages, a document a minute, for a bounded time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from search.elastic.health import KEPT_DAYS, write_health
from search.elastic.settings import ElasticSettings
from tests.servers.stores import emptied_store
from topics.carrier import Position, Tally

NOON = datetime(2020, 6, 1, 12, tzinfo=UTC)


def position(lag: int) -> Position:
    return Position(stage="clean", topics=("pages",), position=10, end=10 + lag, lag=lag, waiting=1)


async def test_a_minute_is_written_once_and_kept_for_a_bounded_time(
    elasticsearch: str, elastic_settings: ElasticSettings
) -> None:
    tallies = {"clean": Tally(taken=9, done=7, dropped={"no text": 1}, quarantined={"too long": 1})}
    async with emptied_store(elasticsearch, elastic_settings) as store:
        for minutes, lag in ((0, 1), (0, 2), (1, 3), (2, 4), (KEPT_DAYS * 24 * 60, 5)):
            await write_health(store, [position(lag)], tallies, NOON + timedelta(minutes=minutes))
        index = store.definition.alias("health")
        await store.client.indices.refresh(index=index)
        hits = (await store.client.search(index=index, sort=[{"at": "asc"}]))["hits"]["hits"]
    assert [hit["_source"]["lag"] for hit in hits] == [3, 4, 5]
    assert {name: hits[0]["_source"][name] for name in ("taken", "done", "dropped", "quarantined")} == {
        "taken": 9,
        "done": 7,
        "dropped": 1,
        "quarantined": 1,
    }
