"""What is kept of how the records of a story end, and how people find it, whichever carrier it is."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator

import pytest

from tests.topics.carriers import Bus, run_until_idle
from topics.catalogue import ARTICLES, CANDIDATES, ENDINGS, PAGES
from topics.codec import decode
from topics.endings import LONGEST_DETAIL, ended, story_of
from topics.outcome import Drop, Output, Quarantine, Retry
from topics.records import (
    Alliance,
    Article,
    Candidate,
    Change,
    ChangeKind,
    Delivery,
    Ended,
    Kind,
    Outcome,
    Page,
    Poll,
    Record,
    Report,
    Status,
    now,
)
from topics.stage import stage
from topics.state import State

FEED = "https://news.example/rss"


def named(id: str) -> Candidate:
    return Candidate(id=id, url=f"https://news.example/{id}", source=FEED, title="가람전자, 나래통신과 업무협약")


async def endings(bus: Bus, key: str) -> list[Ended]:
    found = await bus.operations.of_key(ENDINGS, key, None, None)
    return [Ended.model_validate(decode(ENDINGS, stored.value)) for stored in found]


@stage(reads=(CANDIDATES,), writes=(PAGES,), tries=2, name="fetch")
async def fetch(candidate: Candidate, state: State) -> AsyncIterator[Output]:
    match candidate.id:
        case "unwanted":
            raise Drop("robots") from ValueError("https://news.example/robots.txt")
        case "poison":
            raise Quarantine("too large")
        case "bug":
            raise ZeroDivisionError("a bug\nwith more lines")
        case "waits":
            raise Retry("host busy", after=3600, counts=False)
        case "half":
            raise Drop("gone") from ValueError("\ud800")
    id = "elsewhere" if candidate.id == "moved" else candidate.id
    yield Page(id=id, url=candidate.url, final_url=f"https://news.example/{id}", seen=candidate.seen)


async def test_each_ending_is_kept_with_its_reason_and_found_by_its_story(bus: Bus) -> None:
    ids = ["unwanted", "poison", "bug", "half", "moved", "good"]
    async with bus.make([fetch]) as carrier:
        await carrier.publish([named(id) for id in ids])
        await run_until_idle(carrier, horizon=5)
        tally = (await carrier.tallies())["fetch"]
    found = {id: await endings(bus, id) for id in ids}
    told = {id: [(one.stage, one.outcome, one.reason, one.detail) for one in kept] for id, kept in found.items()}
    assert told == {
        "unwanted": [("fetch", Outcome.DROPPED, "robots", "https://news.example/robots.txt")],
        "poison": [("fetch", Outcome.QUARANTINED, "too large", "")],
        "bug": [("fetch", Outcome.QUARANTINED, "ZeroDivisionError", "a bug")],
        "half": [("fetch", Outcome.DROPPED, "gone", "?")],
        "moved": [("fetch", Outcome.RENAMED, "the address led elsewhere", "")],
        "good": [],
    }
    assert found["moved"][0].renamed == "elsewhere"
    story = found["unwanted"][0].story
    assert (story.url, story.source, story.title) == (
        "https://news.example/unwanted",
        FEED,
        "가람전자, 나래통신과 업무협약",
    )
    assert tally.written == 2  # what is kept for people is no output


async def test_what_waits_is_found_by_its_key(bus: Bus) -> None:
    async with bus.make([fetch]) as carrier:
        await carrier.publish([named("waits"), named("good")])
        await run_until_idle(carrier)
    [waiting] = await bus.operations.waiting(["news.example"])
    assert (waiting.stage, waiting.reason, waiting.entry.topic) == ("fetch", "host busy", "candidates")
    assert Candidate.model_validate_json(waiting.entry.value).id == "waits"
    assert waiting.due > time.time() + 3000
    assert await bus.operations.waiting(["other.example"]) == []
    assert await endings(bus, "waits") == []


async def test_the_records_of_a_key_and_of_a_span_of_time_are_found(bus: Bus) -> None:
    before = time.time() - 1
    async with bus.make([]) as carrier:
        await carrier.publish([Page(id=id, url=FEED, final_url=FEED) for id in ("a", "b", "a", "c")])
    after = time.time() + 1
    assert [stored.key for stored in await bus.operations.of_key(PAGES, "a", None, None)] == ["a", "a"]
    assert [stored.key for stored in await bus.operations.of_key(PAGES, "a", before, after)] == ["a", "a"]
    assert await bus.operations.of_key(PAGES, "a", after, None) == []
    assert await bus.operations.of_key(PAGES, "a", None, before) == []
    assert sorted([s.key async for s in bus.operations.between(PAGES, before, after)]) == ["a", "a", "b", "c"]
    assert [s.key async for s in bus.operations.between(PAGES, after, None)] == []


URL = "https://news.example/1"
CHANGE = Change(id="c", change=ChangeKind.JOINED, at=now(), article_id="a")
ALLIANCE = Alliance(id="x", kind=Kind.MOU, status=Status.ANNOUNCED, first_seen=now(), change=CHANGE)
DELIVERY = Delivery(
    id="d",
    endpoint="desk",
    event="alliance.joined",
    created=now(),
    payload='{"data":{"change":{"article_id":"a"}}}',
)


@pytest.mark.parametrize(
    "record",
    [
        Candidate(id="a", url=URL),
        Page(id="a", url=URL, final_url=URL),
        Article(id="a", url=URL, canonical_url=URL),
        Report(article_id="a", url=URL),
        ALLIANCE,
        DELIVERY,
    ],
    ids=lambda record: type(record).__name__,
)
def test_every_record_of_a_story_knows_which_one_it_is_of(record: Record) -> None:
    [found] = ended("stage", record, "dropped", "unwanted")
    assert found.key() == "a"


def test_an_ending_of_a_change_says_of_which_and_for_whom() -> None:
    [held] = ended("alert", ALLIANCE, "dropped", "nobody subscribed")
    assert (held.alliance_id, held.change) == ("x", "joined")
    [sent] = ended("deliver", DELIVERY, "dropped", "endpoint gone")
    assert (sent.endpoint, sent.change) == ("desk", "joined")


@pytest.mark.parametrize(
    "record",
    [Poll(source=FEED), ALLIANCE.model_copy(update={"change": None}), DELIVERY.model_copy(update={"payload": "[]"})],
    ids=["order to look", "no change", "unreadable payload"],
)
def test_what_is_of_no_story_leaves_nothing(record: Record) -> None:
    assert story_of(record) is None
    assert ended("stage", record, "dropped", "unwanted") == []


def test_an_ending_is_small_whatever_the_record_holds() -> None:
    long = Candidate(id="a", url=URL, title="가" * 100_000)
    [found] = ended("fetch", long, "dropped", "gone", "x" * 100_000)
    assert len(found.detail) == LONGEST_DETAIL
    assert len(found.model_dump_json()) < 2_000


def test_a_candidate_of_an_earlier_version_is_found_by_its_address() -> None:
    [found] = ended("fetch", Candidate(url=URL), "dropped", "gone")
    assert found.key() == URL


def test_records_of_earlier_versions_tell_what_they_know() -> None:
    for topic, value in (
        (CANDIDATES, b'{"url": "https://news.example/1"}'),
        (PAGES, b'{"id": "a", "url": "https://news.example/1", "final_url": "https://news.example/1"}'),
        (ARTICLES, b'{"id": "a", "url": "https://news.example/1", "canonical_url": "https://news.example/1"}'),
    ):
        story = story_of(decode(topic, value))
        assert story is not None
        assert story.url == URL
