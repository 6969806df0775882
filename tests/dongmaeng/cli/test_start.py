"""A command loads what it needs and no more, is completed by name and option, and ends well where nobody reads on."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from agents.alert.type_names import TYPE_NAMES
from agents.alert.types import TYPES
from dongmaeng.cli.commands import COMMANDS, command
from dongmaeng.decide import registry_stages
from dongmaeng.hand_over import carry
from dongmaeng.settings import Settings
from tests.agents.resolve.stories import mention, report

SERVERS = {"elasticsearch", "elastic_transport", "aiokafka", "faust", "fastapi", "starlette", "uvicorn"}
READERS = {"agents.pipeline", "agents.clean", "agents.tag.tag", "lxml", "trafilatura", "selectolax", "httpx", "jinja2"}
EVERYTHING = {*SERVERS, *READERS, "mecab", "numpy", "pydantic", "apsw", "structlog", "networkx", "igraph"}

PROGRAM = """
import atexit, json, sys
atexit.register(lambda: print(json.dumps(sorted(sys.modules)), file=sys.stderr))
sys.argv = ["dongmaeng", *sys.argv[1:]]
from dongmaeng.cli import main
main()
"""
COMPLETED = "_DONGMAENG_COMPLETE"


def call(*arguments: str, code: int = 0, **environment: str) -> tuple[str, set[str]]:
    """What a call prints, and the modules that it loaded."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, *arguments],
        capture_output=True,
        encoding="utf-8",
        env=os.environ | environment,
        check=False,
    )
    assert done.returncode == code, done.stderr[-2000:]
    return done.stdout, set(json.loads(done.stderr.splitlines()[-1]))


def complete(words: str) -> tuple[list[str], set[str]]:
    number = str(len(words.split(" ")) - 1)
    shell = {COMPLETED: "complete_bash", "COMP_WORDS": words, "COMP_CWORD": number}
    found, modules = call(**shell)
    return found.split(), modules


@pytest.fixture
async def home(tmp_path: Path) -> Path:
    reports = [report(f"a{n}", mention(f"가람전자{n} 나래통신{n}"), day=n) for n in range(150)]
    await carry(Settings(data_dir=tmp_path), reports, registry_stages)
    return tmp_path


@pytest.mark.parametrize("name", COMMANDS)
def test_the_table_says_of_each_command_what_the_command_says(name: str) -> None:
    told = " ".join(command(name).help.partition("\n\n")[0].split())
    assert told == COMMANDS[name].help


@pytest.mark.parametrize("asked", ["--version", "--help"])
def test_what_is_asked_of_all_loads_no_command(asked: str) -> None:
    told, modules = call(asked)
    assert "dongmaeng" in told.lower()
    assert not EVERYTHING & modules
    assert "dongmaeng.settings" not in modules


def test_help_lists_every_command() -> None:
    told, _ = call("--help", COLUMNS="200")
    assert all(f" {name} " in told for name in COMMANDS)


def test_a_search_loads_neither_servers_nor_what_reads_pages(home: Path) -> None:
    _, modules = call("--data-dir", str(home), "search", "협력")
    assert not (SERVERS | READERS) & modules


def test_commands_and_options_are_completed_without_loading_what_they_do() -> None:
    found, modules = complete("dongmaeng al")
    assert found == ["alliances", "alerts"]
    assert not (EVERYTHING - {"pydantic"}) & modules  # with which typer reads what was typed
    for words, among in (
        ("dongmaeng alliances --kind j", "joint_venture"),
        ("dongmaeng alliances sh", "show"),
        ("dongmaeng alerts add --ty", "--type"),
        ("dongmaeng search --order r", "relevance"),
    ):
        found, modules = complete(words)
        assert among in found
        assert not (SERVERS | READERS | {"apsw", "structlog", "mecab"}) & modules


def test_a_command_that_is_not_there_is_answered_with_the_likely_one() -> None:
    arguments = [sys.executable, "-m", "dongmaeng", "serach"]
    done = subprocess.run(arguments, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 2
    assert "'search'" in done.stderr


@pytest.mark.parametrize(
    "arguments", [["--help"], ["alliances"], ["alliances", "--json"], ["topics", "tail", "mentions", "--limit", "150"]]
)
def test_a_reader_who_has_read_enough_ends_it_well(home: Path, arguments: list[str]) -> None:
    running = subprocess.Popen(
        [sys.executable, "-m", "dongmaeng", "--data-dir", str(home), *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert running.stdout is not None
    assert running.stderr is not None
    running.stdout.read(1)
    running.stdout.close()
    assert b"Error" not in running.stderr.read()
    assert running.wait() == 0


def test_the_names_of_types_are_those_of_the_types() -> None:
    assert tuple(TYPES) == TYPE_NAMES
