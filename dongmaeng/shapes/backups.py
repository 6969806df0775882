"""What is told of backups."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Self

from dongmaeng.shapes.moment import Moment
from dongmaeng.shapes.shape import Shape

if TYPE_CHECKING:
    from dongmaeng.backup.manifest import Manifest
    from dongmaeng.backup.restoring import Restoration


class BackupShape(Shape):
    """A backup that was made."""

    folder: str
    at: Moment
    """What was committed by then is in it."""
    tables: int
    """The version of the tables in the database."""
    files: int
    bytes: int
    apart: Sequence[str]
    """What is kept elsewhere and has to be backed up there."""

    @classmethod
    def of(cls, manifest: Manifest, folder: Path) -> Self:
        return cls(
            folder=str(folder),
            at=manifest.at,
            tables=manifest.tables,
            files=len(manifest.files),
            bytes=manifest.bytes,
            apart=manifest.apart,
        )


class RestorationShape(Shape):
    """A backup that was put in place."""

    folder: str
    at: Moment
    """The moment of the backup."""
    told_until: Moment | None
    """What was published up to then is told to no endpoint by itself; null where the backup holds no state."""
    replaced: str | None
    """Where what was there before lies now."""

    @classmethod
    def of(cls, done: Restoration, folder: Path) -> Self:
        return cls(
            folder=str(folder),
            at=done.manifest.at,
            told_until=done.told_until,
            replaced=str(done.replaced) if done.replaced else None,
        )
