"""Worker processes: limits on time and memory, and endings that arrive as they were raised."""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from agents.clean.lines.line_table import line_table
from agents.clean.page.publisher_rules import publisher_table
from agents.tag.language.lexicon import lexicon
from agents.workers import NoWorkers, ProcessWorkers
from topics.outcome import Drop, Quarantine, Retry


@pytest.fixture
async def workers() -> AsyncIterator[ProcessWorkers]:
    async with ProcessWorkers(processes=1, seconds=2.0, memory=1 << 30) as workers:
        yield workers


def drop() -> None:
    raise Drop("unwanted")


def postpone() -> None:
    raise Retry("busy", after=7.0, counts=False)


def compute_for(seconds: float) -> None:
    end = time.process_time() + seconds
    while time.process_time() < end:
        pass


def tables_loaded() -> bool:
    return all(table.cache_info().currsize for table in (line_table, publisher_table, lexicon))


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


def wait() -> None:
    time.sleep(3600)  # longer than any limit: only being ended brings it back


def compute() -> None:
    while True:
        pass


def backtrack() -> None:
    re.match(r"(a+)+b", "a" * 60)


@pytest.mark.parametrize("endless", [wait, compute, backtrack])
async def test_a_call_that_never_ends_is_ended_and_the_next_one_runs(endless: Callable[[], None]) -> None:
    async with ProcessWorkers(processes=1, seconds=0.5) as workers:
        with pytest.raises(Quarantine, match="too slow"):
            await workers.run(endless)
        assert await workers.run(abs, -1) == 1


async def test_time_that_a_call_spends_waiting_for_a_busy_machine_is_not_held_against_it() -> None:
    async with ProcessWorkers(processes=1, seconds=1.0) as workers:
        assert await workers.run(time.sleep, 1.5) is None


async def test_each_call_has_the_whole_limit() -> None:
    async with ProcessWorkers(processes=1, seconds=1.0) as workers:
        assert [await workers.run(compute_for, 0.15) for _ in range(10)] == [None] * 10


def test_a_new_worker_shares_the_tables_that_the_fork_server_has_loaded() -> None:
    code = (  # a process has one fork server, which loads nothing more once it runs
        "import asyncio\n"
        "from agents.pipeline import PRELOAD\n"
        "from agents.workers import ProcessWorkers\n"
        "from tests.agents.test_workers import tables_loaded\n"
        "async def main():\n"
        "    async with ProcessWorkers(processes=1, preload=PRELOAD) as workers:\n"
        "        print(await workers.run(tables_loaded))\n"
        "if __name__ == '__main__':\n"
        "    asyncio.run(main())\n"
    )
    service = subprocess.run([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, check=True)
    assert service.stdout.split() == ["True"]


@pytest.mark.parametrize("fatal", [eat, die])
async def test_a_call_that_takes_the_process_down_is_ended_and_the_next_one_runs(
    workers: ProcessWorkers, fatal: object
) -> None:
    with pytest.raises(Quarantine, match="worker died"):
        await workers.run(fatal)  # type: ignore[arg-type]
    assert await workers.run(abs, -1) == 1


async def test_workers_that_cannot_start_leave_the_call_to_be_made_again() -> None:
    async with ProcessWorkers(processes=1, memory=1 << 20) as workers:
        for _ in range(2):
            with pytest.raises(NoWorkers):
                await workers.run(abs, -1)


@pytest.mark.parametrize(("length", "starts"), [(75, True), (76, False)])
def test_where_the_path_for_temporary_files_is_too_long_for_a_socket_the_log_says_so(length: int, starts: bool) -> None:
    code = (  # a process has one fork server, whose socket is made once
        "import asyncio\n"
        "from agents.workers import NoWorkers, ProcessWorkers\n"
        "async def main():\n"
        "    async with ProcessWorkers(processes=1) as workers:\n"
        "        try:\n"
        "            print(await workers.run(abs, -1))\n"
        "        except NoWorkers as error:\n"
        "            print(error)\n"
        "if __name__ == '__main__':\n"
        "    asyncio.run(main())\n"
    )
    with tempfile.TemporaryDirectory() as folder:
        long = Path(folder, "long".ljust(length - len(folder) - 1, "g"))
        long.mkdir()
        service = subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "TMPDIR": str(long)},
            capture_output=True,
            text=True,
            check=False,
        )
    *logged, ended = service.stdout.splitlines()
    assert ended == ("1" if starts else "no workers")
    assert starts or "TMPDIR must be a folder that can be written, with a path of at most 75 bytes" in "".join(logged)


async def test_calls_that_are_open_when_the_workers_are_closed_are_cancelled() -> None:
    async with ProcessWorkers(processes=1) as workers:
        calls = [asyncio.create_task(workers.run(wait)) for _ in range(2)]
        await asyncio.wait(calls, timeout=0.5)
    ended = await asyncio.gather(*calls, return_exceptions=True)
    assert all(isinstance(error, asyncio.CancelledError) for error in ended)


async def test_workers_come_back_when_their_fork_server_is_killed(workers: ProcessWorkers) -> None:
    os.kill(await workers.run(os.getppid), signal.SIGKILL)
    with pytest.raises((NoWorkers, Quarantine)):
        await workers.run(die)
    while True:
        with contextlib.suppress(NoWorkers):
            assert await workers.run(abs, -1) == 1
            break


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
