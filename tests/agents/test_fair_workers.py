"""Worker processes shared by source: slow calls of one leave a process to the others, and none is lost."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from agents.breaker import Breaker
from agents.fair_workers import SLICE, FairWorkers
from topics.outcome import Drop, Quarantine, Retry

HOSTILE = "https://hostile.example/rss"
HONEST = "https://honest.example/rss"


@pytest.fixture
async def workers() -> AsyncIterator[FairWorkers]:
    async with FairWorkers(Breaker("read"), processes=2, seconds=SLICE * 1.5, memory=1 << 30) as workers:
        yield workers


def compute_until(path: Path) -> str:
    """Compute until there is a file."""
    while not path.exists():
        pass
    return "done"


def compute_for(seconds: float) -> int:
    """The niceness of the process that computed so long."""
    end = time.process_time() + seconds
    while time.process_time() < end:
        pass
    return os.nice(0)


def drop() -> None:
    raise Drop("unwanted")


async def test_pages_of_one_source_that_never_end_leave_a_process_to_the_others(
    workers: FairWorkers, tmp_path: Path
) -> None:
    hostile = workers.named_by(HOSTILE, "https://hostile.example/1")
    flood = [asyncio.create_task(hostile.run(compute_until, tmp_path / "never")) for _ in range(12)]
    await asyncio.sleep(0)
    honest = workers.named_by(HONEST, "https://honest.example/1")
    # Each of these would stand behind the calls that never end if those were in both processes.
    assert [await honest.run(abs, -n) for n in range(20)] == list(range(20))
    assert not all(task.done() for task in flood)
    ended = await asyncio.gather(*flood, return_exceptions=True)
    assert all(isinstance(end, Retry) and end.reason == "source busy" for end in ended if not _is_too_slow(end))
    assert any(_is_too_slow(end) for end in ended)


async def test_a_call_that_takes_longer_than_a_slice_ends_in_the_slow_process() -> None:
    # The slow process gives way to all others: beside a busy machine it needs many times its processor time.
    async with FairWorkers(Breaker("read"), processes=2, seconds=SLICE * 10, memory=1 << 30) as workers:
        honest = workers.named_by(HONEST, "https://honest.example/1")
        assert await honest.run(compute_for, 0.0) == os.nice(0)
        assert await honest.run(compute_for, SLICE * 1.1) > os.nice(0)
        assert await honest.run(compute_for, 0.0) == os.nice(0)  # one slow page does not make a slow source


async def test_what_keeps_ending_in_the_limit_is_delayed_and_nothing_else(workers: FairWorkers, tmp_path: Path) -> None:
    hostile = workers.named_by(HOSTILE, "https://host.example/1")
    for _ in range(3):
        with pytest.raises(Quarantine, match="too slow"):
            await hostile.run(compute_until, tmp_path / "never")
    with pytest.raises(Retry, match="source delayed"):
        await hostile.run(abs, -1)
    assert await workers.named_by(HONEST, "https://host.example/1").run(abs, -1) == 1
    assert await workers.named_by(HOSTILE, "https://other.example/1").run(abs, -1) == 1
    (delayed,) = workers.breaker.delayed()
    assert (delayed.named.source, delayed.reason, delayed.endings) == (HOSTILE, "too slow", 3)


async def test_one_source_alone_is_not_sent_away(workers: FairWorkers) -> None:
    imported = workers.named_by("", "https://archive.example/1")
    assert await asyncio.gather(*(imported.run(abs, -n) for n in range(100))) == list(range(100))


async def test_endings_of_the_function_arrive_as_they_were_raised(workers: FairWorkers) -> None:
    with pytest.raises(Drop, match="unwanted"):
        await workers.named_by(HONEST, "https://honest.example/1").run(drop)


def _is_too_slow(end: object) -> bool:
    return isinstance(end, Quarantine) and end.reason == "too slow"
