"""Worker processes that are killed, stopped, frozen and started at random, by the supervisor that starts them again."""

from __future__ import annotations

import asyncio
import random
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from topics.kafka.watchdog import STANDS_STILL

WORKERS = ("one", "two")
EVERY = (2.0, 14.0)  # seconds from one event to the next
LEAST_EVENTS = 10
FROZEN = (1.0, 20.0)  # seconds that a frozen worker stays so; its session ends after 10


class Workers:
    """The worker processes, started again by the same supervisor that disturbs them."""

    def __init__(self, command: Callable[[str], Sequence[str]], folder: Path) -> None:
        """`command`: what starts the worker of a name; `folder`: for the workers' logs."""
        self._command = command
        self._folder = folder
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self._frozen: dict[str, float] = {}
        self.events: Counter[str] = Counter()

    def start(self, name: str) -> None:
        with (self._folder / f"{name}.log").open("ab") as log:
            self._running[name] = subprocess.Popen(self._command(name), stdout=log, stderr=log)

    async def disturb_for(self, seconds: float, chance: random.Random, every: tuple[float, float] = EVERY) -> None:
        """Disturb them for as long, and until there were `LEAST_EVENTS`; `every`: seconds between two events."""
        began = time.monotonic()
        due = began + chance.uniform(*every)
        while time.monotonic() < began + seconds or self.events.total() < LEAST_EVENTS:
            await asyncio.sleep(0.25)
            self.look_after()
            if time.monotonic() >= due:
                await asyncio.to_thread(self.disturb, chance)
                due = time.monotonic() + chance.uniform(*every)

    def disturb(self, chance: random.Random) -> None:
        """One event: a start of a worker that is not there, or a kill, a stop or a freeze of one that is."""
        name = chance.choice(WORKERS)
        if name in self._frozen:
            return
        if name not in self._running:
            self.events["start"] += 1
            self.start(name)
            return
        match chance.choice(("kill -9", "SIGTERM", "freeze", "kill -9 and start", "SIGTERM and start")):
            case "freeze":
                self.events["freeze"] += 1
                self._running[name].send_signal(signal.SIGSTOP)
                self._frozen[name] = time.monotonic() + chance.uniform(*FROZEN)
            case event:
                self.events[event.split(" and ")[0]] += 1
                self._end(name, signal.SIGKILL if event.startswith("kill") else signal.SIGTERM)
                if event.endswith("start"):
                    self.events["start"] += 1
                    self.start(name)

    def look_after(self) -> None:
        """Thaw what was frozen long enough; start again what ended by itself."""
        for name, until in list(self._frozen.items()):
            if time.monotonic() >= until:
                self._thaw(name)
        for name, process in list(self._running.items()):
            if (code := process.poll()) is not None:
                self.events["watchdog" if code == STANDS_STILL else f"ended by itself with {code}"] += 1
                self.start(name)

    def settle(self) -> None:
        """Let all workers run."""
        for name in list(self._frozen):
            self._thaw(name)
        for name in WORKERS:
            if name not in self._running:
                self.start(name)

    def stop(self) -> None:
        for name in list(self._frozen):
            self._thaw(name)
        for name in list(self._running):
            self._end(name, signal.SIGTERM)

    def _thaw(self, name: str) -> None:
        del self._frozen[name]
        self._running[name].send_signal(signal.SIGCONT)

    def _end(self, name: str, number: signal.Signals) -> None:
        process = self._running.pop(name)
        process.send_signal(number)
        try:
            process.wait(90)
        except subprocess.TimeoutExpired:
            self.events["did not stop"] += 1
            process.kill()
            process.wait()
