"""What is wrong with a setting, in one line: where it stands, its name, what is wrong, and what to do."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import Any, get_args

from pydantic import BaseModel

from dongmaeng.setting_origins import PREFIX, Environment, Origins, Path

_PLACE = re.compile(r" \(at (?:line (?P<line>\d+), column \d+|end of document)\)")

ALIKE = 0.75
"""How much alike two names are, of which one is a slip of the other."""

_TABLES = ("model_type", "model_attributes_type", "dict_type")
"""Faults of what is there in place of a table."""

_EXPLAINED = ("missing", "string_pattern_mismatch")
"""Faults whose words do not say what is expected; the description of the setting does."""


def explain(fault: Mapping[str, Any], model: type[BaseModel], origins: Origins) -> str:
    """One line for a fault of pydantic; never the value, which may be a secret."""
    path: Path = fault["loc"]
    message = str(fault["msg"]).removeprefix("Value error, ")
    if fault["type"] == "extra_forbidden":
        return _unknown(path, model, origins)
    if fault["type"] in _TABLES:
        message = f"must be a table, which begins with {_heading(path)}"
    elif fault["type"] in _EXPLAINED and (description := _description(path, model)):
        message = f"{message}. {description}"
    path, message = _pointed(path, message, model)
    return origins.of(path).says(path, message)


def syntax_fault(error: str, text: str) -> str:
    """Where a text is no TOML, and why, by what `tomllib` says."""
    found = _PLACE.search(error)
    reason = _PLACE.sub("", error).rstrip()
    if found is None or found["line"] is None:
        line, remedy = max(1, len(text.splitlines())), "a value is missing, or something is not closed"
    else:
        line, remedy = int(found["line"]), 'text stands in "…", lists in […], tables begin with [name]'
    if "overwrite" in reason or "declare" in reason:
        remedy = "it is there twice, take one of them out"
    return f"line {line}: not valid TOML: {reason}; {remedy}"


def unknown_variables(names: Sequence[str], model: type[BaseModel]) -> list[str]:
    """One line for each variable that looks like a setting mistyped; one that is like none may be somebody else's."""
    lines = []
    for name in names:
        path = name.removeprefix(PREFIX).lower().split("__")
        if path[0] not in model.model_fields and (meant := meant_by(path[:1], model)):
            origin = Environment({})
            meant = ".".join([meant, *path[1:]])
            lines.append(origin.says(path, f"there is no such setting; {origin.called(meant)} is meant?"))
    return lines


def meant_by(path: Path, model: type[BaseModel]) -> str | None:
    """The setting that an unknown name is most like: one of the same table, else one of another, with its table."""
    *table, name = path
    at = _model_at(table, model)
    if found := get_close_matches(str(name), at.model_fields if at else (), 1, ALIKE):
        return ".".join([str(part) for part in table if not isinstance(part, int)] + found)
    elsewhere = {known.rpartition(".")[2]: known for known in _names(model)}
    return elsewhere[close[0]] if (close := get_close_matches(str(name), elsewhere, 1, ALIKE)) else None


def _pointed(path: Path, message: str, model: type[BaseModel]) -> tuple[Path, str]:
    """The setting of a table that a message on the whole table begins with, and the message."""
    named, rest = re.match(r"(\w*)(?:: )?(.*)", message, re.DOTALL).groups()  # type: ignore[union-attr]
    table = _model_at(path, model)
    if table is None or named not in table.model_fields:
        return path, message
    return (*path, named), message if message.startswith(f"{named} ") else rest


def _unknown(path: Path, model: type[BaseModel], origins: Origins) -> str:
    origin, meant = origins.of(path), meant_by(path, model)
    if meant is None:
        return origin.says(path, "there is no such setting: take it out")
    table = ".".join(str(part) for part in path[:-1] if not isinstance(part, int))
    in_list = any(isinstance(part, int) for part in path)
    near = origin.called(meant) if isinstance(origin, Environment) and not in_list else meant.removeprefix(f"{table}.")
    return origin.says(path, f"there is no such setting; {near} is meant?")


def _heading(path: Path) -> str:
    """How a table begins in the file."""
    names = ".".join(str(part) for part in path if not isinstance(part, int))
    return f"[[{names}]]" if len(names.split(".")) < len(path) else f"[{names}]"


def _description(path: Path, model: type[BaseModel]) -> str:
    names = [part for part in path if not isinstance(part, int)]
    table = _model_at(names[:-1], model)
    field = table.model_fields.get(str(names[-1])) if table and names else None
    return (field.description or "") if field else ""


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
