"""The names of organisations known beforehand: our own tables and the OpenDART list of companies."""

from __future__ import annotations

import gzip
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from ahocorasick_rs import AhoCorasick, MatchKind

from agents.tag.language.boundaries import starts_word, word_end
from agents.tag.names.company_codes import is_code
from agents.tag.names.user_files import UserFiles, files_in_use
from topics.records import stable_id

DATA = Path(__file__).parent / "data"
TABLES = ("companies.tsv", "institutions.tsv", "universities.tsv")
COMPANY_LIST = "opendart.tsv.gz"
KINDS = frozenset({"company", "agency", "university", "institute", "association", "group", "initiative", "unknown"})
FLAGS = frozenset({"former", "context", "club"})

HEADER = ["name", "kind", "spellings", "from", "until", "flags", "code"]
_LEAST = 6
"""Columns that a row has at least: tables of earlier versions have no codes."""
NO_CODE = "-"
"""In place of a code: what a shipped table names is never looked up in the list of companies by its name."""
_MONTH = re.compile(r"(19|20)\d\d-(0[1-9]|1[0-2])")


class TableError(ValueError):
    """A row of a table that cannot be read; the message names file and line."""


@dataclass(frozen=True, slots=True)
class GazetteerEntry:
    """One spelling of one organisation."""

    spelling: str
    name: str
    kind: str
    since: str = ""
    """First month (YYYY-MM) in which the spelling means this organisation; empty for always."""
    until: str = ""
    """Last such month; empty for ever."""
    flags: frozenset[str] = frozenset()
    code: str = ""
    """The `corp_code` or stock code that a table gives; empty where the name alone must tell."""
    former: str = ""
    """The name that the organisation had, where the spelling is of that."""

    @property
    def bounded(self) -> bool:
        return bool(self.since or self.until)

    def shown(self) -> str:
        """The name to show: a former name stands for itself."""
        return self.former or self.name


@dataclass(frozen=True, slots=True)
class Hit:
    """A spelling found in a text, with word boundaries on both sides; `entries` are its possible meanings."""

    start: int
    end: int
    entries: tuple[GazetteerEntry, ...]


class Gazetteer:
    """Finds known spellings in a text."""

    def __init__(self, entries: Iterable[GazetteerEntry]) -> None:
        self._entries: dict[str, tuple[GazetteerEntry, ...]] = {}
        self._code_of: dict[str, str] = {}
        self._name_of: dict[str, str] = {}
        for entry in entries:
            if entry.code:
                self._code_of.setdefault(entry.name, entry.code)
                self._name_of.setdefault(entry.code, entry.name)
            key = fold(entry.spelling)
            same = self._entries.get(key, ())
            if entry not in same:
                self._entries[entry.spelling if entry.spelling == key else key] = (*same, entry)
        self._keys = list(self._entries)
        # Standard matching with overlaps, since the longest spelling may fail at its boundaries where a shorter holds.
        self._matcher = AhoCorasick(self._keys, matchkind=MatchKind.Standard, store_patterns=False)

    def meanings(self, spelling: str) -> tuple[GazetteerEntry, ...]:
        """What a spelling can mean, whatever the time."""
        return self._entries.get(fold(spelling), ())

    def code_of(self, name: str) -> str:
        """The code that a table gives a name, `NO_CODE` for one of ours without; empty where none has the name."""
        return self._code_of.get(name, "")

    def name_of(self, *codes: str) -> str:
        """The name of a company in the tables that give one of its codes; empty where none does."""
        return next((name for code in codes if code and (name := self._name_of.get(code))), "")

    def find(self, text: str) -> list[Hit]:
        """All spellings in the text that stand as words of their own, the longest at each place, in order."""
        found: list[Hit] = []
        for index, start, end in self._matcher.find_matches_as_indexes(fold(text), overlapping=True):
            if not starts_word(text, start) or word_end(text, end) is None:
                continue
            surface = text[start:end]
            entries = tuple(e for e in self._entries[self._keys[index]] if _same_case(surface, e.spelling))
            if entries:
                found.append(Hit(start, end, entries))
        found.sort(key=lambda hit: (hit.start, -hit.end))
        longest: list[Hit] = []
        for hit in found:
            if not longest or hit.start >= longest[-1].end:
                longest.append(hit)
        return longest


def in_force(entries: Iterable[GazetteerEntry], published: datetime | None) -> list[GazetteerEntry]:
    """The meanings that hold at a time, those bounded in time first; without a time the unbounded ones first."""
    if published is None:
        return sorted(entries, key=lambda e: e.bounded)
    month = f"{published.year:04d}-{published.month:02d}"
    held = [e for e in entries if (not e.since or e.since <= month) and (not e.until or month <= e.until)]
    # An old name is still used long after its end ("옛 현대중공업지주"): any meaning is better than none.
    return sorted(held, key=lambda e: not e.bounded) or list(entries)


def fold(text: str) -> str:
    """The text with ASCII letters in lower case; of the same length."""
    if text.isascii():
        return text.lower()
    return text.encode(errors="surrogatepass").lower().decode(errors="surrogatepass")  # of bytes only ASCII has a case


