"""Looking after the files of the data directory leaves the locks of SQLite as they are."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from dongmaeng.private_files import private_data_dir
from topics.embedded.journal import Journal
from topics.handling import entry_of
from topics.records import Poll

OPEN_AND_CLOSE = "import sys; from pathlib import Path; from topics.embedded.journal import Journal as J; J(Path(sys.argv[1])).close()"


def test_another_process_that_comes_and_goes_does_not_remove_the_log_of_this_one(tmp_path: Path) -> None:
    file = tmp_path / "dongmaeng.sqlite"
    private_data_dir(tmp_path)
    journal = Journal(file)
    journal.append([entry_of(Poll(source="https://paper.example/rss"))])
    for path in tmp_path.iterdir():
        path.chmod(0o600)
    private_data_dir(tmp_path)
    subprocess.run([sys.executable, "-c", OPEN_AND_CLOSE, str(file)], check=True, timeout=120)
    assert (tmp_path / "dongmaeng.sqlite-wal").exists()
    journal.append([entry_of(Poll(source="https://paper.example/rss"))])
    beside = Journal(file, readonly=True)
    assert len(beside.tail("polls", 10)) == 2
    beside.close()
    journal.close()


def test_files_that_others_may_use_are_closed_to_them(tmp_path: Path) -> None:
    database = tmp_path / "dongmaeng.sqlite"
    database.touch(mode=0o644)
    database.chmod(0o644)
    private_data_dir(tmp_path)
    assert database.stat().st_mode & 0o777 == 0o600
