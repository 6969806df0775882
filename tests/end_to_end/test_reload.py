"""A service that is told to reload again and again while stories come: each is fetched, and once."""

from __future__ import annotations

import asyncio
import os
import pty
import random
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path

import pytest

from agents.discover.sources import SourceSetting
from dongmaeng.backend.backend import Backend
from dongmaeng.backend.source_writes import add_sources
from dongmaeng.control import ask
from dongmaeng.reload import RELOAD, Reloaded
from dongmaeng.settings import load_settings
from tests.command_line import CommandLine
from tests.end_to_end.newsrooms import deal, feed
from tests.loopback import Asked, Reply, Site, loopback_site
from tests.waiting import wait_until
from topics.records import now

SITES, STORIES, RELOADS = 4, 15, 25
LONGEST = 120.0
"""Seconds for the service to come to rest on a busy machine."""

_XML = {"content-type": "application/xml"}
_HTML = {"content-type": "text/html; charset=utf-8"}


class Paper:
    """A site whose feed has one story more each time that it is asked for."""

    def __init__(self, site: Site, number: int) -> None:
        self.site = site
        self._number = number
        self._published: list[str] = []
        site.answers["/feed"] = self._feed

    @property
    def url(self) -> str:
        return f"{self.site.url}/feed"

    @property
    def is_out(self) -> bool:
        """Whether all its stories are."""
        return len(self._published) == STORIES

    def fetched(self) -> dict[str, int]:
        """How often each story was fetched."""
        return {path: self.site.paths().count(path) for path in self._published}

    def _feed(self, _: Asked) -> Reply:
        if not self.is_out:
            path, made = f"/news/{len(self._published)}", now() - timedelta(minutes=5)
            page = deal(f"가람전자{self._number}{len(self._published)}", "나래통신", published=made)
            self.site.answers[path] = Reply(200, page.encode(), _HTML)
            self._published.append(path)
        entries = [(self.site.url + path, now() - timedelta(minutes=5), "협약") for path in reversed(self._published)]
        return Reply(200, feed(*entries).encode(), _XML)


@pytest.fixture
async def papers() -> AsyncIterator[list[Paper]]:
    async with AsyncExitStack() as stack:
        yield [Paper(await stack.enter_async_context(loopback_site()), number) for number in range(SITES)]


def configured(sources: Iterable[str], interval: float = 0.2) -> str:
    """Settings with some sources, which are looked at that often (seconds)."""
    tables = "".join(f'[[sources]]\nurl = "{url}"\ninterval = {interval}\n' for url in sources)
    return f"allow_private_addresses = true\n[fetch]\nhost_delay = 0\n[discover]\nmin_interval = 0.1\n{tables}"


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(LONGEST):
        while not true():
            await asyncio.sleep(0.05)


async def until_same(given: Callable[[], Awaitable[object]], expected: object) -> None:
    async with asyncio.timeout(LONGEST):
        while await given() != expected:
            await asyncio.sleep(0.05)


async def reload(home: Path) -> list[Reloaded]:
    answers = await asyncio.to_thread(ask, home / "data", RELOAD)
    return [Reloaded.model_validate_json(answer) for answer in answers.values()]


def some(papers: Sequence[Paper], chance: random.Random) -> list[str]:
    """The addresses of some of the papers, in any order."""
    return [paper.url for paper in chance.sample(papers, chance.randint(1, len(papers)))]


@pytest.mark.long
async def test_reloading_under_load_loses_nothing_and_fetches_nothing_twice(
    command_line: CommandLine, papers: list[Paper]
) -> None:
    chance = random.Random(7)
    command_line.configure(configured(paper.url for paper in papers))
    with command_line.service() as running:
        await until(lambda: all(paper.site.asked for paper in papers))
        reloads = 0
        while reloads < RELOADS or not all(paper.is_out for paper in papers):
            is_wrong = reloads % 5 == 4
            text = configured(some(papers, chance), chance.choice([0.2, 0.3]))
            command_line.configure(text + 'kind = "fed"\n' if is_wrong else text)
            [told] = await reload(command_line.home)
            assert bool(told.wrong) is is_wrong, told
            reloads += 1
        command_line.configure(configured(paper.url for paper in papers))
        await reload(command_line.home)
        await until(lambda: all(all(paper.fetched().values()) for paper in papers))
        await until(lambda: command_line.json("search", "협약", "--limit", "1")["total"] == SITES * STORIES)
        assert running.poll() is None
    assert {count for paper in papers for count in paper.fetched().values()} == {1}
    assert command_line.json("quarantine") == []
    tallies = {stage["stage"]: stage for stage in command_line.json("topics")}
    assert tallies["fetch"]["done"] == SITES * STORIES


