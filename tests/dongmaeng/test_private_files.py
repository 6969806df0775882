"""The data directory is closed to others without harm to whoever uses it."""

from __future__ import annotations

import fcntl
import subprocess
import sys
from pathlib import Path

from dongmaeng.private_files import private_data_dir

TRY = """
import fcntl, sys
with open(sys.argv[1], "r+b") as file:
    try:
        fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        sys.exit(3)
"""


def test_locks_of_this_process_on_its_database_are_kept(tmp_path: Path) -> None:
    private_data_dir(tmp_path)
    index = tmp_path / "dongmaeng.sqlite-shm"
    index.touch(mode=0o600)
    with index.open("r+b") as file:
        fcntl.lockf(file, fcntl.LOCK_EX)
        private_data_dir(tmp_path)
        assert subprocess.run([sys.executable, "-c", TRY, str(index)], check=False).returncode == 3


def test_files_that_others_may_use_are_closed_to_them(tmp_path: Path) -> None:
    database = tmp_path / "dongmaeng.sqlite"
    database.touch(mode=0o644)
    database.chmod(0o644)
    private_data_dir(tmp_path)
    assert database.stat().st_mode & 0o777 == 0o600
