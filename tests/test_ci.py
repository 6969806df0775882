"""What CI runs: the README's command and, with it, every test."""

from __future__ import annotations

import re
import subprocess

from tests.composition import ROOT


def test_ci_runs_the_readmes_command_and_every_test_whether_long_or_not() -> None:
    called = re.findall(r"^make (.+)$", (ROOT / ".ci" / "run").read_text("utf-8"), re.MULTILINE)
    assert called[0] == "test"
    assert re.search(r"^make test\b", (ROOT / "README.md").read_text("utf-8"), re.MULTILINE)
    done = subprocess.run(["make", "--dry-run", *called], cwd=ROOT, capture_output=True, text=True, check=True)
    runs = [line.partition(" -m pytest ")[2] for line in done.stdout.splitlines() if " -m pytest " in line]
    chosen = [re.findall(r" -m (\"[^\"]*\"|\S+)", run) for run in runs]
    assert chosen == [['"not long"'], ["long"]]
    # Nothing else chooses: no other option does, no path, and none stands in the settings.
    options = {option for run in runs for option in re.findall(r"--?[a-z][a-z-]*", run)}
    assert options == {"-n", "-m", "--dist", "--no-loadscope-reorder", "--durations"}
    assert not re.search(r"(--ignore|--deselect|-[km] )", (ROOT / "pyproject.toml").read_text("utf-8"))
