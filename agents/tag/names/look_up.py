"""What a name or another spelling may mean, by all tables in force: asked by people, many times in a process."""

from __future__ import annotations

import gzip
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from agents.tag.names.gazetteer import COMPANY_LIST, DATA, TABLES, GazetteerEntry, fold, read_table
from agents.tag.names.user_files import COMPANIES_FILE, NAMES_FILE, stamp_of

OPENDART = "OpenDART"
"""The table of the companies that OpenDART lists."""


@dataclass(frozen=True, slots=True)
class KnownName:
    """One organisation as one table has it."""

    name: str
    kind: str
    table: str
    entries: tuple[GazetteerEntry, ...]


@dataclass(slots=True)
class _Table:
    """The rows of a table of names by name, and the names by spelling."""

    name: str
    entries: dict[str, list[GazetteerEntry]] = field(default_factory=dict)
    names: dict[str, dict[str, None]] = field(default_factory=dict)

    def add(self, entries: Iterable[GazetteerEntry]) -> _Table:
        for entry in entries:
            self.entries.setdefault(entry.name, []).append(entry)
            for text in (entry.spelling, entry.name):
                self.names.setdefault(fold(text), {})[entry.name] = None
        return self

    def look_up(self, wanted: str) -> Iterator[KnownName]:
        for name in self.names.get(wanted, ()):
            own = tuple(self.entries[name])
            yield KnownName(name, own[0].kind, self.name, own)


def look_up(spelling: str, folder: Path) -> list[KnownName]:
    """What a name or another spelling may mean, with all spellings of each meaning, the user's own tables first."""
    wanted = fold(unicodedata.normalize("NFC", spelling.strip()))
    if not wanted or set("\t\r\n") & set(wanted):
        return []
    found = [known for table in _tables(folder) for known in table.look_up(wanted)]
    companies = company_list(folder)
    of_ours = {known.name for known in found}  # a company of our own tables goes by its name there
    return found + [
        KnownName(name, "company", OPENDART, entries)
        for name, entries in _listed(wanted, _text_of(companies, stamp_of(companies)))
        if name not in of_ours
    ]


def company_list(folder: Path) -> Path:
    """The list of companies in force in a data directory: the user's where there is one, else that of the package."""
    newer = folder / COMPANIES_FILE
    return newer if newer.exists() else DATA / COMPANY_LIST


def _tables(folder: Path) -> Iterator[_Table]:
    if (own := folder / NAMES_FILE).exists():
        yield _own(own, stamp_of(own))
    yield from _shipped()


@lru_cache(maxsize=1)
def _own(file: Path, _: tuple[int, int]) -> _Table:
    return _Table(NAMES_FILE).add(read_table(file, faults=[]))


@lru_cache(maxsize=1)
def _shipped() -> tuple[_Table, ...]:
    return tuple(_Table(table).add(read_table(DATA / table)) for table in TABLES)


@dataclass(frozen=True, slots=True)
class _CompanyList:
    """The list of companies as it was packed: as objects it would hold thirty times the memory."""

    text: str
    folded: str
    """Of the same length."""

    def rows(self, wanted: str) -> Iterator[list[str]]:
        """The rows with a folded spelling or name."""
        found: set[int] = set()
        for cell, back in ((f"\n{wanted}\t", 0), (f"\t{wanted}\n", 1)):
            at = self.folded.find(cell)
            while at >= 0:
                found.add(self.folded.rfind("\n", 0, at + 1) if back else at)
                at = self.folded.find(cell, at + 1)
        for start in sorted(found):
            yield self.text[start + 1 : self.text.index("\n", start + 1)].split("\t")


@lru_cache(maxsize=1)
def _text_of(file: Path, _: tuple[int, int]) -> _CompanyList:
    text = "\n" + gzip.decompress(file.read_bytes()).decode().replace("\r\n", "\n").rstrip("\n") + "\n"
    return _CompanyList(text, fold(text))


def _listed(wanted: str, companies: _CompanyList) -> Iterator[tuple[str, tuple[GazetteerEntry, ...]]]:
    names = dict.fromkeys(_name(row) for row in companies.rows(wanted))
    for name in names:
        rows = [row for row in companies.rows(fold(name)) if _name(row) == name]
        flags = [frozenset({row[2]} if len(row) > 2 and row[2] else ()) for row in rows]
        yield (
            name,
            tuple(GazetteerEntry(row[0], name, "company", flags=own) for row, own in zip(rows, flags, strict=True)),
        )


def _name(row: list[str]) -> str:
    return row[3] if len(row) > 3 and row[3] else row[0]
