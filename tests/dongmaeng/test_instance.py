"""One instance a data directory."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from structlog.contextvars import get_contextvars

from dongmaeng.instance import InUse, data_lock, instance_lock, worker_lock
from dongmaeng.settings import Settings


def test_a_second_instance_is_told_which_process_holds_the_directory(tmp_path: Path) -> None:
    with (
        instance_lock(tmp_path, "run"),
        pytest.raises(InUse, match=f"`dongmaeng run`, process {os.getpid()}"),
        instance_lock(tmp_path, "import"),
    ):
        pass


def test_the_directory_is_free_again_afterwards(tmp_path: Path) -> None:
    for _ in range(2):
        with instance_lock(tmp_path, "run"):
            pass


def test_workers_of_different_directories_have_different_names_and_keep_them(tmp_path: Path) -> None:
    names = []
    for _ in range(2):
        with (
            worker_lock(tmp_path / "a", "run") as first,
            worker_lock(tmp_path / "a", "run") as second,
            worker_lock(tmp_path / "b", "run") as other,
        ):
            names.append((first, second, other))
    assert len(set(names[0])) == 3
    assert names[0] == names[1]


@pytest.mark.parametrize("bus", ["embedded", "kafka://127.0.0.1:9092"])
def test_lines_of_the_log_name_the_worker_or_the_task(tmp_path: Path, bus: str) -> None:
    with data_lock(Settings(data_dir=tmp_path, bus=bus), "import") as worker:
        assert get_contextvars()["worker"] == (worker or "import")
    assert "worker" not in get_contextvars()
