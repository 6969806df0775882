"""The service, in a process of its own, that reads the hostile site; and what a person is told of it."""

from __future__ import annotations

import asyncio
import json
import math
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Coroutine, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from agents.discover.health import SOURCES
from agents.fetch.robots import ROBOTS
from benchmarks.hostile_site import HostileSite
from dongmaeng.backend.backend import Backend
from dongmaeng.backend.sources import sources
from dongmaeng.backend.why import way
from dongmaeng.fault import NotFound
from dongmaeng.settings import load_settings
from topics.catalogue import CANDIDATES, ENDINGS, PAGES
from topics.embedded.journal import Journal
from topics.records import Candidate, Ended, Outcome, Page

READ = "read"
"""What became of a story that is in the store."""

_LOOK = 1.0
"""Seconds between two looks at whether something is so."""

_LONGEST_STOP = 90.0
"""Seconds that the service may take to stop on a busy machine."""


@dataclass(frozen=True, slots=True)
class OnDisk:
    """Addresses of which it is kept what became of them."""

    ended: frozenset[str]
    """Pages and robots.txt files: these need not be asked for again."""
    put_off: frozenset[str]
    """Pages and feeds: these are to be asked for again, at a time that is kept with them."""


class Crawl:
    """A service and its data directory; use it as a context manager, which ends the service."""

    def __init__(self, world: HostileSite, home: Path) -> None:
        self.world = world
        self.config = home / "dongmaeng.toml"
        self.config.touch(mode=0o600)
        self.config.write_text(world.settings(), "utf-8")
        self.settings = load_settings(self.config)
        self.log = home / "log"
        self._service: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the service."""
        command = [sys.executable, "-m", "benchmarks.named_hosts", "--config", str(self.config), "run"]
        with self.log.open("ab") as log:
            self._service = subprocess.Popen(command, stdout=log, stderr=log)

    def kill(self) -> None:
        """End the service with -9."""
        assert self._service is not None
        self._service.kill()
        self._service.wait()

    def stop(self) -> None:
        """End the service in order; raises `RuntimeError` where it ends otherwise."""
        assert self._service is not None
        self._service.send_signal(signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            self._service.wait(_LONGEST_STOP)
        self.check(running=False)

    def check(self, *, running: bool = True) -> None:
        """Raise `RuntimeError` where the service ended by itself, or not in order."""
        assert self._service is not None
        if self._service.poll() != (None if running else 0):
            raise RuntimeError(f"the service: {self._service.poll()}\n{self.log.read_text('utf-8')[-3000:]}")

    @property
    def memory(self) -> float:
        """Of the service itself, resident (MB)."""
        assert self._service is not None
        pages = int(Path(f"/proc/{self._service.pid}/statm").read_text("ascii").split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 1e6

    async def until(
        self,
        true: Callable[[], bool] | Callable[[], Coroutine[Any, Any, bool]],
        seconds: float,
        *,
        every: float = _LOOK,
    ) -> bool:
        """Whether something becomes so within some seconds, while the service runs."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            self.check()
            found = true()
            if found if isinstance(found, bool) else await found:
                return True
            await asyncio.sleep(every)
        return False

    async def outcomes(self, stories: Mapping[str, str]) -> dict[str, str]:
        """What `dongmaeng why` tells of stories by their addresses: `read`, or how it stands and the reason."""
        async with Backend(self.settings) as backend:
            return {name: await _outcome(backend, address) for name, address in stories.items()}

    async def reasons(self) -> dict[str, str]:
        """What `dongmaeng sources` tells of the hostile sources, by the name of the attack."""
        async with Backend(self.settings) as backend:
            health = {source.setting.url: source.health for source in await sources(backend)}
        found = {name: health[self.world.feed(host)] for name, host in self.world.sources.items()}
        return {name: (looks.last_error or "none") if looks else "" for name, looks in found.items()}

    def on_disk(self) -> OnDisk:
        """What the data directory has of what was asked for."""
        if not self.settings.database.exists():
            return OnDisk(frozenset(), frozenset())
        journal = Journal(self.settings.database, readonly=True)
        try:
            pages = [Page.model_validate_json(e.value).url for e, _ in journal.between(PAGES.name, 0.0, math.inf)]
            endings = [Ended.model_validate_json(e.value) for e, _ in journal.between(ENDINGS.name, 0.0, math.inf)]
            robots = [f"{site}/robots.txt" for site, _ in journal.documents(ROBOTS, "")]
            looked = [source for source, text in journal.documents(SOURCES, "") if json.loads(text).get("next")]
            waiting = [w.entry for w in journal.retries.waiting(self.world.names) if w.entry.topic == CANDIDATES.name]
        finally:
            journal.close()
        ended = [one.story.url for one in endings if one.stage == "fetch" and one.outcome is not Outcome.RENAMED]
        put_off = [Candidate.model_validate_json(entry.value).url for entry in waiting]
        return OnDisk(frozenset([*pages, *ended, *robots]), frozenset([*put_off, *looked]))

    def __enter__(self) -> Crawl:
        return self

    def __exit__(self, *_: object) -> None:
        if self._service is not None and self._service.poll() is None:
            self.kill()


async def _outcome(backend: Backend, address: str) -> str:
    try:
        told = await way(backend, address)
    except NotFound:
        return "unknown"
    if any(stop.stage == "index" for stop in told.way):
        return READ
    ended = [stop for stop in told.way if stop.outcome in ("waiting", "dropped", "quarantined")]
    return f"{ended[-1].outcome}: {ended[-1].reason}" if ended else told.outcome
