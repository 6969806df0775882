"""What the command line is given to read: page files, text files, folders of them, and files of many items."""

from __future__ import annotations

import stat
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from dongmaeng.intake.csv_rows import read_csv
from dongmaeng.intake.json_lines import read_json_lines
from dongmaeng.intake.parquet_rows import read_parquet
from dongmaeng.intake.place import Place, Taken
from dongmaeng.intake.selection import Selection
from dongmaeng.intake.warc_pages import read_warc
from dongmaeng.items import PAGE_SUFFIXES, TEXT_SUFFIXES, Item, UnreadableItem, file_item
from topics.records import Quiet, stable_id

Read = Callable[[Path, Quiet | None, Place, Selection], Iterator[Taken]]

_MANY: dict[str, Read] = {
    ".jsonl": read_json_lines,
    ".ndjson": read_json_lines,
    ".warc": read_warc,
    ".warc.gz": read_warc,
    ".csv": read_csv,
    ".tsv": read_csv,
    ".parquet": read_parquet,
}
"""How files that hold many items are read, by what their names end with; any other file is a page or a text."""

_HEAD = 65_536
"""Bytes of a file that tell it from another of the same size and time."""


@dataclass(frozen=True, slots=True)
class Target:
    """A file or a folder that is there."""

    path: Path
    files: Sequence[Path] = ()
    """The page and text files of a folder, in order."""
    is_folder: bool = False

    @property
    def identity(self) -> str:
        """An id that another file does not have, nor this one once it is changed."""
        if self.is_folder:
            return stable_id(str(self.path.resolve()), *map(str, self.files))
        found = self.path.stat()
        with open(self.path, "rb") as file:
            head = file.read(_HEAD)
        return stable_id(self.path.name, str(found.st_size), str(found.st_mtime_ns), head.hex())

    @property
    def size(self) -> int:
        """How much there is to read: bytes, of a folder files."""
        return len(self.files) if self.is_folder else self.path.stat().st_size

    def read(self, quiet: Quiet | None, at: Place, wanted: Selection) -> Iterator[Taken]:
        """What is in it from a place on; raises `UnreadableItem` where it is no file of its kind."""
        for end, read in _MANY.items():
            if not self.is_folder and self.path.name.lower().endswith(end):
                yield from read(self.path, quiet, at, wanted)
                return
        files, within = (self.files, self.path) if self.is_folder else ([self.path], None)
        for number, file in enumerate(files[at.number :], at.number + 1):
            item = file_item(file, quiet, within=within)
            passed = wanted.refuses(item.page) if item.page else ""
            offset = number if self.is_folder else self.path.stat().st_size
            yield Taken(None if passed else item, Place(number, offset), passed)


def targets_of(paths: Iterable[str]) -> list[Target]:
    """The files and folders that are named, in order.

    Raises `FileNotFoundError` or, for what is neither a file nor a folder (a pipe, a device), `UnreadableItem`.
    """
    return [_target(Path(path)) for path in paths]


def items_of(paths: Iterable[str], *, quiet: Quiet | None = None) -> Iterator[Item]:
    """The items of files and folders, in order; what is no item of an archive is passed over. Raises as `targets_of`,
    before any is read, and `UnreadableItem` for a file that is not of its kind.
    """
    for target in targets_of(paths):
        for taken in target.read(quiet, Place(), Selection()):
            if taken.item is not None:
                yield taken.item


def _target(path: Path) -> Target:
    mode = path.stat().st_mode if path.exists() else 0
    if not mode:
        raise FileNotFoundError(f"{path}: no such file or folder")
    if stat.S_ISDIR(mode):
        files = sorted(file for file in path.rglob("*") if file.suffix.lower() in PAGE_SUFFIXES + TEXT_SUFFIXES)
        return Target(path, files, is_folder=True)
    if not stat.S_ISREG(mode):
        raise UnreadableItem(f"{path}: neither a file nor a folder")
    return Target(path)
