"""Putting a backup in place."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TypeVar

import apsw

from agents.alert.withheld import Restored, write_restored
from dongmaeng.backup.manifest import DATABASE, SETTINGS, Manifest, check_files, read_manifest
from dongmaeng.backup.taking import sync
from dongmaeng.fault import Fault
from dongmaeng.instance import instance_lock
from dongmaeng.private_files import BESIDE, FILE_MODE
from dongmaeng.settings import Settings
from topics.embedded.journal import Journal
from topics.embedded.state import committed_state
from topics.records import now

T = TypeVar("T")

_LOGS = ("-wal", "-shm")
"""What SQLite keeps beside a file; beside another it would be taken for its own."""


@dataclass(frozen=True, slots=True)
class Restoration:
    """What was put in place."""

    manifest: Manifest
    told_until: datetime | None
    """None where the state, which knows what was told, is not in it."""
    replaced: Path | None
    """Where what was there before lies now."""


def restore(settings: Settings, source: Path, *, told_until: datetime | None, replace: bool) -> Restoration:
    """Put a backup in place of the data directory's files, and let endpoints count as told up to a moment.

    Without a moment that is now. Raises `Fault`, with everything as it was, where that cannot be done.
    """
    manifest = read_manifest(source)
    for _ in check_files(source, manifest):
        continue
    moment = now()
    restored = Restored(at=moment, told_until=told_until or moment)
    with instance_lock(settings.data_dir, "restore"), _told(settings.data_dir):
        there = [file for file in _files(settings.data_dir) if file.exists()]
        if there and not replace:
            raise Fault(f"{there[0]} is there already; --replace puts it aside, or give another --data-dir", usage=True)
        with tempfile.TemporaryDirectory(prefix=".restore.", dir=settings.data_dir) as folder:
            draft = Path(folder)
            for name in manifest.files:
                if name != SETTINGS:
                    shutil.copyfile(source / name, draft / name)
                    (draft / name).chmod(FILE_MODE)
            if manifest.holds_state:
                _note(draft / DATABASE, restored)
            aside = _put_aside(settings.data_dir, there, moment, link=manifest.holds_state)
            for file in sorted(draft.iterdir(), key=lambda file: file.name == DATABASE):  # the database is last
                sync(file)
                file.replace(settings.data_dir / file.name)
            sync(settings.data_dir)
    ours = manifest.holds_state and not settings.state_is_shared
    return Restoration(manifest, restored.told_until if ours else None, aside)


def _note(database: Path, restored: Restored) -> None:
    """Write into the database that it was restored; an older one gets the present layout."""
    with closing(Journal(database)) as journal:

        async def ask(function: Callable[[Journal], T]) -> T:
            return function(journal)

        asyncio.run(write_restored(committed_state(ask), restored))


def _files(data_dir: Path) -> Iterator[Path]:
    yield from (data_dir / name for name in (*(f"{DATABASE}{log}" for log in _LOGS), DATABASE, *BESIDE))


def _put_aside(data_dir: Path, there: list[Path], moment: datetime, *, link: bool) -> Path | None:
    """Keep what is there under another name; `link`: the database only linked, so that there never is none."""
    if not there:
        return None
    if (database := data_dir / DATABASE).exists():
        with suppress(apsw.Error), closing(apsw.Connection(str(database))) as connection:
            connection.pragma("wal_checkpoint", "truncate")  # a log that is left would be taken for the new file's
    aside = data_dir / f"replaced-{moment:%Y%m%dT%H%M%S}"
    aside.mkdir(mode=0o700)
    for file in there:
        if file.name == DATABASE and link:
            (aside / file.name).hardlink_to(file)
        elif file.exists():
            file.rename(aside / file.name)
    return aside


@contextmanager
def _told(data_dir: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, apsw.FullError, apsw.IOError) as error:
        raise Fault(f"{data_dir} cannot be written: {error}; make room and call again") from error
