"""A dry run of a replay says what the replay then does, and itself changes nothing, on each carrier."""

from __future__ import annotations

from datetime import timedelta

from agents.stages import STAGES
from dongmaeng.backend.backend import Backend
from dongmaeng.backend.opening import open_operations
from dongmaeng.backend.rehearsal import Rehearsal, rehearse
from dongmaeng.backend.replayed import Fate
from dongmaeng.cli.rehearsal import told
from dongmaeng.connections import make_store
from dongmaeng.shapes.rehearsal import RehearsalShape
from tests.end_to_end.newsrooms import Newsroom, deal, endpoint, feed, members, newsroom, source
from tests.loopback import loopback_site
from topics.catalogue import TOPICS
from topics.records import SEOUL, TaggedArticle, now

__all__ = ["newsroom"]

PAIRS = [("해온전자", "다솔통신"), ("미리내전자", "한빛텔레콤")]
HOUR_AGO = now().astimezone(SEOUL) - timedelta(hours=1)


async def rehearsed(newsroom: Newsroom, topic: str, to: str = "") -> Rehearsal:
    readers = [to] if to else [stage for stage, topics in STAGES.items() if topic in topics]
    async with Backend(newsroom.settings) as backend:
        return await rehearse(backend, TOPICS[topic], readers, (None, None))


async def state_of(newsroom: Newsroom) -> object:
    """All that a replay would change: positions, what waits, and the file of the data directory."""
    async with open_operations(newsroom.settings) as operations:
        positions = [(one.stage, one.position, one.end, one.waiting) for one in await operations.positions()]
    return positions, newsroom.dump() if newsroom.settings.kafka_servers is None else ""


async def stored(newsroom: Newsroom) -> dict[str, TaggedArticle]:
    store = make_store(newsroom.settings)
    found = {one.id: await store.get_article(one.id) for one in await store.recent_articles(100)}
    await store.close()
    return {id: one for id, one in found.items() if one is not None}


async def test_a_dry_run_says_what_the_replay_does_and_changes_nothing(newsroom: Newsroom) -> None:
    with endpoint("desk") as (receiver, desk):
        newsroom.endpoints = [desk]
        async with loopback_site("127.0.0.2") as paper:
            urls = [paper.page(f"/news/100{n}", deal(*pair, published=HOUR_AGO)) for n, pair in enumerate(PAIRS)]
            paper.page("/feed", feed(*((url, HOUR_AGO, "") for url in urls)), "application/xml")
            await newsroom.read(source(paper))
        alerted = members(receiver)
        assert len(alerted) == len(PAIRS)
        before = await state_of(newsroom)
        same = await rehearsed(newsroom, "articles")
        assert (same.records, same.stages["tag"].done) == (2, 2)
        assert {one.fate for one in same.articles.values()} == {Fate.SAME}
        assert same.handed["revisit"] == 2
        assert not [one for one in same.alliances.values() if one.fate is not Fate.SAME]

        assert await state_of(newsroom) == before
        # An earlier version saw no alliance in one of them.
        right = await stored(newsroom)
        worse, other = right.values()
        store = make_store(newsroom.settings)
        await store.write([worse.model_copy(update={"mentions": [], "organisations": []})])
        await store.close()
        expected = {worse.article.id: Fate.CHANGED, other.article.id: Fate.SAME}
        predicted = await rehearsed(newsroom, "articles", "tag")
        assert {id: one.fate for id, one in predicted.articles.items()} == expected
        [change] = [one for one in predicted.articles.values() if one.fate is Fate.CHANGED]
        assert set(change.fields) == {"mentions", "organisations"}
        assert (change.kinds_before, change.kinds) == ([], ["mou"])
        said = "\n".join(told(RehearsalShape.of("articles", predicted)))
        assert "articles: 1 same, 1 changed" in said
        assert "no kind → mou" in said
        assert (await stored(newsroom))[worse.article.id].mentions == []

        await newsroom.replay("articles")
        await newsroom.read()
        healed = await stored(newsroom)
        assert {id: one.mentions for id, one in healed.items()} == {id: one.mentions for id, one in right.items()}
        assert {one.fate for one in (await rehearsed(newsroom, "articles")).articles.values()} == {Fate.SAME}
        assert members(receiver) == alerted


async def test_a_dry_run_of_every_topic_leaves_all_as_it_was(newsroom: Newsroom) -> None:
    with endpoint("desk") as (receiver, desk):
        newsroom.endpoints = [desk]
        async with loopback_site("127.0.0.2") as paper:
            url = paper.page("/news/1001", deal(*PAIRS[0], published=HOUR_AGO))
            paper.page("/feed", feed((url, HOUR_AGO, "")), "application/xml")
            await newsroom.read(source(paper))
        before, requests = await state_of(newsroom), len(receiver.deliveries)
        for topic in TOPICS:
            found = await rehearsed(newsroom, topic)
            if topic in ("pages", "articles", "mentions", "tagged", "alliances"):
                assert found.records > 0, topic
            assert not [one for one in found.articles.values() if one.fate is not Fate.SAME], topic
            assert not [one for one in found.alliances.values() if one.fate is not Fate.SAME], topic
        assert await state_of(newsroom) == before
        assert len(receiver.deliveries) == requests
