"""What a payload holds, whatever that is: what is not there, or is something else, is empty."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from agents.alert.plain import cut, inert
from topics.records import SEOUL

LONGEST_NAME, _LONGEST_TEXT = 80, 500
"""Characters of a name and of any other text; what is longer is cut."""

_MOST = 10**12
"""From where on a number counts nothing."""

Data = Mapping[str, Any]


def data_of(payload: str) -> Data:
    """The `data` of an event."""
    try:
        found = json.loads(payload)
    except (ValueError, RecursionError):
        return {}
    return table_in(found, "data") if isinstance(found, Mapping) else {}


def table_in(data: Data, name: str) -> Data:
    """What stands under a name, where it is a table."""
    found = data.get(name)
    return found if isinstance(found, Mapping) else {}


def list_in(data: Data, name: str) -> Sequence[Any]:
    """What stands under a name, where it is a list."""
    found = data.get(name)
    return found if isinstance(found, list) else []


def tables_in(data: Data, name: str) -> list[Data]:
    """The tables of a list."""
    return [one for one in list_in(data, name) if isinstance(one, Mapping)]


def text_of(value: object, most: int = _LONGEST_TEXT) -> str:
    """A text as one line that does nothing in a message, cut to a length."""
    return cut(inert(value), most) if isinstance(value, str) else ""


def count_of(value: object) -> int:
    """A number that is counted, to the whole; 0 for what is none."""
    return round(value) if isinstance(value, int | float) and 0 < value < _MOST else 0


def minute_of(value: object) -> str:
    """A point in time to the minute, in Korean time."""
    if not isinstance(value, str):
        return ""
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return ""
    return (moment.astimezone(SEOUL) if moment.tzinfo else moment).strftime("%Y-%m-%d %H:%M")
