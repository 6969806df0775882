"""What is done with sources by command: one line or one object for each, and exit codes."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from agents.discover.sources import SourceSetting
from dongmaeng.backend.backend import Backend
from dongmaeng.backend.source_writes import add_sources
from dongmaeng.cli.app import app
from dongmaeng.fault import Fault
from dongmaeng.instance import instance_lock
from dongmaeng.settings import Settings

OWN, FEED, OTHER = (f"https://{name}.example/rss" for name in ("own", "paper", "other"))


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("dongmaeng.toml").write_text(f'[[sources]]\nurl = "{OWN}"\n', "utf-8")

    async def add() -> None:
        async with Backend(Settings()) as backend:
            await add_sources(backend, [SourceSetting(url=url) for url in (FEED, OTHER)])

    asyncio.run(add())


def run(*arguments: str) -> str:
    done = CliRunner().invoke(app, ["sources", *arguments], catch_exceptions=False)
    assert done.exit_code == 0
    return done.stdout


def enabled() -> dict[str, bool]:
    return {source["url"]: source["enabled"] for source in json.loads(run("--json"))}


def test_several_are_ordered_at_once() -> None:
    assert run("pause", FEED, OTHER) == f"{FEED}: Done.\n{OTHER}: Done.\n"
    assert enabled() == {OWN: True, FEED: False, OTHER: False}
    assert json.loads(run("resume", FEED, "--json")) == [{"source": FEED, "applied": True}]
    run("remove", OTHER)
    assert enabled() == {OWN: True, FEED: True}


def test_a_look_waits_for_the_service_and_a_running_one_takes_it_up() -> None:
    assert run("look", OWN) == f"{OWN}: It is looked at as soon as the service runs.\n"
    with instance_lock(Path("data"), "run"):
        assert run("look", OWN) == f"{OWN}: The running service takes it up.\n"
        assert json.loads(run("pause", FEED, "--json")) == [{"source": FEED, "applied": False}]


@pytest.mark.parametrize(("order", "source"), [("remove", OWN), ("look", "https://none.example/"), ("pause", "x")])
def test_what_cannot_be_is_a_fault_of_the_caller(order: str, source: str) -> None:
    with pytest.raises(Fault) as fault:
        CliRunner().invoke(app, ["sources", order, FEED, source], catch_exceptions=False, standalone_mode=False)
    assert fault.value.usage
    assert source in str(fault.value)
    assert enabled()[FEED]
