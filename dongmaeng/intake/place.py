"""How far a file of many items is read."""

from __future__ import annotations

from dataclasses import dataclass

from dongmaeng.items import Item


@dataclass(frozen=True, slots=True)
class Place:
    """Where reading goes on."""

    number: int = 0
    """How many lines, rows, records or files lie before it."""
    offset: int = 0
    """Bytes before the last point of the file where reading can begin."""
    skip: int = 0
    """How many records behind that point were read."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What was met in a file: an item, which may be a fault, or something that is passed over."""

    item: Item | None
    place: Place
    """Behind it."""
    passed: str = ""
    """Why it is passed over, in words that are the same for all that are."""
