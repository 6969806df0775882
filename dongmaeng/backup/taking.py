"""Taking a backup while the service runs."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import apsw

from dongmaeng import __version__
from dongmaeng.backup.manifest import DATABASE, MANIFEST, SETTINGS, Manifest, mark_of
from dongmaeng.fault import Fault
from dongmaeng.private_files import BESIDE, FILE_MODE
from dongmaeng.public_settings import public
from dongmaeng.settings import EMBEDDED, Settings
from topics.embedded.copying import Damaged, copy_database
from topics.embedded.upgrade import SCHEMA
from topics.records import now

Tell = Callable[[int, int], None]
"""Told how many pages of the database are copied, and of how many."""


def take(settings: Settings, target: Path, tell: Tell = lambda done, total: None) -> Manifest:
    """Write all that the data directory holds, as it is at one moment, to a folder that is not there yet.

    Raises `Fault`, with nothing left behind, where that cannot be done, and `NewerSchema`.
    """
    beside = [name for name in BESIDE if (settings.data_dir / name).is_file()]
    if not settings.database.exists() and not beside:
        raise Fault(f"{settings.data_dir} holds nothing to back up", usage=True)
    if target.exists() or target.is_symlink():
        raise Fault(f"{target} is there already; give a folder that is not", usage=True)
    with _told(target), _draft(target) as draft:
        at, tables = now(), SCHEMA
        if settings.database.exists():
            _need_room(settings.database, draft)
            tables = copy_database(settings.database, draft / DATABASE, tell)
        for name in beside:
            shutil.copyfile(settings.data_dir / name, draft / name)
        (draft / SETTINGS).write_text(json.dumps(public(settings), ensure_ascii=False, indent=2) + "\n", "utf-8")
        manifest = Manifest(
            program=__version__,
            tables=tables,
            at=at,
            bus=settings.bus,
            store=settings.store,
            apart=list(_apart(settings)),
            files={file.name: mark_of(file) for file in sorted(draft.iterdir())},
        )
        (draft / MANIFEST).write_text(manifest.model_dump_json(indent=2) + "\n", "utf-8")
        return manifest


def _apart(settings: Settings) -> Iterator[str]:
    if settings.kafka_servers is not None:
        yield "the records and positions are in Kafka"
    if settings.store != EMBEDDED:
        what = "the stories and the state" if settings.state_is_shared else "the stories"
        yield f"{what} are in Elasticsearch: take a snapshot of {settings.elastic.prefix}-*"
    yield "secrets and dongmaeng.toml stay where they are"


@contextmanager
def _draft(target: Path) -> Iterator[Path]:
    """A folder that takes the place of the target when all is well and safe on the disk, and else goes."""
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=f".{target.name}.", suffix=".partial", dir=target.parent))
    try:
        yield draft
        for file in draft.iterdir():
            file.chmod(FILE_MODE)
            sync(file)
        sync(draft)
        draft.rename(target)
        sync(target.parent)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise


def _need_room(database: Path, draft: Path) -> None:
    needed, free = database.stat().st_size, shutil.disk_usage(draft).free
    if free < needed:
        raise Fault(f"there is no room for the backup: it needs {needed >> 20} MB, {free >> 20} are free")


@contextmanager
def _told(target: Path) -> Iterator[None]:
    try:
        yield
    except Damaged as error:
        raise Fault(f"the database is damaged, so no backup was made: {error}") from error
    except (OSError, apsw.FullError, apsw.IOError) as error:
        raise Fault(f"the backup could not be written to {target}: {error}; nothing was left of it") from error


def sync(path: Path) -> None:
    """Let a file or a folder reach the disk."""
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
