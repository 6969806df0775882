"""Which column of a table holds what of a story, and the story of a row."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from typing import Any

from dongmaeng.items import Item, UnreadableItem, item_of
from topics.records import Quiet

FIELDS = ("id", "url", "title", "published", "text", "html")
_BODIES = ("text", "html")

_DAY = re.compile(r"(\d{4})\s*[-./년]\s*(\d{1,2})\s*[-./월]\s*(\d{1,2})\s*[.일]?(?=[\sT]|$)")
_BARE_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})")
_SHORT_HOUR = re.compile(r"(?<=[\sT])(?=\d:)")


def columns_of(names: Sequence[str], where: str) -> dict[str, str]:
    """The column of each field that is there, by field; raises `UnreadableItem` where no story can be made of them."""
    found: dict[str, str] = {}
    for name in names:
        field = _fields().get(_plain(name))
        if field is None:
            continue
        if field in found:
            raise UnreadableItem(f'{where}: "{found[field]}" and "{name}" both are {field}; leave one')
        found[field] = name
    has = ", ".join(names) or "none"
    if len([field for field in _BODIES if field in found]) != 1:
        raise UnreadableItem(f"{where}: needs one column of text (본문) or html; its columns are {has}")
    if "id" not in found and "url" not in found:
        raise UnreadableItem(f"{where}: needs a column id or url (주소); its columns are {has}")
    return found


def item_of_row(row: Mapping[str, Any], columns: Mapping[str, str], where: str, quiet: Quiet | None) -> Item:
    """The story of a row; what is wrong with it names the column."""
    told: dict[str, Any] = {}
    for field, column in columns.items():
        value = row.get(column)
        text = value.isoformat() if isinstance(value, date | datetime) else "" if value is None else str(value)
        if field in _BODIES or text.strip():
            told[field] = text if field in _BODIES else _moment(text) if field == "published" else text.strip()
    told.setdefault("id", told.get("url", where))
    body = next(field for field in _BODIES if field in columns)
    if not told[body].strip():
        return Item(told["id"], None, f"{where}, column {columns[body]}: is empty")
    item = item_of(told, where, quiet)
    if item.page is None:  # the field is told by the name that the file has for it
        for field, column in columns.items():
            if item.fault.startswith(f"{where}: {field}: "):
                return Item(item.id, None, item.fault.replace(f"{where}: {field}: ", f"{where}, column {column}: ", 1))
    return item


def _moment(text: str) -> str:
    """The moment as ISO 8601 writes it, as far as it is one of the forms that tables have."""
    text = text.strip()
    if bare := _BARE_DAY.fullmatch(text):
        return "-".join(bare.groups())
    day = _DAY.match(text)
    if day is None:
        return f"{text} (no date)" if text.isdecimal() else text  # a number would be read as seconds
    rest = _SHORT_HOUR.sub("0", text[day.end() :], count=1).rstrip()
    return f"{day[1]}-{day[2]:0>2}-{day[3]:0>2}{rest}"


def _plain(name: str) -> str:
    return re.sub(r"[\s_-]+", "", name).lower().lstrip("\ufeff")


@cache
def _fields() -> dict[str, str]:
    """The field that each name means; raises `ValueError` where the table is wrong."""
    table = tomllib.loads(files("dongmaeng.intake").joinpath("columns.toml").read_text("utf-8"))
    if tuple(table) != FIELDS:
        raise ValueError(f"columns.toml: has {', '.join(table)}; expected {', '.join(FIELDS)}")
    found: dict[str, str] = {}
    for field, names in table.items():
        for name in names:
            if name != _plain(name) or name in found:
                raise ValueError(f'columns.toml: {field}: "{name}" is not in its plain form, or is named twice')
            found[name] = field
    return found
