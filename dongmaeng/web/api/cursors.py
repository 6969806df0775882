"""Cursors that this API makes itself: where an answer ended, of which question."""

from __future__ import annotations

import base64
import binascii
import hashlib

from search.alliances import BadCursor

_DIGITS = 10


def cursor_at(place: int | str, *question: object) -> str:
    """The cursor of a place in the answers to a question."""
    return base64.urlsafe_b64encode(f"{_mark(question)}{place}".encode()).decode().rstrip("=")


def place_at(cursor: str, *question: object) -> str:
    """The place that a cursor stands for; raises `BadCursor` where it is of another question, or of none."""
    try:
        read = base64.b64decode(cursor + "=" * (-len(cursor) % 4), b"-_", validate=True).decode()
    except (binascii.Error, ValueError):
        raise BadCursor(cursor) from None
    if not read.startswith(_mark(question)):
        raise BadCursor(cursor)
    return read[_DIGITS:]


def offset_at(cursor: str, *question: object) -> int:
    """The place, where it is a number; raises `BadCursor`."""
    place = place_at(cursor, *question)
    if not (place.isascii() and place.isdigit() and len(place) < _DIGITS):
        raise BadCursor(cursor)
    return int(place)


def _mark(question: tuple[object, ...]) -> str:
    return hashlib.blake2b(repr(question).encode("utf-8", "replace"), digest_size=_DIGITS // 2).hexdigest()
