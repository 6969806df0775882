"""Every benchmark can be run with no argument, says what it does, and stands in the table of the documentation."""

from __future__ import annotations

import argparse
import re
from importlib import import_module
from pathlib import Path
from typing import NoReturn

import pytest

ROOT = Path(__file__).resolve().parents[2]
PARTS = {"chaos_worker"}
"""Modules with a `main` that a benchmark starts."""

BENCHMARKS = sorted(
    file.stem
    for file in (ROOT / "benchmarks").glob("*.py")
    if re.search(r"^def main\(", file.read_text("utf-8"), re.MULTILINE) and file.stem not in PARTS
)


class _Asked(Exception):
    def __init__(self, parser: argparse.ArgumentParser) -> None:
        self.parser = parser


@pytest.mark.parametrize("name", BENCHMARKS)
def test_a_benchmark_needs_no_argument_and_has_help(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def ask(parser: argparse.ArgumentParser, *_: object) -> NoReturn:
        raise _Asked(parser)

    monkeypatch.setattr(argparse.ArgumentParser, "parse_args", ask)
    with pytest.raises(_Asked) as asked:
        import_module(f"benchmarks.{name}").main()
    parser = asked.value.parser
    assert not [action.dest for action in parser._actions if action.required]
    assert parser.description
    assert "--help" in parser.format_help()


def test_the_table_names_each_benchmark_once() -> None:
    table = (ROOT / "docs" / "benchmarks.md").read_text("utf-8")
    assert sorted(re.findall(r"^\| `(\w+)`", table, re.MULTILINE)) == BENCHMARKS


def test_who_lacks_a_package_is_told_how_to_get_it(capsys: pytest.CaptureFixture[str]) -> None:
    from benchmarks.peers import WITHOUT, needed

    with pytest.raises(SystemExit) as ended, needed():
        import_module("a_package_that_nobody_has")
    assert ended.value.code == WITHOUT == 2
    said = capsys.readouterr().err
    assert "a_package_that_nobody_has is not installed" in said
    assert "pip install -e '.[benchmarks]'" in said
