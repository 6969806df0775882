"""The data directory and the settings file, kept from other users of the machine."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import structlog

from agents.tag.names.user_files import CODES_FILE, COMPANIES_FILE, NAMES_FILE

GRAPH_FILE = "graph.json"
"""The layout of the map."""

BESIDE = (GRAPH_FILE, NAMES_FILE, COMPANIES_FILE, CODES_FILE)
"""What is kept beside the database and goes with it."""

log = structlog.get_logger(__name__)

FOLDER_MODE, FILE_MODE = 0o700, 0o600
_OTHERS = 0o077  # what group and others may
# What the service keeps there; another file that lies in the folder is its owner's affair.
_OURS = ("dongmaeng.sqlite*", "lock", "*.lock", "name", *BESIDE)


def private_data_dir(data_dir: Path) -> None:
    """Make the data directory where it is missing; take from others what they may do with it and its files."""
    data_dir.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
    # A folder of everybody (/tmp) is not ours to close; the files in it are.
    if not data_dir.stat().st_mode & stat.S_ISVTX:
        tighten(data_dir, FOLDER_MODE)
    for file in _files(data_dir):
        tighten(file, FILE_MODE)


def tighten(path: Path, mode: int) -> None:
    """Give a file or folder that others may use the mode that keeps them out, and say so; a link is left alone.

    One that is as it should be is not even opened: the end of that would take from SQLite the locks (POSIX) by which
    other processes know that this one has its file open, and the last of them would remove the log it writes to.
    """
    try:
        found = path.stat() if mode == FOLDER_MODE else path.lstat()
        if not stat.S_IMODE(found.st_mode) & _OTHERS:
            return
        link = 0 if mode == FOLDER_MODE else os.O_NOFOLLOW  # a data directory may be reached through a link
        opened = os.open(path, os.O_RDONLY | os.O_NONBLOCK | link)
    except OSError:
        return  # gone since, or not readable: whoever uses it will say so
    try:
        before = stat.S_IMODE(os.fstat(opened).st_mode)
        if before & _OTHERS:
            os.fchmod(opened, mode)
            log.warning("others could use this: its mode was tightened", path=str(path), mode=f"{before:04o}")
    except OSError as error:
        log.warning("others can use this", path=str(path), mode=f"{before:04o}", cause=error.strerror)
    finally:
        os.close(opened)


def _files(data_dir: Path) -> Iterator[Path]:
    for pattern in _OURS:
        yield from sorted(file for file in data_dir.glob(pattern) if file.is_file())
