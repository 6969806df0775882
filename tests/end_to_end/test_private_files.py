"""What the service keeps is its user's alone, and what is broken ends with one line."""

from __future__ import annotations

import json
import sqlite3
import stat
from pathlib import Path

import pytest

from tests.command_line import CommandLine
from topics.embedded.upgrade import SCHEMA

DEAL = "한빛전자는 누리통신과 돌봄 로봇 사업을 위한 업무협약을 체결했다고 3일 밝혔다."


@pytest.fixture
def story(command_line: CommandLine) -> str:
    path = command_line.home / "items.jsonl"
    path.write_text(json.dumps({"id": "deal", "text": DEAL}), "ascii")
    return str(path)


def modes(folder: Path) -> dict[str, int]:
    return {path.name: stat.S_IMODE(path.stat().st_mode) for path in (folder, *folder.iterdir())}


def test_the_data_directory_and_its_files_are_private(command_line: CommandLine, story: str) -> None:
    command_line.run("import", story)
    command_line.run("gazetteer", "add", "새봄모터스")
    found = modes(command_line.home / "data")
    assert {"dongmaeng.sqlite", "lock", "names.tsv"} <= found.keys()
    assert all(mode == (0o700 if name == "data" else 0o600) for name, mode in found.items())


def test_modes_that_exist_are_tightened_and_that_is_said(command_line: CommandLine, story: str) -> None:
    command_line.run("import", story)
    data = command_line.home / "data"
    data.chmod(0o755)
    (data / "dongmaeng.sqlite").chmod(0o644)
    (data / "mine.txt").write_text("not the service's")
    (data / "mine.txt").chmod(0o644)
    command_line.configure('[[endpoints]]\nid = "a"\nurl = "https://example.com/T0KEN"\nsecret_env = "HOOK"\n')
    settings = command_line.home / "dongmaeng.toml"
    settings.chmod(0o644)
    said = command_line.run("search", "업무협약").stderr
    assert all(str(path) in said for path in ("data", "dongmaeng.sqlite", "dongmaeng.toml"))
    assert stat.S_IMODE(settings.stat().st_mode) == 0o600
    assert modes(data)["data"] == 0o700
    assert modes(data)["dongmaeng.sqlite"] == 0o600
    assert modes(data)["mine.txt"] == 0o644
    assert "tightened" not in command_line.run("search", "업무협약").stderr


def test_settings_without_secrets_are_left_as_they_are(command_line: CommandLine) -> None:
    command_line.configure('[[sources]]\nurl = "https://example.com/rss"\n')
    (command_line.home / "dongmaeng.toml").chmod(0o644)
    command_line.run("config", "check")
    assert stat.S_IMODE((command_line.home / "dongmaeng.toml").stat().st_mode) == 0o644


def test_a_lock_that_is_a_link_is_refused_and_its_target_left_alone(command_line: CommandLine, story: str) -> None:
    victim = command_line.home / "victim"
    victim.write_text("precious")
    (command_line.home / "data").mkdir()
    lock = command_line.home / "data" / "lock"
    lock.symlink_to(victim)
    assert "data/lock is a link" in command_line.run("import", story, code=1).stderr
    lock.unlink()
    lock.hardlink_to(victim)
    assert "another name" in command_line.run("import", story, code=1).stderr
    assert victim.read_text() == "precious"


def test_a_data_directory_reached_through_a_link_works(command_line: CommandLine, story: str) -> None:
    (command_line.home / "elsewhere").mkdir()
    (command_line.home / "data").symlink_to(command_line.home / "elsewhere")
    assert command_line.json("import", story) == {"imported": 1}
    assert command_line.json("search", "업무협약")["total"] == 1


@pytest.mark.parametrize(
    "command", [["search", "동맹"], ["alliances"], ["topics"], ["status"], ["import", "items.jsonl"], ["sources"]]
)
def test_a_damaged_database_ends_with_one_line(command_line: CommandLine, story: str, command: list[str]) -> None:
    (command_line.home / "data").mkdir(mode=0o700)
    (command_line.home / "data" / "dongmaeng.sqlite").write_bytes(b"no database at all " * 1000)
    (command_line.home / "data" / "dongmaeng.sqlite").chmod(0o600)
    done = command_line.run(*command, code=1)
    assert len(done.stderr.splitlines()) == 1
    assert "not a database" in done.stderr


def test_a_database_of_a_later_version_is_refused_by_name_and_one_without_is_taken_up(
    command_line: CommandLine, story: str
) -> None:
    command_line.run("import", story)
    with sqlite3.connect(command_line.home / "data" / "dongmaeng.sqlite") as database:
        assert database.execute("PRAGMA user_version").fetchone() == (SCHEMA,)
        database.execute("PRAGMA user_version = 0")
    command_line.run("import", story)
    assert command_line.json("search", "업무협약")["total"] == 1
    with sqlite3.connect(command_line.home / "data" / "dongmaeng.sqlite") as database:
        assert database.execute("PRAGMA user_version").fetchone() == (SCHEMA,)
        database.execute("PRAGMA user_version = 99")
    for command in (["search", "동맹"], ["alliances"], ["import", story], ["status"]):
        [line] = command_line.run(*command, code=2).stderr.splitlines()
        assert f"dongmaeng.sqlite: of version 99, while this program knows {SCHEMA}" in line


@pytest.mark.parametrize(
    ("variable", "value"), [("SOURCES", "[{"), ("FETCH", "{'host_delay'"), ("ENDPOINTS", "s3cret")]
)
def test_broken_json_in_the_environment_is_named_without_its_value(
    command_line: CommandLine, variable: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"DONGMAENG_{variable}", value)
    [line] = command_line.run("config", "check", code=2).stderr.splitlines()
    assert f"environment: DONGMAENG_{variable}: not valid JSON" in line
    assert value not in line
