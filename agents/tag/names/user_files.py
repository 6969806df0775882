"""The user's own tables of names, which stand beside the shipped ones: which are in use in this process."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

NAMES_FILE = "names.tsv"
"""Names that the user added, in the columns of the shipped tables."""

COMPANIES_FILE = "opendart.tsv.gz"
"""A newer list of companies than the shipped one."""

CODES_FILE = "company_codes.tsv.xz"
"""The codes of the companies in a newer list."""


@dataclass(frozen=True, slots=True)
class UserFiles:
    """The tables of one data directory as they were last changed; equal as long as they are unchanged."""

    folder: Path
    stamps: tuple[tuple[int, int], ...]
    """Time of change (ns) and size of each."""

    @property
    def names(self) -> Path | None:
        return self._there(0, NAMES_FILE)

    @property
    def companies(self) -> Path | None:
        return self._there(1, COMPANIES_FILE)

    @property
    def codes(self) -> Path | None:
        return self._there(2, CODES_FILE)

    def _there(self, number: int, name: str) -> Path | None:
        return self.folder / name if self.stamps[number] != _ABSENT else None


_ABSENT = (0, 0)
_in_use: UserFiles | None = None


def use_files(folder: Path | None) -> None:
    """Use the tables of a data directory from now on, as they stand now; those of none where it has none."""
    global _in_use
    stamps = tuple(stamp_of(folder / name) for name in (NAMES_FILE, COMPANIES_FILE, CODES_FILE)) if folder else ()
    _in_use = UserFiles(folder, stamps) if folder and any(stamp != _ABSENT for stamp in stamps) else None


def files_in_use() -> UserFiles | None:
    """The tables in use beside the shipped ones."""
    return _in_use


def stamp_of(file: Path) -> tuple[int, int]:
    """Time of change (ns) and size of a table, by which a change is noticed; zeros where it is not there."""
    try:
        found = file.stat()
    except OSError:
        return _ABSENT
    return found.st_mtime_ns, found.st_size
