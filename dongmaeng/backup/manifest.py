"""What a backup says of itself: its version, its moment, and each file with its checksum."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from dongmaeng.fault import Fault
from dongmaeng.private_files import BESIDE
from topics.embedded.upgrade import SCHEMA

MANIFEST = "manifest.json"
DATABASE = "dongmaeng.sqlite"
SETTINGS = "settings.json"
"""The settings in force without secrets, for people; they are not restored."""

FORMAT = 1
"""Of this table and the files beside it."""

FILES = (DATABASE, SETTINGS, *BESIDE)
"""What a backup may hold; another name in a manifest is refused."""

_BLOCK = 1 << 20  # bytes read at once


class Kept(BaseModel):
    """One file of a backup."""

    bytes: int
    sha256: str


class Manifest(BaseModel):
    """What is in a backup."""

    model_config = ConfigDict(extra="ignore")

    format: int = FORMAT
    program: str
    """The version of the program that made it."""
    tables: int
    """The version of the tables in the database; of a backup without one, that which the program knew."""
    at: datetime
    """What was committed by then is in it."""
    bus: str
    store: str
    apart: list[str] = Field(default_factory=list)
    """What is kept elsewhere and has to be backed up there."""
    files: dict[str, Kept]

    @property
    def bytes(self) -> int:
        return sum(kept.bytes for kept in self.files.values())

    @property
    def holds_state(self) -> bool:
        """Whether it knows what endpoints were told; on a cluster whose state is elsewhere there is no database."""
        return DATABASE in self.files


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a backup that this program can restore; raises `Fault`."""
    file = folder / MANIFEST
    try:
        found = Manifest.model_validate_json(file.read_bytes())
    except (FileNotFoundError, NotADirectoryError):
        raise Fault(f"{folder} is no backup: there is no {MANIFEST} in it", usage=True) from None
    except ValidationError as error:
        fault = error.errors(include_url=False)[0]
        where = ".".join(map(str, fault["loc"]))
        raise Fault(f"{file}: {where + ': ' if where else ''}{fault['msg']}; it is no manifest of a backup") from None
    if found.format > FORMAT or found.tables > SCHEMA:
        raise Fault(
            f"{file}: made by {found.program}, of format {found.format} with tables of version {found.tables}, "
            f"while this program knows {FORMAT} and {SCHEMA}; use a later one"
        )
    if strange := sorted(found.files.keys() - set(FILES)):
        raise Fault(f"{file}: {strange[0]!r} is no file of a backup")
    return found


def check_files(folder: Path, manifest: Manifest) -> Iterator[str]:
    """Each file of a backup once it was found to be as it was written; raises `Fault`."""
    for name, kept in manifest.files.items():
        file = folder / name
        if not file.is_file():
            raise Fault(f"{file} is missing; the backup is not whole")
        if mark_of(file) != kept:
            raise Fault(f"{file} is not as it was written: its checksum is another; the backup is damaged")
        yield name


def mark_of(file: Path) -> Kept:
    """Size and checksum of a file."""
    digest, size = hashlib.sha256(), 0
    with file.open("rb") as opened:
        while block := opened.read(_BLOCK):
            digest.update(block)
            size += len(block)
    return Kept(bytes=size, sha256=digest.hexdigest())