@lru_cache(maxsize=8_000)  # names repeat within a story and from story to story
def organisation_id(name: str) -> str:
    """The id of the organisation of a canonical name; spacing and case of Latin letters do not matter."""
    return stable_id("organisation", fold("".join(name.split())))


def read_table(path: Path, faults: list[str] | None = None) -> Iterator[GazetteerEntry]:
    """The entries of a table; raises `TableError` naming the line that is wrong, or adds it to `faults` and goes on."""
    named: dict[str, str] = {}
    header_seen = False
    with path.open(encoding="utf-8", errors="strict" if faults is None else "replace") as lines:
        for number, line in enumerate(lines, start=1):
            where = f"{path.name}:{number}"
            line = unicodedata.normalize("NFC", line.rstrip("\r\n"))  # as texts are read
            if not line.strip() or line.startswith("#"):
                continue
            fields = [field.strip() for field in line.split("\t")]
            try:
                if not header_seen:
                    header_seen = True
                    if fields not in (HEADER, HEADER[:_LEAST]):
                        raise TableError(f"{where}: the header must be {', '.join(HEADER)}")
                    continue
                if "\ufffd" in line:
                    raise TableError(f"{where}: not UTF-8")
                if not _LEAST <= len(fields) <= len(HEADER):
                    raise TableError(f"{where}: {len(fields)} columns in place of {len(HEADER)}")
                yield from list(entries_of(fields, named, where))
            except TableError as fault:
                if faults is None:
                    raise
                faults.append(str(fault))


def entries_of(fields: list[str], named: dict[str, str], where: str) -> Iterator[GazetteerEntry]:
    """The entries of one row; `where` names it in a `TableError`, `named` holds names and codes of the rows before."""
    name, kind, spellings, since, until, flag_text, code = (*fields, "")[: len(HEADER)]
    if not name:
        raise TableError(f"{where}: no name")
    if kind not in KINDS:
        raise TableError(f"{where}: no such kind: {kind!r}")
    for month in (since, until):
        if month and not _MONTH.fullmatch(month):
            raise TableError(f"{where}: not a month (YYYY-MM): {month!r}")
    if since and until and since > until:
        raise TableError(f"{where}: from is after until")
    flags = _flags(flag_text)
    if unknown := flags - FLAGS:
        raise TableError(f"{where}: no such flag: {', '.join(sorted(unknown))}")
    if code and not is_code(code):
        raise TableError(f"{where}: neither a corp_code nor a stock code: {code!r}")
    if name not in named:
        # The name itself is bound to no time: it is as ambiguous as its first row says.
        yield GazetteerEntry(name, name, kind, flags=flags - {"former"}, code=code)
    code = named[name] = code or named.get(name, "")
    written = [spelling for each in spellings.split("|") if (spelling := each.strip())]
    former = written[0] if written and "former" in flags else ""
    for spelling in written:
        yield GazetteerEntry(spelling, name, kind, since, until, flags, code, former)


@lru_cache(maxsize=64)  # tens of thousands of rows share a few sets
def _flags(text: str) -> frozenset[str]:
    return frozenset(flag for flag in text.split(",") if flag)


def read_companies(path: Path) -> Iterator[GazetteerEntry]:
    """The entries of the OpenDART list; raises `TableError` naming the line that is wrong."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            if line.startswith("#"):
                continue
            fields = line.rstrip("\n").split("\t")
            if len(fields) not in (3, 4) or not fields[0]:  # lists of earlier versions have no other names
                raise TableError(f"{path.name}:{number}: not spelling, stock code, flag and name")
            name = fields[3] if len(fields) > 3 and fields[3] else fields[0]
            yield GazetteerEntry(fields[0], name, "company", flags=_flags(fields[2]))


def gazetteer() -> Gazetteer:
    """The gazetteer of this package with the user's own tables, loaded once in a process until those change."""
    return _load(files_in_use())


@lru_cache(maxsize=1)
def _load(user: UserFiles | None) -> Gazetteer:
    # A row of the user's that is wrong is left out: one slip of the pen must not stop the reading of news.
    added = list(read_table(user.names, faults=[])) if user and user.names else []
    shipped = [entry for table in TABLES for entry in read_table(DATA / table)]
    own = [*added, *(entry if entry.code else replace(entry, code=NO_CODE) for entry in shipped)]
    spellings = {fold(entry.spelling) for entry in own}
    companies = user.companies if user and user.companies else DATA / COMPANY_LIST
    listed = (entry for entry in read_companies(companies) if fold(entry.spelling) not in spellings)
    return Gazetteer([*own, *listed])


# Latin names up to this length are also words or units in lower case (ms, un): they must be written as we have them.
_EXACT_LATIN = 4


def _same_case(surface: str, spelling: str) -> bool:
    if not spelling.isascii():
        return True
    if len(spelling) <= _EXACT_LATIN:
        return surface == spelling
    return surface == spelling or not surface.islower()
