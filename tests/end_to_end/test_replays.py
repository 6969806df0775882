"""A replay alerts nobody, whatever endpoints there are by then; what is no replay is as loud as it was."""

from __future__ import annotations

from datetime import timedelta

from dongmaeng.backend.opening import open_operations
from tests.end_to_end.newsrooms import Newsroom, deal, endpoint, feed, members, newsroom, source
from tests.loopback import loopback_site
from topics.catalogue import ALLIANCES, TOPICS
from topics.records import SEOUL, Alliance, Command, CommandKind, Notice, SourceCommand, SourceCommandKind, now

__all__ = ["newsroom"]

XML = "application/xml"
EVERY_EVENT = ("alliance.announced", "alliance.joined", "alliance.corroborated", "alliance.ended", "service.disk")
PAIRS = [("해온전자", "다솔통신"), ("미리내전자", "한빛텔레콤"), ("가온텔레콤", "누리통신")]
HOUR_AGO = now().astimezone(SEOUL) - timedelta(hours=1)


async def test_no_replay_of_any_topic_calls_a_new_a_renamed_or_a_widened_endpoint(newsroom: Newsroom) -> None:
    with endpoint("desk") as (receiver, desk), endpoint("new", *EVERY_EVENT) as (late, new):
        newsroom.endpoints = [desk]
        async with loopback_site("127.0.0.2") as first, loopback_site("127.0.0.3") as second:
            for number, paper in enumerate((first, second)):
                urls = [
                    paper.page(f"/news/100{n}", deal(*pair, published=HOUR_AGO + timedelta(minutes=number)))
                    for n, pair in enumerate(PAIRS)
                ]
                paper.page("/feed", feed(*((url, HOUR_AGO, "") for url in urls)), XML)
            asked = [
                Notice(id="n1", event="service.disk", data={"troubles": ["the disk is full"]}),
                Command(id="c1", kind=CommandKind.RESEND, endpoint="", since=HOUR_AGO),
                SourceCommand(id="s1", kind=SourceCommandKind.LOOK, source=source(first).id),
            ]
            await newsroom.read(source(first), source(second), records=asked)
            told = sorted((frozenset(pair) for pair in PAIRS), key=sorted)
            assert members(receiver) == told
            renamed = desk.model_copy(update={"id": "renamed"})
            widened = desk.model_copy(update={"events": new.events})
            newsroom.endpoints = [widened, renamed, new]
            for topic in TOPICS:
                assert await newsroom.replay(topic) > 0 or topic == "polls", topic
                await newsroom.read()
                assert members(receiver) == told, topic
                assert late.deliveries == (), topic
            assert newsroom.counts["alert"]["quiet: replayed"] > 0
            assert newsroom.counts["deliver"]["quiet: replayed"] == len(PAIRS)
            assert newsroom.counts["manage"]["quiet: replayed"] > 0
            assert newsroom.counts["curate"]["quiet: replayed"] > 0


async def test_what_comes_again_after_a_crash_is_as_loud_as_it_was(newsroom: Newsroom) -> None:
    with endpoint("desk") as (receiver, desk), endpoint("new") as (late, new):
        newsroom.endpoints = [desk]
        async with loopback_site("127.0.0.2") as paper:
            url = paper.page("/news/1001", deal(*PAIRS[0], published=HOUR_AGO))
            paper.page("/feed", feed((url, HOUR_AGO, "")), XML)
            await newsroom.read(source(paper))
        async with open_operations(newsroom.settings) as operations:
            (stored,) = await operations.tail(ALLIANCES, 10)
        newsroom.endpoints = [desk, new]
        await newsroom.read(records=[Alliance.model_validate_json(stored.value)])
        assert members(receiver) == members(late) == [frozenset(PAIRS[0])]
