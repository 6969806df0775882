"""Reads the table of patterns by which the clauses around a trigger are judged."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path

_LIST_SHAPE = "must be a list of regular expressions"


class PatternTableError(ValueError):
    """The pattern table is wrong; the message names the file and the entry."""


def load(path: Path, table: str) -> Mapping[str, re.Pattern[str]]:
    """The compiled lists of one table of a TOML file, by name; alternatives are tried in their order.

    Raises PatternTableError, naming the file and the entry that is wrong.
    """
    try:
        raw = tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise PatternTableError(f"{path.name}: {error}") from error
    lists = raw.get(table)
    if not isinstance(lists, dict):
        raise PatternTableError(f"{path.name}: no table [{table}]")
    compiled = {}
    for name, patterns in lists.items():
        where = f"{path.name}: {table}.{name}"
        if not isinstance(patterns, list) or not patterns or not all(isinstance(p, str) and p for p in patterns):
            raise PatternTableError(f"{where} {_LIST_SHAPE}")
        for pattern in patterns:
            try:
                re.compile(pattern)
            except re.error as error:
                raise PatternTableError(f"{where}: {pattern!r}: {error}") from error
        compiled[name] = re.compile("|".join(patterns))
    return compiled
