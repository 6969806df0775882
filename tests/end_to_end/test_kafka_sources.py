"""Two workers on Kafka: each source is looked at by one at a time, and a dead one's sources by the other soon."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field

import pytest

from tests.command_line import CommandLine
from tests.loopback import Site, loopback_site

pytestmark = pytest.mark.long

SOURCES = 12
INTERVAL = 1.0
"""Seconds between two looks at a source."""

TAKEN_OVER = 60.0
"""Seconds from the death of a worker within which each of its sources is looked at by another."""

LONGEST = 180.0
"""Seconds for workers to start and share the work on a busy machine."""

FIRST, SECOND = "first worker", "second worker"


@dataclass
class Watched:
    """A site of many sources that notes who looks at which, and what is looked at twice at once."""

    site: Site
    under_way: Counter[str] = field(default_factory=Counter)
    at_once: Counter[str] = field(default_factory=Counter)
    """The most looks at a source that were under way at once."""

    def __post_init__(self) -> None:
        for number in range(SOURCES):
            self.site.answers[f"/feed/{number}"] = self._slow(f"/feed/{number}")

    def _slow(self, path: str) -> Callable[[asyncio.StreamWriter], object]:
        async def answer(writer: asyncio.StreamWriter) -> None:
            self.under_way[path] += 1
            self.at_once[path] = max(self.at_once[path], self.under_way[path])
            try:
                await asyncio.sleep(0.2)  # a look takes a while: two of one source would meet
                body = b'<?xml version="1.0"?><rss version="2.0"><channel><title>x</title></channel></rss>'
                writer.write(
                    b"HTTP/1.1 200 X\r\ncontent-type: application/xml\r\ncontent-length: %d\r\n\r\n" % len(body)
                )
                writer.write(body)
                await writer.drain()
            finally:
                self.under_way[path] -= 1

        return answer

    def looks(self, worker: str, since: int = 0) -> set[str]:
        """The sources that a worker looked at, since a number of requests."""
        return {asked.path for asked in self.site.asked[since:] if asked.headers["user-agent"] == worker}


@pytest.fixture
async def watched() -> AsyncIterator[Watched]:
    async with loopback_site() as site:
        yield Watched(site)


@pytest.fixture
def on_kafka(command_line: CommandLine, kafka_address: str, watched: Watched) -> CommandLine:
    sources = "".join(
        f'[[sources]]\nurl = "{watched.site.url}/feed/{number}"\ninterval = {INTERVAL}\n' for number in range(SOURCES)
    )
    command_line.configure(
        f'bus = "kafka://{kafka_address}"\nallow_private_addresses = true\n'
        f'[kafka]\nprefix = "test-{secrets.token_hex(4)}."\n[discover]\nmin_interval = 0.5\n{sources}'
    )
    command_line.run("topics", "create")
    return command_line


async def until(true: Callable[[], bool], seconds: float = LONGEST) -> None:
    async with asyncio.timeout(seconds):
        while not true():
            await asyncio.sleep(0.05)


async def test_a_dead_workers_sources_are_looked_at_by_the_other_within_a_minute(
    on_kafka: CommandLine, watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DONGMAENG_USER_AGENT", FIRST)
    with on_kafka.service("discover,curate") as first:
        monkeypatch.setenv("DONGMAENG_USER_AGENT", SECOND)
        with on_kafka.service("discover,curate"):
            await until(lambda: bool(watched.looks(FIRST) and watched.looks(SECOND)))
            told = await asyncio.to_thread(on_kafka.json, "reload")
            assert [(one["took_over"], one["wrong"]) for one in told] == [([], "")] * 2
            before = len(watched.site.asked)
            await until(lambda: len(watched.looks(FIRST, before) | watched.looks(SECOND, before)) == SOURCES)
            mine = watched.looks(FIRST, before)
            assert mine
            first.kill()
            first.wait()
            died, since = time.monotonic(), len(watched.site.asked)
            await until(lambda: mine <= watched.looks(SECOND, since), TAKEN_OVER)
            print(f"taken over in {time.monotonic() - died:.1f} s")
            await until(lambda: len(watched.looks(SECOND, since)) == SOURCES)
    assert set(watched.at_once.values()) == {1}
