"""What only the Kafka carrier promises: nothing lost on the way, topics as they should be, release, replay, a watchdog."""

from __future__ import annotations

import asyncio
import random
import secrets
import threading
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from aiokafka import TopicPartition
from aiokafka.admin import NewTopic

from topics.catalogue import CANDIDATES, ENDINGS, PAGES
from topics.handling import Waiting, entry_of
from topics.kafka.admin import open_admin
from topics.kafka.carrier import KafkaCarrier
from topics.kafka.cluster import Cluster
from topics.kafka.errors import WrongTopics
from topics.kafka.layout import Layout
from topics.kafka.messages import message_waiting
from topics.kafka.source import Arrived, FaustSource
from topics.kafka.watchdog import STANDS_STILL, Watchdog
from topics.outcome import Quarantine, Retry
from topics.records import Candidate, Ended, Page
from topics.stage import Stage, stage
from topics.state import State

Make = Callable[[Sequence[Stage]], KafkaCarrier]


@pytest.fixture
def layout() -> Layout:
    return Layout(f"test-{secrets.token_hex(4)}.", partitions=2)


@pytest.fixture
async def make(cluster: Cluster, tmp_path: Path, layout: Layout) -> Make:
    database = tmp_path / "dongmaeng.sqlite"
    async with KafkaCarrier(cluster, [], database, layout=layout) as carrier:
        await carrier.operations.create_topics()
    return lambda stages: KafkaCarrier(cluster, stages, database, layout=layout)


async def run_until_idle(carrier: KafkaCarrier) -> None:
    async with asyncio.timeout(60):
        running = asyncio.create_task(carrier.run())
        await carrier.idle()
        carrier.stop()
        await running


def candidates(n: int) -> list[Candidate]:
    return [Candidate(url=f"https://{i % 7}.example.com/{i}") for i in range(n)]


def collect(into: list[str]) -> Stage:
    @stage(reads=(CANDIDATES,))
    async def collected(candidate: Candidate, state: State) -> AsyncIterator[Page]:
        into.append(candidate.url)
        return
        yield

    return collected


