"""Whoever looks on is told of every step by each carrier, and how old what waits is."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Sequence

from tests.topics.carriers import Bus, candidates, page, run_until_idle
from topics.catalogue import CANDIDATES, PAGES
from topics.handling import Effects
from topics.outcome import Drop, Quarantine, Retry
from topics.records import Candidate, Page
from topics.stage import Stage, stage
from topics.state import State


class Looking:
    """Counts what it is told."""

    def __init__(self) -> None:
        self.batches: list[tuple[str, int]] = []
        self.outcomes: Counter[tuple[str, str, str]] = Counter()
        self.asked: set[str] = set()
        self.seconds: list[float] = []

    def handled(self, stage: Stage, effects: Sequence[Effects], began: float, seconds: float) -> None:
        self.batches.append((stage.name, len(effects)))
        self.seconds.append(seconds)

    def settled(self, effects: Sequence[Effects]) -> None:
        self.outcomes.update((effect.stage, effect.outcome, effect.reason) for effect in effects)

    def repeated(self, stage: str, records: int) -> None:
        raise AssertionError("nothing is repeated here")

    def asked_state(self, operation: str, seconds: float) -> None:
        self.asked.add(operation)


async def test_each_outcome_is_told_once_when_it_is_safe(bus: Bus) -> None:
    looking, tried = Looking(), Counter[str]()

    @stage(reads=(CANDIDATES,), writes=(PAGES,), concurrency=4)
    async def fetch(candidate: Candidate, state: State) -> AsyncIterator[Page]:
        number = int(candidate.url.rpartition("/")[2])
        tried[candidate.url] += 1
        await state.get("known", candidate.url)
        if number % 5 == 1:
            raise Drop("robots")
        if number % 5 == 2 and tried[candidate.url] == 1:
            raise Retry("busy", 0.0)
        yield page(candidate)

    async with bus.make([fetch], observer=looking) as carrier:
        await carrier.publish(candidates(10))
        await run_until_idle(carrier, horizon=2.0)
        assert await carrier.oldest() == {}
    assert looking.outcomes == {
        ("fetch", "done", ""): 8,
        ("fetch", "dropped", "robots"): 2,
        ("fetch", "retried", "busy"): 2,
    }
    assert sum(records for _, records in looking.batches) == 12
    assert all(seconds >= 0 for seconds in looking.seconds)
    assert "read" in looking.asked


async def test_what_is_set_aside_is_counted_by_stage_until_it_is_given_back(bus: Bus) -> None:
    is_mended = False

    @stage(reads=(CANDIDATES,), writes=(PAGES,))
    async def fetch(candidate: Candidate, state: State) -> AsyncIterator[Page]:
        if candidate.url.endswith(("/1", "/2", "/3")) and not is_mended:
            raise Quarantine("odd")
        yield page(candidate)

    async with bus.make([fetch]) as carrier:
        assert await carrier.set_aside() == {}
        await carrier.publish(candidates(5))
        await run_until_idle(carrier)
        assert await carrier.set_aside() == {"fetch": 3}
        first, *_ = [one.id async for one in bus.operations.quarantined()]
        is_mended = True
        assert await bus.operations.release([first]) == 1
        assert await carrier.set_aside() == {"fetch": 2}  # what it knew, and what is new


async def test_what_waits_grows_older(bus: Bus) -> None:
    begun, go_on = asyncio.Event(), asyncio.Event()

    @stage(reads=(CANDIDATES,), writes=(PAGES,))
    async def fetch(candidate: Candidate, state: State) -> AsyncIterator[Page]:
        begun.set()
        await go_on.wait()
        yield page(candidate)

    async with bus.make([fetch]) as carrier:
        await carrier.publish(candidates(3))
        running = asyncio.create_task(carrier.run())
        await begun.wait()
        async with asyncio.timeout(60):
            while not (await carrier.oldest()).get("fetch"):
                await asyncio.sleep(0.2)
        go_on.set()
        await carrier.idle()
        assert await carrier.oldest() == {}
        carrier.stop()
        await running
