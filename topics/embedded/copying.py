"""A copy of the file as it is at one moment, while others write to it."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import apsw

from topics.embedded.database import BUSY_TIMEOUT, refuse_newer

PAGES = 1024  # of one step: 4 MB, some hundredths of a second

Tell = Callable[[int, int], None]
"""Told after each step how many pages are copied, and of how many."""


class Damaged(RuntimeError):
    """The copy is no sound database; the message says what is wrong."""


def copy_database(source: Path, target: Path, tell: Tell = lambda done, total: None) -> int:
    """Copy a file to one that is not there yet; gives the version of its tables.

    It is read in one transaction, which holds up no writer, and at half of the speed that the disk has. Raises
    `Damaged`, `NewerSchema` and `apsw.Error`.
    """
    with (
        closing(apsw.Connection(str(source), flags=apsw.SQLITE_OPEN_READONLY)) as live,
        closing(apsw.Connection(str(target))) as copy,
    ):
        live.set_busy_timeout(BUSY_TIMEOUT)
        live.execute("BEGIN")
        version = refuse_newer(live, source)  # the first read: from here on nothing changes for this connection
        with copy.backup("main", live, "main") as backup:
            while not backup.done:
                began = time.monotonic()
                backup.step(PAGES)
                tell(backup.page_count - backup.remaining, backup.page_count)
                time.sleep(time.monotonic() - began)
        live.execute("ROLLBACK")
        copy.pragma("journal_mode", "delete")  # one file, with no log beside it
        if (told := copy.pragma("quick_check")) != "ok":
            raise Damaged(f"{source}: {told}")
    return version
