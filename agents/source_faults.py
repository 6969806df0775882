"""What may be wrong with a source and what to do about it, in words for people, by a name that records may keep."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from agents.rule_table import RuleTableError, TableRow, read_table

OTHER = "other"
LANGUAGES = ("ko", "en")

_FILE = Path(__file__).with_suffix(".toml")


@dataclass(frozen=True, slots=True)
class SourceFault:
    """Something that may be wrong; words by language."""

    name: str
    reasons: tuple[str, ...]
    """How looks at the source, or its pages, end then."""
    wrong: Mapping[str, str]
    todo: Mapping[str, str]
    """What to do, with what is typed between backticks."""


@cache
def source_faults() -> Mapping[str, SourceFault]:
    """All of them by name; raises `RuleTableError`."""
    return read_source_faults(_FILE)


def read_source_faults(path: Path) -> Mapping[str, SourceFault]:
    """Those of a file, which has `other`; raises `RuleTableError` naming file, entry and setting."""
    found: dict[str, SourceFault] = {}
    taken: dict[str, str] = {}
    for name, entry in read_table(path).items():
        row = TableRow.of(path.name, name, entry)
        row.refuse_others(("reasons", "wrong", "todo"))
        reasons = row.texts("reasons", fewest=0)
        for reason in reasons:
            if (other := taken.setdefault(reason, name)) != name:
                raise row.error("reasons", f"{reason} stands at {other} too")
        found[name] = SourceFault(name, reasons, _words(row, "wrong"), _words(row, "todo"))
    if OTHER not in found:
        raise RuleTableError(f"{path.name}: {OTHER}: is missing")
    return found


def fault_of(reason: str) -> SourceFault:
    """What is wrong where a look or a page ended for a reason."""
    faults = source_faults()
    return next((fault for fault in faults.values() if reason in fault.reasons), faults[OTHER])


def fault_named(name: object) -> SourceFault:
    """The one with a name; that for all else where there is none, as of a later version."""
    faults = source_faults()
    return faults.get(name, faults[OTHER]) if isinstance(name, str) else faults[OTHER]


def _words(row: TableRow, setting: str) -> Mapping[str, str]:
    value = row.settings.get(setting)
    words = value if isinstance(value, dict) else {}
    inner = TableRow(row.file, f"{row.id}.{setting}", words)
    inner.refuse_others(LANGUAGES)
    return {language: inner.text(language) for language in LANGUAGES}