async def test_records_that_faust_loses_on_the_way_are_fetched_again(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = random.Random(1)

    class Leaky(FaustSource):
        def __init__(self, *given: Any, arrived: Callable[[Sequence[Arrived]], Awaitable[None]], **named: Any) -> None:
            async def mostly(records: Sequence[Arrived]) -> None:
                await arrived([record for record in records if chance.random() > 0.02])

            super().__init__(*given, arrived=mostly, **named)

    monkeypatch.setattr("topics.kafka.runner.FaustSource", Leaky)
    monkeypatch.setattr("topics.kafka.missing.LOOK", 0.2)
    got: list[str] = []
    async with make([collect(got)]) as carrier:
        await carrier.publish(candidates(120))
        await run_until_idle(carrier)
    assert sorted(set(got)) == sorted(c.url for c in candidates(120))


async def test_records_behind_one_that_was_lost_do_not_each_go_back_for_it(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    lost: list[Arrived] = []
    returns = 0

    class Leaky(FaustSource):
        def __init__(self, *given: Any, arrived: Callable[[Sequence[Arrived]], Awaitable[None]], **named: Any) -> None:
            async def but_one(records: Sequence[Arrived]) -> None:
                if not lost:
                    lost.append(records[0])
                    records = records[1:]
                await arrived(records)

            super().__init__(*given, arrived=but_one, **named)

        async def go_back(self, place: TopicPartition, offset: int) -> None:
            nonlocal returns
            returns += 1
            await super().go_back(place, offset)

    monkeypatch.setattr("topics.kafka.runner.FaustSource", Leaky)
    got: list[str] = []
    async with make([collect(got)]) as carrier:
        await carrier.publish(candidates(300))
        await run_until_idle(carrier)
    assert sorted(set(got)) == sorted(c.url for c in candidates(300))
    assert 1 <= returns < 5


async def test_a_record_put_off_while_positions_are_read_is_behind_or_waits(
    make: Make, layout: Layout, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = asyncio.Event()

    @stage(reads=(CANDIDATES,))
    async def put_off(candidate: Candidate, state: State) -> AsyncIterator[Page]:
        await asked.wait()
        raise Retry("later", after=3600)
        yield

    async with make([put_off]) as carrier, asyncio.timeout(60):
        read = carrier.operations._offsets.committed

        async def once_it_was_put_off(group: str) -> dict[TopicPartition, int]:
            if group == layout.group("put_off"):
                asked.set()
                while not (await carrier.tallies()).get("put_off") or not sum((await read(group)).values()):
                    await asyncio.sleep(0.05)
            return await read(group)

        running = asyncio.create_task(carrier.run())
        await carrier.ready()  # before, it reads positions itself, to compare them with the state
        monkeypatch.setattr(carrier.operations._offsets, "committed", once_it_was_put_off)
        await carrier.publish(candidates(1))
        [position] = await carrier.positions()
        carrier.stop()
        await running
    assert (position.lag, position.waiting) == (0, 1)


async def test_what_is_released_from_quarantine_is_handled_again_and_gone(make: Make) -> None:
    poison = True

    @stage(reads=(CANDIDATES,))
    async def fetch(candidate: Candidate, state: State) -> AsyncIterator[Page]:
        assert candidate.quiet is None  # what was never handled is as loud as it was
        if poison:
            raise Quarantine("poison") from ValueError("the cause")
        return
        yield

    got: list[str] = []
    async with make([fetch, collect(got)]) as carrier:
        await carrier.publish(candidates(2))
        await run_until_idle(carrier)
        aside = [found async for found in carrier.operations.quarantined()]
        assert all("ValueError: the cause" in found.cause for found in aside)
        poison = False
        assert await carrier.operations.release([found.id for found in aside]) == 2
        assert [found async for found in carrier.operations.quarantined()] == []
    async with make([fetch, collect(got)]) as carrier:
        await run_until_idle(carrier)
        assert (await carrier.tallies())["fetch"].done == 2
    assert len(got) == 2  # the other reader of the topic does not see it once more


async def test_a_replayed_record_reaches_the_stage_again_and_is_quiet(make: Make) -> None:
    seen: list[bool] = []

    @stage(reads=(PAGES,))
    async def clean(page: Page, state: State) -> AsyncIterator[Page]:
        seen.append(page.quiet is not None)
        return
        yield

    async with make([clean]) as carrier:
        await carrier.publish([Page(id="a", url="https://example.com/a", final_url="https://example.com/a")])
        await run_until_idle(carrier)
        assert await carrier.operations.replay(PAGES, ["clean"], None, None) == 1
        assert await carrier.operations.replay(PAGES, ["clean"], 1.0, 2.0) == 0
    async with make([clean]) as carrier:
        await run_until_idle(carrier)
    assert seen == [False, True]


async def test_a_record_too_large_for_any_topic_sets_its_input_aside(make: Make) -> None:
    @stage(reads=(CANDIDATES,), writes=(PAGES,))
    async def fetch(candidate: Candidate, state: State) -> AsyncIterator[Page]:
        yield Page(id="a", url=candidate.url, final_url=candidate.url, body=b"x" * (14 << 20))

    async with make([fetch]) as carrier:
        await carrier.publish(candidates(1))
        await run_until_idle(carrier)
        assert (await carrier.tallies())["fetch"].quarantined == {"record too large": 1}
        [kept] = [stored async for stored in carrier.operations.between(ENDINGS, None, None)]
    assert Ended.model_validate_json(kept.value).reason == "record too large"


async def test_a_page_of_the_largest_size_passes(make: Make) -> None:
    sizes: list[int] = []

    @stage(reads=(PAGES,))
    async def clean(page: Page, state: State) -> AsyncIterator[Page]:
        sizes.append(len(page.body))
        return
        yield

    async with make([clean]) as carrier:
        noise = random.Random(1).randbytes(8 << 20)  # what does not shrink
        await carrier.publish([Page(id="a", url="https://a.kr", final_url="https://a.kr", body=noise)])
        await run_until_idle(carrier)
    assert sizes == [8 << 20]


async def test_it_refuses_to_run_on_missing_and_on_wrong_topics(
    cluster: Cluster, tmp_path: Path, layout: Layout
) -> None:
    async with KafkaCarrier(cluster, [collect([])], tmp_path / "d.sqlite", layout=layout) as carrier:
        with pytest.raises(WrongTopics, match=r"pages: is missing"):
            await carrier.run()
        async with open_admin(cluster) as admin:
            await admin.create_topics([NewTopic(layout.topic("pages"), 5, 1)])
        await carrier.operations.create_topics()
        with pytest.raises(WrongTopics) as wrong:
            await carrier.run()
    lines = str(wrong.value).splitlines()
    assert f"{layout.topic('pages')}: has 5 partitions, not 2: Kafka takes none away" in str(wrong.value)
    assert all(line.startswith(layout.topic("pages")) for line in lines)


async def test_the_watchdog_ends_a_process_whose_work_stands_still(
    make: Make, cluster: Cluster, layout: Layout, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("topics.kafka.watchdog.LOOK", 0.5)
    ended = threading.Event()
    codes: list[int] = []

    def end(code: int) -> None:
        codes.append(code)
        ended.set()

    async with make([collect([])]) as carrier:
        await carrier.publish(candidates(10))
        places = {place for _, place, _, end in await carrier.operations.partitions() if end}
    group = layout.group("collected")
    watchdog = Watchdog(cluster, {group: [layout.topic("candidates")]}, lambda _: places, longest=1.0, end=end)
    watchdog.start()
    assert await asyncio.to_thread(ended.wait, 30)
    watchdog.stop()
    assert codes[0] == STANDS_STILL


async def test_a_record_that_a_clock_ahead_has_written_waits_no_longer_than_meant(
    make: Make, cluster: Cluster, layout: Layout
) -> None:
    ahead = 3_000.0  # seconds: a broker takes no stamp of more than an hour to come
    got: list[str] = []
    written = time.time() + ahead
    candidate = Candidate(url="https://example.com/late")
    waiting = Waiting(entry_of(candidate), written + 1.5, "later", None, 0, since=written)
    message = message_waiting(waiting, layout, layout.topic(CANDIDATES.name), "", written)
    assert message.topic == f"{layout.prefix}delay.1s"
    producer = cluster.producer()
    await producer.start()
    stamp = int(written * 1000)
    await producer.send_and_wait(
        message.topic, message.value, key=message.key, headers=list(message.headers), timestamp_ms=stamp
    )
    await producer.stop()
    async with make([collect(got)]) as carrier:
        running = asyncio.create_task(carrier.run())
        async with asyncio.timeout(60):
            while not got:
                await asyncio.sleep(0.05)
        carrier.stop()
        await running
    assert got == [candidate.url]


async def test_a_run_leaves_no_task_and_no_thread_behind(make: Make) -> None:
    got: list[str] = []
    tasks, threads = asyncio.all_tasks(), set(threading.enumerate())
    async with make([collect(got)]) as carrier:
        await carrier.publish(candidates(3))
        await run_until_idle(carrier)
    await asyncio.sleep(0)  # what was cancelled ends in the next turn of the loop
    assert [task for task in asyncio.all_tasks() - tasks if not task.done()] == []
    assert {
        thread.name for thread in set(threading.enumerate()) - threads if not thread.name.startswith("asyncio_")
    } == set()
