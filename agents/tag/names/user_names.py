"""Names that the user adds to the gazetteer: reading, checking and writing them."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain
from pathlib import Path

from mecab import MeCab  # type: ignore[import-untyped]

from agents.tag.language.lexicon import lexicon
from agents.tag.names.build_gazetteer import is_common
from agents.tag.names.company_codes import company_codes
from agents.tag.names.gazetteer import (
    DATA,
    HEADER,
    TABLES,
    GazetteerEntry,
    TableError,
    entries_of,
    fold,
    read_companies,
    read_table,
)
from agents.tag.names.look_up import company_list
from agents.whole_file import write_whole

LONGEST_COMMON = 4
"""Letters; longer compounds of common words seldom stand in a text by chance."""

_COMMENT = "# Organisations beside the shipped ones: name, kind, spellings (separated by |), from, until, flags, code\n"


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found in a table: how many names, what is wrong and what may do harm."""

    names: int
    faults: Sequence[str]
    """Rows that cannot be used, each with file and line."""
    warnings: Sequence[str]
    """Spellings that are also common words or other organisations."""


def check_names(file: Path, folder: Path) -> Checked:
    """Check a table of names against itself and against what is known; raises `FileNotFoundError`."""
    faults: list[str] = []
    entries = list(read_table(file, faults))
    mine = {entry.name for entry in entries}
    known: dict[str, set[str]] = {}
    for other in chain(*map(_shipped, TABLES), read_companies(company_list(folder))):
        known.setdefault(fold(other.spelling), set()).add(other.name)
    warnings = []
    for code in dict.fromkeys(entry.code for entry in entries if entry.code):
        if company_codes().coded(code) is None:
            warnings.append(f"{code}: no such company in the list of OpenDART; the code is taken as it is")
    for entry in {entry.spelling: entry for entry in entries}.values():
        if harm := harm_of(entry.spelling):
            warnings.append(f"{entry.spelling}: {harm}; the flag context asks for other signs of an organisation")
        for other_name in sorted(known.get(fold(entry.spelling), set()) - {entry.name}):
            warnings.append(f"{entry.spelling}: also {other_name}; the user's meaning goes first")
    return Checked(len(mine), faults, warnings)


def harm_of(spelling: str) -> str:
    """Why a spelling may do harm in running text; empty where nothing is known against it."""
    if len(spelling) < 2:
        return "one letter stands in every text"
    if spelling in lexicon().stop:
        return "a word that is never taken for a name"
    if len(spelling) <= LONGEST_COMMON and is_common(spelling, _tokenizer()):
        return "also a common word, a place or a person"
    return ""


def add_name(
    file: Path, name: str, kind: str, aliases: Sequence[str], since: str, until: str, flags: str, code: str = ""
) -> None:
    """Append a row to a table of names, which is made where it is missing; raises `TableError` for a wrong row."""
    name, *aliases = (unicodedata.normalize("NFC", text.strip()) for text in (name, *aliases))
    row = [name, kind, "|".join(aliases), since, until, flags, *([code] if code else [])]
    for field in (name, *aliases):
        if any(mark in field for mark in "\t\r\n|") or not field.strip() or field.startswith("#"):
            raise TableError(f"{field!r}: a name has no tabs, line breaks or |, does not begin with # and is not empty")
    list(entries_of(row, {}, "the new row"))
    before = file.read_text("utf-8") if file.exists() else _COMMENT + "\t".join(HEADER) + "\n"
    write_whole(file, (before + ("" if before.endswith("\n") else "\n") + "\t".join(row) + "\n").encode())


@cache
def _tokenizer() -> MeCab:
    return MeCab()


@cache
def _shipped(table: str) -> list[GazetteerEntry]:
    return list(read_table(DATA / table))
