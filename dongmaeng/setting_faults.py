"""What is wrong with a setting, in one line: where it stands, its name, what is wrong, and which is meant if any."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import chain
from typing import Any, get_args

from pydantic import BaseModel

Path = Sequence[str | int]
"""The names and numbers that lead to a setting."""

ALIKE = 0.75
"""How much alike two names are, of which one is a slip of the other."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where settings come from."""

    name: str
    values: Mapping[str, Any]
    text: str = ""
    """Of a file: what stands in it."""

    def place(self, path: Path) -> str:
        """The place of a setting, or of what should hold it."""
        held = next((path[:n] for n in range(len(path), 0, -1) if _holds(self.values, path[:n])), ())
        line = line_of(self.text, held) if held and self.text else None
        return f"{self.name} line {line}" if line else self.name


def explain(fault: Mapping[str, Any], model: type[BaseModel], origins: Sequence[Origin]) -> str:
    """One line for a fault of pydantic; never the value, which may be a secret. The last origin is the file."""
    path: Path = fault["loc"]
    name = _name(path)
    whole = (origin for origin in origins if path and _holds(origin.values, path))
    begun = (origin for origin in origins if path and path[0] in origin.values)
    origin = next(chain(whole, begun), origins[-1])
    message = str(fault["msg"]).removeprefix("Value error, ")
    if fault["type"] == "extra_forbidden":
        meant = meant_by(path, model)
        message = "there is no such setting" + (f"; {meant} is meant?" if meant else "")
    return f"{origin.place(path)}: {name + ': ' if name else ''}{message}"


def meant_by(path: Path, model: type[BaseModel]) -> str | None:
    """The setting that an unknown name is most like: one of the same table, else one of another, with its table."""
    *table, name = path
    at = _model_at(table, model)
    if found := get_close_matches(str(name), at.model_fields if at else (), 1, ALIKE):
        return found[0]
    elsewhere = {known.rpartition(".")[2]: known for known in _names(model)}
    return elsewhere[close[0]] if (close := get_close_matches(str(name), elsewhere, 1, ALIKE)) else None


def line_of(text: str, path: Path) -> int | None:
    """The line of a TOML text in which a setting begins; None where it is not in it.

    The shortest beginning of the text that is TOML and holds the setting ends where the setting ends.
    """
    lines = text.splitlines(keepends=True)
    before, holding = 0, len(lines)
    if not _holds(_parsed(lines) or {}, path):
        return None
    while True:
        middle = (before + holding) // 2
        tried = chain(range(middle, before, -1), range(middle + 1, holding))
        found = next(((n, values) for n in tried if (values := _parsed(lines[:n])) is not None), None)
        if found is None:
            break
        if _holds(found[1], path):
            holding = found[0]
        else:
            before = found[0]
    return next((n for n in range(before + 1, holding) if _says_something(lines[n - 1])), holding)


def _says_something(line: str) -> bool:
    return bool(line.partition("#")[0].strip())


def _parsed(lines: Sequence[str]) -> dict[str, Any] | None:
    try:
        return tomllib.loads("".join(lines))
    except tomllib.TOMLDecodeError:
        return None


def _holds(values: Any, path: Path) -> bool:
    for part in path:
        inside = isinstance(values, Mapping) and part in values
        try:
            values = values[part] if inside or isinstance(values, list) else None
        except (IndexError, TypeError):
            return False
        if values is None:
            return False
    return True


def _name(path: Path) -> str:
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path).lstrip(".")


def _names(model: type[BaseModel], before: str = "") -> Iterator[str]:
    """All settings of a model and of the tables in it, those that may stand often left out."""
    for name, field in model.model_fields.items():
        yield f"{before}{name}"
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            yield from _names(field.annotation, f"{before}{name}.")


def _model_at(path: Path, model: type[BaseModel]) -> type[BaseModel] | None:
    found: Any = model
    for part in path:
        if isinstance(part, int):
            continue
        field = found.model_fields.get(part)
        if field is None:
            return None
        inner = (field.annotation, *get_args(field.annotation))
        found = next((one for one in inner if isinstance(one, type) and issubclass(one, BaseModel)), None)
        if found is None:
            return None
    return found  # type: ignore[no-any-return]
