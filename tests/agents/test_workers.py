"""Worker processes: limits on time and memory, and endings that arrive as they were raised."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator

import pytest

from agents.workers import ProcessWorkers
from topics.outcome import Drop, Quarantine, Retry


@pytest.fixture
async def workers() -> AsyncIterator[ProcessWorkers]:
    async with ProcessWorkers(processes=1, seconds=2.0, memory=1 << 30) as workers:
        yield workers


def drop() -> None:
    raise Drop("unwanted")


def postpone() -> None:
    raise Retry("busy", after=7.0, counts=False)


def eat() -> int:
    return len(bytearray(4 << 30))


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


async def test_a_result_comes_back(workers: ProcessWorkers) -> None:
    assert await workers.run(sorted, [2, 1]) == [1, 2]


async def test_endings_arrive_as_they_were_raised(workers: ProcessWorkers) -> None:
    with pytest.raises(Drop, match="unwanted"):
        await workers.run(drop)
    with pytest.raises(Retry) as retry:
        await workers.run(postpone)
    assert (retry.value.reason, retry.value.after, retry.value.counts) == ("busy", 7.0, False)


async def test_a_call_that_hangs_is_ended_and_the_next_one_runs(workers: ProcessWorkers) -> None:
    with pytest.raises(Quarantine, match="too slow"):
        await workers.run(time.sleep, 3600.0)
    assert await workers.run(abs, -1) == 1


@pytest.mark.parametrize("fatal", [eat, die])
async def test_a_call_that_takes_the_process_down_is_ended_and_the_next_one_runs(
    workers: ProcessWorkers, fatal: object
) -> None:
    with pytest.raises(Quarantine, match="worker died"):
        await workers.run(fatal)  # type: ignore[arg-type]
    assert await workers.run(abs, -1) == 1


def test_workers_end_when_the_service_is_killed() -> None:
    code = (
        "import asyncio, os, sys, time\n"
        "from agents.workers import ProcessWorkers\n"
        "async def main():\n"
        "    async with ProcessWorkers(processes=1, seconds=600) as workers:\n"
        "        print(await workers.run(os.getpid), flush=True)\n"
        "        await workers.run(time.sleep, 600.0)\n"
        "if __name__ == '__main__':\n"
        "    asyncio.run(main())\n"
    )
    service = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert service.stdout is not None
    worker = int(service.stdout.readline())
    service.kill()
    service.wait()
    service.stdout.close()
    deadline = time.monotonic() + 30
    while _alive(worker):
        assert time.monotonic() < deadline
        time.sleep(0.1)


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True
