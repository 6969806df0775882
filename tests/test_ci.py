"""What CI runs: the README's command and, in three turns, every test."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.composition import ROOT
from tests.left_out import files_of
from tests.sharing_out import TOGETHER


def test_ci_runs_the_readmes_command_and_in_turns_every_long_test() -> None:
    script = (ROOT / ".ci" / "run").read_text("utf-8")
    called = re.findall(r"^make (.+)$", script, re.MULTILINE)
    assert called == ["test", "test-long PART=$((commits % 3 + 1))/3"]
    assert re.search(r"^make test\b", (ROOT / "README.md").read_text("utf-8"), re.MULTILINE)
    turns = [_chosen("test", "test-long", f"PART={number}/3") for number in (1, 2, 3)]
    assert turns == [[["-m", '"not long"'], ["-m", "long", "--part", f"{number}/3"]] for number in (1, 2, 3)]
    assert _chosen("test-all") == [["-m", '"not long"'], ["-m", "long", "--part", "1/1"]]
    # Nothing else chooses: none stands in the settings.
    assert not re.search(r"(--ignore|--deselect|-[km] )", (ROOT / "pyproject.toml").read_text("utf-8"))


def _chosen(*targets: str) -> list[list[str]]:
    """What is chosen by each call of pytest: no other option does, and no path."""
    done = subprocess.run(["make", "--dry-run", *targets], cwd=ROOT, capture_output=True, text=True, check=True)
    runs = [line.partition(" -m pytest ")[2] for line in done.stdout.splitlines() if " -m pytest " in line]
    before = "-n 4 --dist loadfile --no-loadscope-reorder --durations 25 "
    assert all(run.startswith(before) for run in runs)
    return [re.findall(r"\"[^\"]*\"|\S+", run.removeprefix(before)) for run in runs]


@given(st.sets(st.text("ab/", max_size=3).map(Path), max_size=12), st.integers(1, 5))
def test_each_file_is_in_one_part(files: set[Path], parts: int) -> None:
    chosen = [files_of(f"{number}/{parts}", files) for number in range(1, parts + 1)]
    assert sorted(file for part in chosen for file in part) == sorted(files)


@pytest.mark.parametrize("part", ["0/3", "4/3", "1", "a/b"])
def test_a_wrong_part_is_named(part: str) -> None:
    with pytest.raises(pytest.UsageError, match=re.escape(f"--part {part}: expected K/N")):
        files_of(part, set())


def test_a_part_leaves_out_the_files_of_others() -> None:
    rooms = ["tests/test_ci.py", "tests/test_release.py"]
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", *rooms, "--part", "1/2"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert {line.partition("::")[0] for line in done.stdout.splitlines() if "::" in line} == {"tests/test_ci.py"}


@pytest.mark.parametrize("folder", TOGETHER)
def test_files_that_are_handed_out_together_are_there(folder: str) -> None:
    assert list((ROOT / folder).glob("test_*.py"))
