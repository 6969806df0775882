"""Secrets in the addresses of sources stand in the settings and nowhere else."""

from __future__ import annotations

from datetime import timedelta

import pytest

from agents.discover.health import SOURCES
from agents.discover.sources import SourceSetting
from dongmaeng.backend.opening import open_operations, open_state
from tests.end_to_end.newsrooms import ONE_LOOK, Newsroom, deal, feed, newsroom
from tests.loopback import Site, loopback_site
from topics.catalogue import TOPICS
from topics.records import SEOUL, now

__all__ = ["newsroom"]

XML = "application/xml"
SECRET = "geheim-1234"
HOUR_AGO = now().astimezone(SEOUL) - timedelta(hours=1)


def secret_source(site: Site, path: str) -> SourceSetting:
    return SourceSetting(url=f"http://reader:{SECRET}@{site.host}{path}?key={SECRET}", interval=ONE_LOOK)


async def test_no_topic_no_state_and_no_log_holds_a_secret_of_a_source(
    newsroom: Newsroom, capfd: pytest.CaptureFixture[str]
) -> None:
    async with loopback_site("127.0.0.2") as paper:
        paper.page("/news/1001", deal("해온전자", "다솔통신", published=HOUR_AGO))
        paper.page("/feed", feed(("/news/1001", HOUR_AGO, "")), XML)
        working, failing = secret_source(paper, "/feed"), secret_source(paper, "/gone")
        await newsroom.read(working, failing)
        assert paper.asked[0].headers["authorization"]
        assert SECRET in paper.asked[0].path
        assert await newsroom.article(f"{paper.url}/news/1001")
    async with open_operations(newsroom.settings) as operations:
        for topic in TOPICS.values():
            for stored in await operations.tail(topic, 100):
                assert SECRET not in stored.key + stored.value.decode(), topic.name
    async with open_state(newsroom.settings) as state:
        assert state is not None
        health = {key: document async for key, document in state.scan(SOURCES)}
    assert set(health) == {working.id, failing.id}
    assert SECRET not in repr(health)
    written = capfd.readouterr()
    assert "source failed" in written.out + written.err
    assert SECRET not in written.out + written.err
    if newsroom.settings.database.exists():
        assert SECRET not in newsroom.dump()
