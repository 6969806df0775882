"""Files that are none, lists that point elsewhere and text that a terminal would obey, through the command line."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest

from tests.command_line import CommandLine

DEAL = "한빛전자는 누리통신과 돌봄 로봇 사업을 위한 업무협약을 체결했다고 3일 밝혔다. 두 회사는 시제품을 함께 만든다."
OBEYED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
HOSTILE = "\x1b]0;title\x07\x1b[2J\u202e\u2066\x00\x9b31m"


def items_file(home: Path, *items: dict[str, str]) -> str:
    path = home / "items.jsonl"
    path.write_text("".join(json.dumps(item) + "\n" for item in items), "ascii")
    return str(path)


@pytest.fixture
def page(tmp_path: Path) -> Path:
    outside = tmp_path / "outside.txt"
    outside.write_text(DEAL, "utf-8")
    return outside


@pytest.mark.parametrize("command", ["read", "import"])
def test_a_pipe_or_device_given_by_hand_is_refused_at_once(command_line: CommandLine, command: str) -> None:
    os.mkfifo(command_line.home / "pipe.jsonl")
    os.mkfifo(command_line.home / "pipe")
    for target in ("pipe.jsonl", "pipe", "/dev/zero", "/dev/stdin"):
        assert "neither a file nor a folder" in command_line.run(command, target, code=2).stderr


def test_a_pipe_or_device_in_a_list_or_folder_is_the_fault_of_its_item_alone(command_line: CommandLine) -> None:
    folder = command_line.home / "folder"
    folder.mkdir()
    os.mkfifo(folder / "pipe.txt")
    (folder / "zero.html").symlink_to("/dev/zero")
    (folder / "story.txt").write_text(DEAL, "utf-8")
    found = {line["id"]: line for line in command_line.json_lines("read", str(folder))}
    assert {id: line["outcome"] for id, line in found.items()} == {
        "pipe.txt": "quarantined",
        "zero.html": "quarantined",
        "story.txt": "done",
    }
    listed = items_file(
        folder,
        {"id": "pipe", "path": "pipe.txt"},
        {"id": "zero", "path": "/dev/zero"},
        {"id": "story", "path": "story.txt"},
    )
    pipe, zero, story = command_line.json_lines("read", listed)
    assert "no regular file" in pipe["reason"]
    assert "no regular file" in zero["reason"]
    assert story["outcome"] == "done"


def test_a_list_names_files_below_its_folder_or_by_their_absolute_path(command_line: CommandLine, page: Path) -> None:
    folder = command_line.home / "lists"
    (folder / "below").mkdir(parents=True)
    (folder / "below" / "story.txt").write_text(DEAL, "utf-8")
    (folder / "link.txt").symlink_to(page)
    (folder / "inner.txt").symlink_to(folder / "below" / "story.txt")
    listed = items_file(
        folder,
        {"id": "below", "path": "below/story.txt"},
        {"id": "inner", "path": "inner.txt"},
        {"id": "absolute", "path": str(page)},
        {"id": "dots", "path": "../outside.txt"},
        {"id": "link", "path": "link.txt"},
        {"id": "nul", "path": "a\0b"},
        {"id": "half", "path": "\ud800.txt"},
    )
    found = {line["id"]: line for line in command_line.json_lines("read", listed)}
    assert [id for id, line in found.items() if line["outcome"] == "done"] == ["below", "inner", "absolute"]
    assert all("outside the folder" in found[id]["reason"] for id in ("dots", "link"))


def test_a_folder_gives_nothing_that_a_link_leads_out_to(command_line: CommandLine, page: Path) -> None:
    folder = command_line.home / "folder"
    folder.mkdir()
    (folder / "link.txt").symlink_to(page)
    [line] = command_line.json_lines("read", str(folder))
    assert line["outcome"] == "quarantined"


def test_what_a_terminal_obeys_ends_no_command_and_reaches_no_terminal(command_line: CommandLine) -> None:
    file = items_file(
        command_line.home,
        {"id": f"id{HOSTILE}", "title": f"한빛전자{HOSTILE}, 누리통신과 맞손\ud83d", "text": f"{DEAL}{HOSTILE}\udc00"},
        {"id": "\ud800half", "title": "나중", "text": DEAL},
        {"id": f"broken{HOSTILE}", "html": "x", "text": "y"},
    )
    commands = (
        ("read", file),
        ("read", file, "--explain"),
        ("import", file),
        ("search", "업무협약"),
        ("alliances",),
        ("quarantine",),
        ("search", f"없는{HOSTILE}".replace("\x00", "")),
    )
    for command in commands:
        done = command_line.run(*command)
        assert not OBEYED.search(done.stdout + done.stderr), command
    for command in commands:
        if "--explain" not in command:
            done = command_line.run(*command, "--json")
            assert not OBEYED.search(done.stdout + done.stderr), command
            assert [json.loads(line) for line in done.stdout.splitlines()]
    whole, half, broken = command_line.json_lines("read", file)
    assert whole["id"] == f"id{HOSTILE}"
    assert [m["name"] for m in whole["mentions"][0]["members"]] == ["한빛전자", "누리통신"]
    assert half["outcome"] == "done"
    assert broken["outcome"] == "quarantined"


def test_an_error_shows_neither_secrets_nor_what_a_terminal_obeys(command_line: CommandLine) -> None:
    source = '[[sources]]\nurl = "https://me:hunter2@feeds.example.com/rss?key=s3cret&section=economy"\n'
    hook = '[[endpoints]]\nid = "desk"\nurl = "https://hooks.example.com/services/T0KEN"\nsecret_env = "PATH"\n'
    command_line.configure(source + source)
    assert "hunter2" not in command_line.run("config", "check", code=2).stderr
    command_line.configure(source + hook.replace("secret_env", "old_secrets = []\nsecret_env").replace("PATH", "HOOK"))
    for command in (("config", "show"), ("sources",), ("sources", "--json"), ("status", "--json")):
        code = 1 if command[0] == "status" else 0
        done = command_line.run(*command, code=code)
        said = done.stdout + done.stderr
        assert not any(secret in said for secret in ("hunter2", "s3cret", "T0KEN")), command
    shown = json.loads(command_line.run("config", "show").stdout)
    assert shown["sources"][0]["url"] == "https://feeds.example.com/rss?key=…&section=economy"
    assert shown["endpoints"][0]["url"] == "https://hooks.example.com/…"
