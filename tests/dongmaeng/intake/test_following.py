"""Pages that were handed over are followed until they are through, and nobody else's are waited for or counted."""

from __future__ import annotations

import time
from collections.abc import Collection, Sequence

from dongmaeng.intake.following import Following
from topics.carrier import Reach, Stored
from topics.catalogue import Topic
from topics.codec import encode
from topics.handling import Entry, Waiting
from topics.records import Ended, Outcome, Story

STAGES = ("clean", "tag", "index")


class Topics:
    """What stands in topics, as a test says."""

    def __init__(self) -> None:
        self.handled = dict.fromkeys(STAGES, 0)
        self.ends = dict.fromkeys(STAGES, 0)
        self.put_off: list[tuple[str, str, float]] = []
        """Stage, key and seconds until it is due."""
        self.endings: list[Stored] = []

    async def reach(self, stages: Sequence[str], *, backfill: bool = False) -> dict[str, Reach]:
        return {stage: Reach({"": self.handled[stage]}, {"": self.ends[stage]}) for stage in stages}

    async def waiting(self, keys: Collection[str]) -> list[Waiting]:
        return [
            Waiting(Entry("pages", key, 1, b"{}"), time.time() + due, "busy", stage, 1)
            for stage, key, due in self.put_off
            if key in keys
        ]

    async def of_keys(self, topic: Topic, keys: Collection[str], since: float) -> list[Stored]:
        return [stored for stored in self.endings if stored.key in keys and stored.written >= since]

    def end(self, stage: str, key: str, outcome: Outcome, *, ago: float = 0.0, **more: str) -> None:
        story = Story(article_id=key, source=more.pop("source", ""))
        ended = Ended(stage=stage, outcome=outcome, reason="a reason", story=story, **more)
        self.endings.append(Stored(len(self.endings), key, encode(ended), time.time() - ago))


def following(topics: Topics) -> Following:
    return Following(topics, STAGES)  # type: ignore[arg-type]


async def look(pages: Following, times: int = 2 * len(STAGES) + 2) -> None:
    for _ in range(times):
        await pages.look()


async def test_pages_are_through_once_each_stage_has_passed_what_they_led_to() -> None:
    topics = Topics()
    topics.ends["clean"] = 5
    pages = following(topics)
    pages.add(["a", "b"], time.time())
    await look(pages)
    assert pages.under_way == 2
    topics.handled["clean"] = 4
    await look(pages)
    assert pages.under_way == 2
    topics.handled["clean"], topics.ends["tag"] = 5, 9
    await look(pages)
    assert pages.under_way == 2
    topics.handled["tag"] = 9
    await look(pages)
    assert pages.under_way == 0


async def test_what_comes_behind_them_is_not_waited_for() -> None:
    topics = Topics()
    topics.ends["clean"] = 5
    pages = following(topics)
    pages.add(["a"], time.time())
    await look(pages, 1)
    topics.ends["clean"], topics.handled["clean"] = 1_000_000, 5
    await look(pages)
    assert pages.under_way == 0


async def test_an_own_page_that_is_put_off_for_a_moment_is_waited_for_wherever_it_comes_back() -> None:
    topics = Topics()
    topics.ends["clean"] = topics.handled["clean"] = 5
    topics.put_off = [("clean", "a", 1.0), ("clean", "of another", 1.0)]
    pages = following(topics)
    pages.add(["a"], time.time())
    await look(pages)
    assert pages.under_way == 1
    topics.put_off, topics.ends["clean"] = [("clean", "of another", 1.0)], 6  # it lies in its topic again
    await look(pages)
    assert pages.under_way == 1
    topics.handled["clean"] = 6
    await look(pages)
    assert pages.under_way == 0


async def test_a_page_that_is_put_off_just_before_its_stage_is_passed_is_waited_for() -> None:
    topics = Topics()
    topics.ends["clean"] = topics.handled["clean"] = 5
    pages = following(topics)
    pages.add(["a"], time.time())
    await look(pages, 1)
    topics.put_off = [("clean", "a", 1.0)]
    await look(pages)
    assert pages.under_way == 1


async def test_what_is_put_off_for_long_is_left_to_the_service() -> None:
    topics = Topics()
    topics.put_off = [("clean", "a", 600.0)]
    pages = following(topics)
    pages.add(["a"], time.time())
    await look(pages)
    assert pages.under_way == 0


async def test_endings_are_counted_once_and_only_of_own_pages() -> None:
    topics = Topics()
    topics.end("clean", "a", Outcome.DROPPED, ago=60.0)  # before they were handed over
    pages = following(topics)
    pages.add(["a", "b"], time.time())
    pages.add(["a", "c", "d"], time.time())
    topics.end("clean", "a", Outcome.DROPPED)
    topics.end("clean", "b", Outcome.RENAMED, renamed="b2")
    topics.end("tag", "b2", Outcome.QUARANTINED)
    topics.end("clean", "c", Outcome.DROPPED, source="https://paper.example/feed")
    topics.end("alert", "d", Outcome.DROPPED)
    topics.end("clean", "of another", Outcome.DROPPED)
    await look(pages)
    assert pages.under_way == 0
    assert pages.ended == {"clean dropped": 1, "tag quarantined": 1}


async def test_a_renamed_page_is_waited_for_under_its_new_name() -> None:
    topics = Topics()
    topics.end("clean", "a", Outcome.RENAMED, renamed="a2")
    pages = following(topics)
    pages.add(["a"], time.time() - 1)
    topics.put_off = [("tag", "a2", 1.0)]
    await look(pages)
    assert pages.under_way == 1
    topics.put_off = []
    await look(pages)
    assert pages.under_way == 0
