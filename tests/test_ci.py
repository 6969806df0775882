"""What CI runs: the README's command and, in three turns, every test."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from tests.composition import ROOT


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


def test_the_parts_of_a_run_are_all_of_it_and_no_test_twice() -> None:
    def collected(*options: str) -> list[str]:
        command = [sys.executable, "-m", "pytest", "--collect-only", "-q", "tests/topics", *options]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
        return [line for line in done.stdout.splitlines() if "::" in line]

    parts = [collected("--part", f"{number}/3") for number in (1, 2, 3)]
    assert all(parts)
    assert sorted(test for part in parts for test in part) == sorted(collected())


@pytest.mark.parametrize("part", ["0/3", "4/3", "1", "a/b"])
def test_a_wrong_part_is_named(part: str) -> None:
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", "tests/test_ci.py", "--part", part]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert f"--part {part}: expected K/N" in done.stdout + done.stderr
