"""Other settings are taken over whole, or not at all, and what needs a restart is named."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from dongmaeng.control import ask
from dongmaeng.reload import RELOAD, Reload, Reloaded, reloading
from dongmaeng.settings import Settings, load_settings

BEFORE = """data_dir = "data"
[discover]
min_interval = 30
[[sources]]
url = "https://paper.example/rss"
[[sources]]
url = "https://other.example/rss"
"""


class Process:
    """A process that reads a settings file again and remembers what it was told to follow."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "dongmaeng.toml"
        self.file.write_text(BEFORE, "utf-8")
        self.followed: list[Settings] = []
        self.fails: Callable[[], None] = lambda: None
        self.reload = Reload("run", self.read(), self.read, [self.follow])

    def read(self) -> Settings:
        return load_settings(self.file)

    async def follow(self, settings: Settings) -> None:
        self.fails()
        self.followed.append(settings)

    async def after(self, text: str) -> Reloaded:
        self.file.write_text(text, "utf-8")
        return await self.reload()


@pytest.fixture
def process(tmp_path: Path) -> Process:
    return Process(tmp_path)


async def test_sources_and_how_they_are_looked_at_are_taken_over(process: Process) -> None:
    text = (
        BEFORE.replace("other.example", "third.example")
        .replace("30", "45")
        .replace('paper.example/rss"', 'paper.example/rss"\nkind = "feed"')
    )
    told = await process.after(text)
    assert told == Reloaded(
        process="run", took_over=["sources: 1 added, 1 removed, 1 corrected", "discover.min_interval"]
    )
    assert process.followed == [process.reload.settings]
    assert process.reload.settings == process.read()


async def test_endpoints_and_alerts_are_taken_over_and_what_is_kept_in_files(process: Process, tmp_path: Path) -> None:
    hook = '[[endpoints]]\nid = "{}"\ntype = "slack"\nurl_file = "{}"\n'
    for name in ("one", "two"):
        (tmp_path / name).write_text("https://hooks.slack.com/services/geheim", "utf-8")
    (tmp_path / "token").write_text("a token of the page, sixteen characters".replace(" ", "-"), "utf-8")
    text = BEFORE + hook.format("desk", "one") + hook.format("chat", "two") + "[alerts]\nschedule_seconds = [9]\n"
    told = await process.after(text)
    assert told == Reloaded(process="run", took_over=["endpoints: 2 added", "alerts.schedule_seconds"])
    for name in ("one", "two"):
        (tmp_path / name).write_text("https://hooks.slack.com/services/anders", "utf-8")
    told = await process.after(
        text.replace(hook.format("chat", "two"), hook.format("chat", "two") + "enabled = false\n")
    )
    assert told.took_over == ["endpoints: 1 corrected", "endpoints: desk: what is kept in its file"]
    assert (await process.reload()).took_over == []
    (tmp_path / "one").unlink()
    assert (await process.reload()).took_over == []
    told = await process.after(BEFORE)
    assert told.took_over == ["endpoints: 2 removed", "alerts.schedule_seconds"]
    assert process.followed[-1].endpoints == []


async def test_what_needs_a_restart_is_named_until_there_is_one_and_not_taken_over(process: Process) -> None:
    text = BEFORE + '[fetch]\nhost_delay = 9\n[web]\nlisten = "127.0.0.1:9"\n'
    for _ in range(2):
        told = await process.after('user_agent = "me"\n' + text)
        assert (told.took_over, told.wrong) == ([], "")
        assert told.needs_restart == ["user_agent", "fetch.host_delay", "web.listen"]
    process.file.write_text(BEFORE, "utf-8")
    assert process.followed[-1] == process.read()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (BEFORE + 'kind = "fed"\n', "line 8: sources[1].kind"),
        (BEFORE + "[[sources\n", "not valid TOML"),
        (BEFORE + '[[sources]]\nurl = "https://me:geheim@x/\n', "not valid TOML"),
        (
            BEFORE + BEFORE.partition("30\n")[2],
            "line 9: sources[2].url: https://paper.example/rss is sources[0] already",
        ),
    ],
)
async def test_a_wrong_file_changes_nothing_and_says_where(process: Process, text: str, said: str) -> None:
    before = process.reload.settings
    told = await process.after(text)
    assert said in told.wrong
    assert "geheim" not in told.wrong
    assert process.reload.settings is before
    assert process.followed == []
    assert (await process.after(BEFORE)).wrong == ""


async def test_a_file_that_is_gone_changes_nothing(process: Process) -> None:
    process.file.unlink()
    told = await process.reload()
    assert "no such file" in told.wrong
    assert process.followed == []


async def test_what_could_not_be_followed_is_said_and_done_by_the_next_reload(process: Process) -> None:
    def fail() -> None:
        raise ConnectionError("geheim")

    process.fails = fail
    told = await process.after(BEFORE.replace("other", "third"))
    assert "ConnectionError" in told.wrong
    assert "geheim" not in told.wrong
    process.fails = lambda: None
    assert (await process.reload()).wrong == ""
    assert [source.url for source in process.followed[-1].sources][-1] == "https://third.example/rss"


async def test_a_signal_and_a_command_are_the_same(tmp_path: Path, process: Process) -> None:
    async with reloading(process.reload):
        answers = await asyncio.to_thread(ask, tmp_path / "data", RELOAD)
        assert Reloaded.model_validate_json(answers["run"]) == Reloaded(process="run")
        os.kill(os.getpid(), signal.SIGHUP)
        async with asyncio.timeout(30):
            while len(process.followed) < 2:
                await asyncio.sleep(0.01)
