"""Reads tables of rules: the rows of a TOML file with their settings, and the examples that stand beside each."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

ARROW = " → "  # between the text of an example and what is read from it

_Choice = TypeVar("_Choice", bound=StrEnum)


class RuleTableError(ValueError):
    """A table of rules is wrong; the message names the file, the row and the setting."""


def read_table(path: Path) -> dict[str, Any]:
    """What stands in a TOML file; raises RuleTableError where it is none."""
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise RuleTableError(f"{path.name}: {error}") from error


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row of a table as it stands in its file; each method raises RuleTableError for a setting that is wrong."""

    file: str
    id: str
    settings: Mapping[str, Any]

    @classmethod
    def of(cls, file: str, id: str, entry: object) -> TableRow:
        """The row with an entry of the file."""
        if not isinstance(entry, dict):
            raise RuleTableError(f"{file}: {id}: must be a table of settings")
        return cls(file, id, entry)

    def error(self, setting: str, fault: object) -> RuleTableError:
        """What to raise for a setting."""
        return RuleTableError(f"{self.file}: {self.id}: {setting}: {fault}")

    def refuse_others(self, known: Iterable[str]) -> None:
        """Refuse a setting that no code knows."""
        if unknown := sorted(set(self.settings) - set(known)):
            raise self.error(unknown[0], "no such setting")

    def text(self, setting: str, default: str | None = None) -> str:
        """A text that is not empty, or the default where there is none."""
        if setting not in self.settings and default is not None:
            return default
        value = self.settings.get(setting)
        if not isinstance(value, str) or not value:
            raise self.error(setting, "must be a text")
        return value

    def texts(self, setting: str, *, fewest: int = 1) -> tuple[str, ...]:
        """A list of texts, none of them empty."""
        value = self.settings.get(setting, [])
        if not isinstance(value, list) or not all(isinstance(x, str) and x for x in value):
            raise self.error(setting, "must be a list of texts")
        if len(value) < fewest:
            raise self.error(setting, f"needs at least {fewest}")
        return tuple(value)

    def count(self, setting: str) -> int | None:
        """A whole number from 1 on; None where there is none."""
        value = self.settings.get(setting)
        if value is not None and (type(value) is not int or value < 1):
            raise self.error(setting, "must be a whole number from 1 on")
        return value

    def flag(self, setting: str) -> bool:
        """True or false; false where it is not said."""
        value = self.settings.get(setting, False)
        if not isinstance(value, bool):
            raise self.error(setting, "must be true or false")
        return value

    def choice(self, setting: str, choices: type[_Choice]) -> _Choice:
        """One of some values."""
        try:
            return choices(str(self.settings.get(setting)))
        except ValueError as error:
            raise self.error(setting, f"must be one of: {', '.join(choices)}") from error

    def examples(self, *, right: int, wrong: int, readings: bool = True) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The examples that are right and those that are wrong, at least so many of each.

        With `readings` each is a text, an arrow and what is read from it.
        """
        found = self.texts("right", fewest=right), self.texts("wrong", fewest=wrong)
        for setting, examples in zip(("right", "wrong"), found, strict=True):
            if readings and (bare := next((x for x in examples if ARROW not in x), None)):
                raise self.error(setting, f"{bare!r} does not say what is read from it")
        return found