async def test_what_is_added_and_corrected_while_it_runs_is_looked_at_at_once(
    command_line: CommandLine, papers: list[Paper]
) -> None:
    first, second, third, _ = papers
    command_line.configure(configured([first.url], interval=86_400))
    with command_line.service():
        await until(lambda: bool(first.site.asked))
        command_line.configure(configured([first.url, second.url], interval=80_000))
        said = await asyncio.to_thread(command_line.json, "reload")
        assert said == [
            {"process": "run", "took_over": ["sources: 1 added, 1 corrected"], "needs_restart": [], "wrong": ""}
        ]
        await until(lambda: first.site.paths().count("/feed") == 2 and "/feed" in second.site.paths())
        command_line.configure(configured([third.url], interval=80_000) + "[web]\nlisten = 5\n")
        wrong = await asyncio.to_thread(lambda: command_line.run("reload", code=2))
        assert "dongmaeng.toml line" in wrong.stderr
        assert (await reload(command_line.home))[0].wrong
        command_line.configure("")
        assert "no source is set" in (await reload(command_line.home))[0].wrong
        assert third.site.asked == []
    assert "nothing runs on" in (await asyncio.to_thread(lambda: command_line.run("reload", code=1))).stderr


async def test_what_commands_want_of_sources_a_running_service_does(
    command_line: CommandLine, papers: list[Paper]
) -> None:
    own, added, *_ = papers
    command_line.configure(configured([own.url], interval=86_400))

    async def said(*arguments: str) -> list[dict[str, object]]:
        answer: list[dict[str, object]] = await asyncio.to_thread(command_line.json, "sources", *arguments)
        return answer

    async def enabled() -> dict[object, object]:
        return {source["url"]: source["enabled"] for source in await said()}

    with command_line.service():
        await until(lambda: bool(own.site.asked))
        settings = load_settings(command_line.home / "dongmaeng.toml", {"data_dir": command_line.home / "data"})
        async with Backend(settings) as backend:
            await add_sources(backend, [SourceSetting(url=added.url, interval=86_400)])
        await until(lambda: "/feed" in added.site.paths())
        assert await said("pause", added.url) == [{"source": added.url, "applied": False}]
        await until_same(enabled, {own.url: True, added.url: False})
        await said("resume", added.url)
        await until_same(enabled, {own.url: True, added.url: True})
        asked = added.site.paths().count("/feed")
        async with asyncio.timeout(LONGEST):
            while added.site.paths().count("/feed") == asked:  # who asks within ten seconds of a look gets none
                await said("look", added.url)
        await said("remove", added.url)
        await until_same(enabled, {own.url: True})
    assert own.site.paths().count("/feed") == 1


async def test_a_restart_looks_at_once_at_what_was_corrected_and_at_nothing_else(
    command_line: CommandLine, papers: list[Paper]
) -> None:
    corrected, same, *_ = papers
    urls = [corrected.url, same.url]
    command_line.configure(configured(urls, interval=86_400))
    with command_line.service():
        await until(lambda: bool(corrected.site.asked and same.site.asked))
    command_line.configure(
        configured(urls, interval=86_400).replace(f'"{corrected.url}"', f'"{corrected.url}"\nkind = "feed"')
    )
    with command_line.service():
        await until(lambda: corrected.site.paths().count("/feed") == 2)
    assert same.site.paths().count("/feed") == 1


def test_a_service_whose_terminal_is_closed_ends_in_order(command_line: CommandLine) -> None:
    command_line.configure(configured(["http://127.0.0.1:9/feed"], interval=86_400))
    process, terminal = pty.fork()
    if process == 0:  # the child, alone in a terminal of its own
        os.chdir(command_line.home)
        os.execv(sys.executable, [sys.executable, "-m", "dongmaeng", "run"])
    ended = (0, 0)

    def has_ended() -> bool:
        nonlocal ended
        ended = os.waitpid(process, os.WNOHANG)
        return ended[0] == process

    try:
        wait_until(lambda: (command_line.home / "data" / "run.socket").exists(), LONGEST)
        os.close(terminal)
        wait_until(has_ended, LONGEST)
    finally:
        if ended[0] != process:
            os.kill(process, signal.SIGKILL)
            os.waitpid(process, 0)
    assert os.waitstatus_to_exitcode(ended[1]) == 0
