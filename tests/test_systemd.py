"""deploy/dongmaeng.service: a unit that systemd takes, with commands, settings and times of ours."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from dongmaeng.settings import WorkerSettings, load_settings
from tests.composition import ROOT
from tests.deployed import LONGEST_STOP, LONGEST_STOP_ALONE, check_command, memory_needed
from topics.kafka.watchdog import STANDS_STILL

UNIT = ROOT / "deploy" / "dongmaeng.service"
PROGRAM = "/opt/dongmaeng/bin/dongmaeng"


def values(name: str) -> Sequence[str]:
    lines = [line.partition("=") for line in UNIT.read_text("utf-8").splitlines()]
    return [value for key, _, value in lines if key == name]


def value(name: str) -> str:
    [found] = values(name)
    return found


@pytest.fixture(scope="module")
def analyze() -> str:
    found = shutil.which("systemd-analyze")
    if found is None:
        assert not os.environ.get("CI"), "systemd-analyze is missing: install the package systemd"
        pytest.skip("systemd-analyze is not installed")
    return found


def test_systemd_takes_the_unit(analyze: str, tmp_path: Path) -> None:
    there = tmp_path / UNIT.name
    there.write_text(UNIT.read_text("utf-8").replace(PROGRAM, sys.executable), "utf-8")
    checked = subprocess.run([analyze, "verify", "--man=no", there], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stderr
    assert UNIT.name not in checked.stderr


def test_the_unit_is_exposed_to_little(analyze: str) -> None:
    tenths = ["--offline=yes", "--threshold=20", "--no-pager"]
    checked = subprocess.run([analyze, "security", *tenths, UNIT], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout[-300:]


def test_the_command_and_the_settings_are_ours(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    program, *words = value("ExecStart").split()
    assert program == PROGRAM
    check_command(words)
    for setting in values("Environment"):
        monkeypatch.setenv(*setting.split("=", 1))
    assert str(load_settings(None).data_dir) == f"/var/lib/{value('StateDirectory')}"


def test_a_service_is_told_to_stop_alone_and_may_finish_what_is_in_flight() -> None:
    assert value("KillMode") == "mixed"
    assert float(value("TimeoutStopSec")) > max(LONGEST_STOP, LONGEST_STOP_ALONE)


def test_the_memory_holds_the_processes_at_their_limit() -> None:
    limits = WorkerSettings()
    assert int(value("MemoryMax").removesuffix("G")) * 1024 >= memory_needed(limits.processes, limits.memory_mb)
    assert value("OOMPolicy") == "continue"


def test_the_fork_server_of_the_workers_may_have_a_socket_in_a_folder_that_can_be_written() -> None:
    assert value("PrivateTmp") == "yes"
    assert "AF_UNIX" in value("RestrictAddressFamilies").split()


def test_what_stands_still_is_started_again_and_wrong_settings_are_not() -> None:
    assert value("RestartForceExitStatus") == str(STANDS_STILL)
    assert value("RestartPreventExitStatus") == "2"
    assert value("ExecReload").endswith("kill -HUP $MAINPID")
