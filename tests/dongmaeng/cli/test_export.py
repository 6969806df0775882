"""`dongmaeng export`, as a shell calls it."""

from __future__ import annotations

import asyncio
import csv
import io
import json
import os
import pty
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import networkx
import openpyxl
import pandas
import pytest

from dongmaeng.exports.formats import OF_ALLIANCES, OF_GRAPH
from search.embedded.store import EmbeddedStore
from tests.command_line import CommandLine
from tests.dongmaeng.exports.alliances import alliance, hostile
from topics.records import Alliance

KNOWN = [*(alliance(number) for number in range(4)), hostile("=1+1\x1b[31m\u202e앞", 4)]


@pytest.fixture
def home(tmp_path: Path) -> CommandLine:
    database = tmp_path / "data" / "dongmaeng.sqlite"
    database.parent.mkdir(mode=0o700)
    asyncio.run(fill(database, KNOWN))
    database.chmod(0o600)
    return CommandLine(tmp_path)


async def fill(database: Path, alliances: Sequence[Alliance]) -> None:
    store = EmbeddedStore(database)
    await store.write_alliances(alliances)
    await store.close()


def test_lines_are_what_json_says(home: CommandLine) -> None:
    lines = home.run("export", "alliances").stdout.splitlines()
    assert [json.loads(line) for line in lines] == home.json("alliances")


def test_the_name_of_a_file_says_its_form(home: CommandLine) -> None:
    for ending in ("csv", "xlsx", "parquet"):
        assert home.run("export", "alliances", "--output", f"a.{ending}").stdout == ""
    opened = pandas.read_csv(home.home / "a.csv", dtype=str)["id"].to_list()
    assert opened == [one["id"] for one in home.json("alliances")]
    assert pandas.read_parquet(home.home / "a.parquet")["id"].to_list() == opened
    assert [row[0] for row in openpyxl.load_workbook(home.home / "a.xlsx")["alliances"].values][1:] == opened
    home.run("export", "graph", "-o", "g.gexf")
    assert "가람전자" in networkx.read_gexf(home.home / "g.gexf")
    assert (home.home / "g.gexf").stat().st_mode & 0o077 == 0


def test_filters_are_those_of_alliances(home: CommandLine) -> None:
    options = ("--company", "가람전자", "--kind", "mou", "--since", "2026-03-02", "--until", "2026-03", "--limit", "1")
    text = home.run("export", "alliances", "--format", "csv", "--rows", "members", *options).stdout
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))
    assert {row["alliance_id"] for row in rows} == {home.json("alliances", *options)[0]["id"]}
    assert len(rows) == 2


def test_a_file_that_is_there_is_kept_unless_forced(home: CommandLine) -> None:
    (home.home / "a.csv").write_text("before")
    assert "--force" in home.run("export", "alliances", "-o", "a.csv", code=2).stderr
    assert (home.home / "a.csv").read_text() == "before"
    home.run("export", "alliances", "-o", "a.csv", "--force")
    assert (home.home / "a.csv").read_bytes().startswith(b"\xef\xbb\xbfid,")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ("alliances --format gexf", "alliances can be had as jsonl, csv"),
        ("graph --format atom", "graph can be had as"),
        ("alliances --rows nodes", "--rows nodes"),
        ("search", "--query"),
        ("alliances --query 가람", "--query"),
        ("search --query 가람 --kind mou", "--kind mou"),
        ("search --query (", "'('"),
        ("alliances --since soon", "since"),
        ("alliances -o a.doc", "--format"),
        ("alliances -o none/a.csv", "no such folder"),
    ],
)
def test_what_cannot_be_had_is_said(home: CommandLine, arguments: str, said: str) -> None:
    assert said in home.run("export", *arguments.split(), code=2).stderr
    assert [path.name for path in home.home.iterdir()] == ["data"]


def test_feeds_need_to_know_where_people_reach_the_page(home: CommandLine) -> None:
    assert "public_url" in home.run("export", "alliances", "--format", "atom", code=1).stderr
    home.configure('[web]\npublic_url = "https://dongmaeng.example"\n')
    assert "https://dongmaeng.example/alliances.atom" in home.run("export", "alliances", "--format", "atom").stdout


def test_where_nothing_is_known_every_form_is_a_file(tmp_path: Path) -> None:
    empty = CommandLine(tmp_path)
    empty.configure('[web]\npublic_url = "https://dongmaeng.example"\n')
    for what, formats in (("alliances", OF_ALLIANCES), ("graph", OF_GRAPH)):
        for format in formats:
            empty.run("export", what, "-o", f"{what}.{format}")


def on_terminal(home: CommandLine, *arguments: str) -> tuple[int, str]:
    """What a terminal is shown, and the exit code."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "dongmaeng", *arguments]
    running = subprocess.Popen(command, cwd=home.home, stdin=theirs, stdout=theirs, stderr=theirs)
    os.close(theirs)
    shown = b""
    try:
        while part := os.read(ours, 65_536):
            shown += part
    except OSError:  # the end, on Linux
        pass
    os.close(ours)
    return running.wait(), shown.decode(errors="replace")


def test_a_terminal_is_shown_nothing_that_it_obeys(home: CommandLine) -> None:
    code, shown = on_terminal(home, "export", "alliances", "--format", "csv")
    assert code == 0
    assert "'=1+1" in shown
    assert not set("\x1b\u202e\ufeff") & set(shown)
    code, shown = on_terminal(home, "export", "alliances", "--format", "xlsx")
    assert code == 2
    assert "--output" in shown


def test_head_is_no_failure(home: CommandLine) -> None:
    # More than a pipe holds.
    asyncio.run(fill(home.home / "data" / "dongmaeng.sqlite", [alliance(number) for number in range(10, 300)]))
    command = f"{sys.executable} -m dongmaeng export alliances"
    script = f"set -o pipefail; {command} | head -c 10 >/dev/null"
    done = subprocess.run(["bash", "-c", script], cwd=home.home, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
