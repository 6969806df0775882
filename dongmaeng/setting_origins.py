"""Where settings come from: a file with its lines, the environment, flags; and how each calls a setting."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

Path = Sequence[str | int]
"""The names and numbers that lead to a setting."""

PREFIX = "DONGMAENG_"
"""What the variables that are settings begin with."""

_FLAGS: Mapping[Path, str] = {("log", "level"): "--log-level"}
"""Flags that are not called as the setting is."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where settings come from."""

    values: Mapping[str, Any]

    def holds(self, path: Path) -> bool:
        """Whether it says a setting."""
        return bool(path) and holds(self.values, path)

    def says(self, path: Path, message: str) -> str:
        """One line on a setting, with its place and how it is called there."""
        return f"{setting_name(path)}: {message}" if path else message

    def called(self, dotted: str) -> str:
        """How a setting is called there that is `table.name` in the file."""
        return dotted


@dataclass(frozen=True, slots=True)
class Flags(Origin):
    """What was given to the command."""

    def says(self, path: Path, message: str) -> str:
        return f"{_FLAGS.get(tuple(path), '--' + str(path[-1]).replace('_', '-'))}: {message}"


@dataclass(frozen=True, slots=True)
class Environment(Origin):
    """The variables that begin with `DONGMAENG_`."""

    def says(self, path: Path, message: str) -> str:
        named = list(path[: next((n for n, part in enumerate(path) if isinstance(part, int)), len(path))])
        variable = self.called(".".join(map(str, named)))
        return f"environment: {variable}{setting_name(path[len(named) :], inside=True)}: {message}"

    def called(self, dotted: str) -> str:
        return PREFIX + dotted.replace(".", "__").upper()


@dataclass(frozen=True, slots=True)
class File(Origin):
    """A settings file."""

    name: str
    text: str

    def says(self, path: Path, message: str) -> str:
        held = next((path[:n] for n in range(len(path), 0, -1) if self.holds(path[:n])), ())
        line = line_of(self.text, held) if held else None
        place = f"{self.name} line {line}" if line else self.name
        return f"{place}: {setting_name(path)}: {message}" if path else f"{place}: {message}"


@dataclass(frozen=True, slots=True, eq=False)
class Origins:
    """All that settings were merged of, the strongest first. Settings that say the same are so wherever they stand."""

    merged: Sequence[Origin] = ()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Origins)

    def of(self, path: Path) -> Origin:
        """The first that says a setting, else that says of its table, else the last."""
        whole = (origin for origin in self.merged if origin.holds(path))
        begun = (origin for origin in self.merged if path and path[0] in origin.values)
        return next(chain(whole, begun), self.merged[-1] if self.merged else Origin({}))


def setting_name(path: Path, *, inside: bool = False) -> str:
    """`table[0].name`; `inside`: of what stands before it."""
    name = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)
    return name if inside else name.lstrip(".")


def line_of(text: str, path: Path) -> int | None:
    """The line of a TOML text in which a setting begins; None where it is not in it.

    The shortest beginning of the text that is TOML and holds the setting ends where the setting ends.
    """
    lines = text.splitlines(keepends=True)
    before, holding = 0, len(lines)
    if not holds(_parsed(lines) or {}, path):
        return None
    while True:
        middle = (before + holding) // 2
        tried = chain(range(middle, before, -1), range(middle + 1, holding))
        found = next(((n, values) for n in tried if (values := _parsed(lines[:n])) is not None), None)
        if found is None:
            break
        if holds(found[1], path):
            holding = found[0]
        else:
            before = found[0]
    return next((n for n in range(before + 1, holding) if _says_something(lines[n - 1])), holding)


def holds(values: Any, path: Path) -> bool:
    """Whether there is something under the names and numbers of a path."""
    for part in path:
        inside = isinstance(values, Mapping) and part in values
        try:
            values = values[part] if inside or isinstance(values, list) else None
        except (IndexError, TypeError):
            return False
        if values is None:
            return False
    return True


def _says_something(line: str) -> bool:
    return bool(line.partition("#")[0].strip())


def _parsed(lines: Sequence[str]) -> dict[str, Any] | None:
    try:
        return tomllib.loads("".join(lines))
    except tomllib.TOMLDecodeError:
        return None
