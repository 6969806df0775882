"""Sources that people add are known to whatever runs next, on both carriers, and no replay brings back a removed one."""

from __future__ import annotations

from datetime import timedelta

from agents.discover.known import definition_of
from agents.discover.sources import SourceKind
from dongmaeng.backend.backend import Backend
from dongmaeng.backend.source_writes import add_sources, order_sources
from dongmaeng.backend.sources import known_sources
from tests.end_to_end.newsrooms import Newsroom, deal, feed, newsroom, source
from tests.loopback import loopback_site
from topics.records import SourceCommandKind, now

__all__ = ["newsroom"]

XML = "application/xml"
HOUR_AGO = now() - timedelta(hours=1)


async def test_an_added_source_is_looked_at_until_it_is_removed_whatever_is_replayed(newsroom: Newsroom) -> None:
    async with loopback_site() as paper, Backend(newsroom.settings) as backend:
        url = paper.page("/news/1001", deal("해온전자", "다솔통신", published=HOUR_AGO))
        paper.page("/feed", feed((url, HOUR_AGO, "")), XML)
        added = source(paper)
        await add_sources(backend, [added])
        await newsroom.read()
        assert await newsroom.article(url)
        assert paper.paths().count("/feed") == paper.paths().count("/news/1001") == 1
        assert {id: definition_of(one) for id, one in (await known_sources(backend)).items()} == {
            added.id: definition_of(added)
        }
        await order_sources(backend, SourceCommandKind.REMOVE, [added.url])
        await newsroom.read()
        assert await newsroom.replay("source-commands") == 2
        await newsroom.read()
        assert newsroom.counts["discover"].get("no longer a source", 0) == 0  # no order came of the replay
        assert paper.paths().count("/feed") == 1
        await add_sources(backend, [added.model_copy(update={"kind": SourceKind.FEED})])
        await newsroom.read()
        assert paper.paths().count("/feed") == 2
