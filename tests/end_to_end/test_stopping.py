"""A service that is told to stop, or to read its settings again, while it starts and after it has ended."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.command_line import LONGEST_STOP, CommandLine

SETTINGS = '[[sources]]\nurl = "http://127.0.0.1:9/rss"\n'

OPENING = """
import asyncio
from dongmaeng.signals import ended_by_signals

async def serve():
    try:
        print("opens", flush=True)
        await asyncio.sleep(3600)
    finally:
        print("closed", flush=True)

with ended_by_signals():
    asyncio.run(serve())
"""

ENDED = """
import asyncio, sys, time
from dongmaeng.signals import ended_by_signals, stop_on_signals

async def serve():
    stopping = asyncio.Event()
    stop_on_signals(stopping.set)
    print("serves", flush=True)
    await stopping.wait()

with ended_by_signals():
    asyncio.run(serve())
print("over", flush=True)
sys.stdin.read()
"""


@contextmanager
def process(command_line: CommandLine, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    pipe = subprocess.PIPE
    started = subprocess.Popen(
        [sys.executable, *arguments], cwd=command_line.home, stdin=pipe, stdout=pipe, stderr=pipe, text=True
    )
    try:
        yield started
    finally:
        started.kill()
        started.communicate()


@pytest.mark.parametrize("command", ["run", "web"])
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_told_while_it_reads_its_settings_it_ends_in_order(
    command_line: CommandLine, command: str, number: signal.Signals
) -> None:
    held = command_line.home / "dongmaeng.toml"
    os.mkfifo(held)
    with process(command_line, "-m", "dongmaeng", command) as service, held.open("w"):  # open once it reads
        service.send_signal(number)
        said = service.communicate(timeout=LONGEST_STOP)
        assert (service.returncode, *said) == (0, "", "")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_told_while_it_opens_what_it_needs_it_closes_that_and_ends_in_order(
    command_line: CommandLine, number: signal.Signals
) -> None:
    with process(command_line, "-c", OPENING) as service:
        assert service.stdout is not None
        assert service.stdout.readline() == "opens\n"
        service.send_signal(number)
        said = service.communicate(timeout=LONGEST_STOP)
        assert (service.returncode, *said) == (0, "closed\n", "")


def test_a_reload_that_is_asked_for_while_it_starts_comes_once_it_runs(command_line: CommandLine) -> None:
    held = command_line.home / "dongmaeng.toml"
    os.mkfifo(held)
    with process(command_line, "-m", "dongmaeng", "run") as service:
        with held.open("w") as first:
            service.send_signal(signal.SIGHUP)
            held.unlink()
            command_line.configure(SETTINGS)
            first.write(SETTINGS)
        assert service.stderr is not None
        assert any(json.loads(line)["event"] == "settings reloaded" for line in service.stderr)
        service.send_signal(signal.SIGTERM)
        service.communicate(timeout=LONGEST_STOP)
        assert service.returncode == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_told_again_after_it_has_ended_it_is_gone_at_once(command_line: CommandLine, number: signal.Signals) -> None:
    with process(command_line, "-c", ENDED) as service:
        assert service.stdout is not None
        assert service.stdout.readline() == "serves\n"
        service.send_signal(number)
        assert "stopping" in service.stdout.readline()
        assert service.stdout.readline() == "over\n"
        service.send_signal(signal.SIGHUP)
        service.send_signal(number)
        assert service.wait(LONGEST_STOP) == 130
