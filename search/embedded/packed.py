"""What things are counted, dated and folded by, packed by number: how it is written.

A row of a table costs a look-up for each thing found; packed, a million of them are a few megabytes.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Mapping, Sequence
from hashlib import blake2b
from typing import TypeVar

import apsw

BLOCK = 512
"""How many things one block is about: each write of one of them rewrites it."""
PUBLISHED, GROUP = "published", "group"
"""The columns of articles that hold a number: their time (Unix), and what copies of a story have in common."""
NONE = -(1 << 63)
"""In place of a number that is not known; less than all others."""

_READ = "SELECT packed FROM search_columns WHERE part = ? AND name = ? AND block = ?"
_WRITE = "INSERT INTO search_columns VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET packed = excluded.packed"
_LONGEST_LIST = 65_535
V = TypeVar("V")


class ColumnWriter:
    """Takes what is known of some things and writes it in one go, each block once."""

    def __init__(self, connection: apsw.Connection, part: str) -> None:
        self._connection = connection
        self._part = part
        self._numbers: dict[str, dict[int, int]] = defaultdict(dict)
        self._values: dict[str, dict[int, Sequence[str]]] = defaultdict(dict)

    def put(self, thing: int, values: Mapping[str, Sequence[str]], numbers: Mapping[str, int | None]) -> None:
        """What a thing is counted under, and numbers of it, by column."""
        for name, some in values.items():
            self._values[name][thing] = some
        for name, number in numbers.items():
            self._numbers[name][thing] = NONE if number is None else number

    def flush(self) -> None:
        """Write all that was put, in a transaction that is open."""
        for name, numbers in self._numbers.items():
            for block, changed in _by_block(numbers):
                kept = array("q", self._read(name, block))
                for place, number in changed:
                    kept.extend([NONE] * (place + 1 - len(kept)))
                    kept[place] = number
                self._write(name, block, kept.tobytes())
        for name, values in self._values.items():
            for block, some in _by_block(values):
                lists = _Lists(self._read(name, block))
                for place, texts in some:
                    lists.replace(place, [self._id_of(text) for text in texts])
                self._write(name, block, lists.packed())
        self._numbers.clear()
        self._values.clear()

    def _read(self, name: str, block: int) -> bytes:
        found = self._connection.execute(_READ, (self._part, name, block)).fetchone()
        return bytes(found[0]) if found else b""

    def _write(self, name: str, block: int, packed: bytes) -> None:
        self._connection.execute(_WRITE, (self._part, name, block, packed))

    def _id_of(self, text: str) -> int:
        found = self._connection.execute("SELECT id FROM search_values WHERE value = ?", (text,)).fetchone()
        if found:
            return int(found[0])
        self._connection.execute("INSERT INTO search_values (value) VALUES (?)", (text,))
        return self._connection.last_insert_rowid()


class _Lists:
    """For each place of a block, a list of ids."""

    def __init__(self, packed: bytes) -> None:
        self._lengths, self._ids = array("H"), array("I")
        if packed:
            (count,) = array("H", packed[:2])
            self._lengths.frombytes(packed[2 : 2 + 2 * count])
            self._ids.frombytes(packed[2 + 2 * count :])

    def replace(self, place: int, ids: Sequence[int]) -> None:
        ids = ids[:_LONGEST_LIST]
        self._lengths.extend([0] * (place + 1 - len(self._lengths)))
        start = sum(self._lengths[:place])
        self._ids[start : start + self._lengths[place]] = array("I", ids)
        self._lengths[place] = len(ids)

    def packed(self) -> bytes:
        return array("H", [len(self._lengths)]).tobytes() + self._lengths.tobytes() + self._ids.tobytes()


def number_of(text: str) -> int:
    """A number that no other text has, but by a chance of one in billions of billions."""
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big", signed=True)


def _by_block(changed: Mapping[int, V]) -> list[tuple[int, list[tuple[int, V]]]]:
    """The blocks that hold some things, each with their places and what there is to say of them."""
    blocks: dict[int, list[tuple[int, V]]] = defaultdict(list)
    for thing, value in changed.items():
        blocks[thing // BLOCK].append((thing % BLOCK, value))
    return list(blocks.items())
