"""Which disclosures become stories: the table `reports.toml`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from agents.rule_table import RuleTableError, TableRow, read_table

_FILE = Path(__file__).with_name("reports.toml")
_BETWEEN = re.compile(r"[\s·ㆍ・]+")
_CORRECTION = re.compile(r"^\[([^\[\]]{1,20}정정)\]")
_OTHER_MARK = re.compile(r"^\[[^\[\]]{1,20}\]")


@dataclass(frozen=True, slots=True)
class ReportRule:
    """One kind of report: how it is known, where its facts are and how it is told."""

    id: str
    name: str
    group: str
    decision: str
    needs: Mapping[str, str]
    document: bool
    title: str
    sentences: Sequence[str]
    facts: Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class SubjectRule:
    """How the subject of a document becomes a sentence."""

    pattern: re.Pattern[str]
    sentence: str


@dataclass(frozen=True, slots=True)
class ReportTable:
    """The table `reports.toml`."""

    reports: Sequence[ReportRule]
    no_alliance: Sequence[str]
    ties: Sequence[str]
    rows: Mapping[str, Sequence[str]]
    targets: str
    subjects: Sequence[SubjectRule]

    @property
    def groups(self) -> Sequence[str]:
        """The groups of the list in which the reports stand, each once."""
        return list(dict.fromkeys(report.group for report in self.reports))

    def rule_of(self, report: str) -> ReportRule | None:
        """The rule of a report by its name; None where it is of no use."""
        name = bare_name(report)
        if any(word in name for word in self.no_alliance):
            return None
        return next((rule for rule in self.reports if rule.name in name), None)

    def speaks_of_tie(self, text: str) -> bool:
        """Whether a text holds one of the words of co-operation."""
        bare = _BETWEEN.sub("", text)
        return any(word in bare for word in self.ties)


def bare_name(report: str) -> str:
    """The name of a report without spaces, dots and marks in front."""
    name = _BETWEEN.sub("", report)
    while mark := _OTHER_MARK.match(name):
        name = name[mark.end() :]
    return name


def is_correction(report: str) -> bool:
    """Whether a report corrects an earlier one."""
    return _CORRECTION.match(_BETWEEN.sub("", report)) is not None


@cache
def report_table() -> ReportTable:
    """The table as shipped; raises `RuleTableError` naming the row."""
    return read_report_table(_FILE)


def read_report_table(file: Path) -> ReportTable:
    """The table of a file; raises `RuleTableError` naming the row, also where an example of a row is not read so."""
    found = read_table(file)
    reports = [_report(file.name, entry) for entry in _entries(found, "report", file)]
    rows = TableRow.of(file.name, "rows", found.get("rows"))
    table = ReportTable(
        reports,
        TableRow.of(file.name, "no_alliance", found.get("no_alliance")).texts("names"),
        TableRow.of(file.name, "ties", found.get("ties")).texts("words"),
        {name: rows.texts(name) for name in rows.settings if name != "targets"},
        rows.text("targets"),
        [_subject(file.name, entry) for entry in _entries(found, "subject", file)],
    )
    for entry, rule in zip(_entries(found, "report", file), reports, strict=True):
        if table.rule_of(str(entry.get("right"))) is not rule:
            raise RuleTableError(f"{file.name}: {rule.id}: right: is read as another report")
        if table.rule_of(str(entry.get("wrong"))) is rule:
            raise RuleTableError(f"{file.name}: {rule.id}: wrong: is read as this report")
    return table


def _report(file: str, entry: Mapping[str, Any]) -> ReportRule:
    row = TableRow.of(file, str(entry.get("id", "report without id")), dict(entry))
    row.refuse_others(
        ("id", "name", "group", "decision", "needs", "document", "title", "sentences", "facts", "right", "wrong")
    )
    return ReportRule(
        id=row.text("id"),
        name=row.text("name"),
        group=row.text("group"),
        decision=row.text("decision", ""),
        needs=dict(entry.get("needs", {})),
        document=row.flag("document") or "decision" not in entry,
        title=row.text("title", ""),
        sentences=row.texts("sentences", fewest=0),
        facts={name: list(fields) for name, fields in entry.get("facts", {}).items()},
    )


def _subject(file: str, entry: Mapping[str, Any]) -> SubjectRule:
    row = TableRow.of(file, f"subject {entry.get('pattern', '')}", dict(entry))
    row.refuse_others(("pattern", "sentence", "right"))
    try:
        pattern = re.compile(row.text("pattern"))
    except re.error as error:
        raise row.error("pattern", error) from error
    if not pattern.fullmatch(row.text("right")):
        raise row.error("right", "does not fit the pattern")
    return SubjectRule(pattern, row.text("sentence"))


def _entries(found: Mapping[str, Any], name: str, file: Path) -> list[Mapping[str, Any]]:
    entries = found.get(name)
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise RuleTableError(f"{file.name}: needs [[{name}]] entries")
    return entries
