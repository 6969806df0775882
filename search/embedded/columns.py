"""What things are counted, dated and folded by: one pass over the packed columns answers for all that were found."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import apsw
import numpy as np
from numpy.typing import NDArray

from search.alliances import MOST_FACET_VALUES, Counts, most_frequent
from search.embedded.earlier import Row, earlier_rows
from search.embedded.file import StoreFile
from search.embedded.packed import BLOCK, NONE

Numbers = NDArray[np.int64]

_FEW = 4  # up to this part of the blocks is read one by one; with more, one pass over all is quicker


def numbers_from(file: StoreFile, sql: str, parameters: Sequence[object]) -> Numbers:
    """The numbers in the one column, named `number`, of what a statement selects."""
    # One text of all is a quarter of the work that a row for each would be.
    [(found,)] = file.rows(f"SELECT group_concat(number) FROM ({sql})", parameters) or [(None,)]
    return np.fromstring(found or "", np.int64, sep=",")


class Columns:
    """The columns of one part of a file."""

    def __init__(self, file: StoreFile, part: str) -> None:
        self._file = file
        self._part = part

    def numbers(self, name: str, things: Numbers) -> Numbers:
        """A number of each of some things; `NONE` where it has none."""
        found = np.full((_end(things), BLOCK), NONE, np.int64)
        for block, packed in self._blocks(name, things):
            kept = np.frombuffer(packed, "<i8")
            found[block, : len(kept)] = kept
        return found.reshape(-1)[things]

    def counts(self, name: str, things: Numbers) -> Counts:
        """The most frequent values of some things, none of them twice."""
        wanted = np.zeros(_end(things) * BLOCK, bool)
        wanted[things] = True
        found: list[NDArray[np.uint32]] = [np.empty(0, np.uint32)]
        for block, packed in self._blocks(name, things):
            lengths, ids = _unpacked(packed)
            start = block * BLOCK
            found.append(ids[np.repeat(wanted[start : start + len(lengths)], lengths)])
        numbers = np.bincount(np.concatenate(found))
        known = np.flatnonzero(numbers)
        if not len(known):
            return ()
        # Those that share the last place are told apart by their values.
        last = np.sort(numbers[known])[-MOST_FACET_VALUES:][0]
        more = [(value, int(numbers[id])) for id, value in self._values(np.flatnonzero(numbers > last))]
        tied = [(value, int(last)) for _, value in self._values(np.flatnonzero(numbers == last))]
        return (*sorted(more, key=lambda pair: (-pair[1], pair[0])), *tied)[:MOST_FACET_VALUES]

    def _values(self, ids: Numbers) -> list[tuple[int, str]]:
        """The first of some values by their order, with their ids."""
        sql = "SELECT id, value FROM search_values WHERE id IN (SELECT value FROM carray(?)) ORDER BY value LIMIT ?"
        return self._file.rows(sql, (apsw.carray(ids), MOST_FACET_VALUES)) if len(ids) else []

    def _blocks(self, name: str, things: Numbers) -> list[tuple[int, bytes]]:
        """The blocks that hold some things, and with many things all others, too."""
        where = "FROM search_columns WHERE part = ? AND name = ?"
        wanted = np.flatnonzero(np.bincount(things // BLOCK)) if len(things) else things
        end = _end(things)
        if len(wanted) > end // _FEW:
            return self._file.rows(f"SELECT block, packed {where} AND block < ?", (self._part, name, end))
        sql = f"SELECT block, packed {where} AND block = ?"
        return [row for block in wanted.tolist() for row in self._file.rows(sql, (self._part, name, block))]


class EarlierColumns(Columns):
    """The columns of articles in a file that an earlier version wrote, of which all rows are looked at."""

    def numbers(self, name: str, things: Numbers) -> Numbers:
        known = {thing: numbers[name] for thing, _, numbers in self._rows(things)}
        found = (known[thing] for thing in things.tolist())
        return np.fromiter((NONE if number is None else number for number in found), np.int64)

    def counts(self, name: str, things: Numbers) -> Counts:
        wanted = set(things.tolist())
        return most_frequent(
            value for thing, values, _ in self._rows(things) if thing in wanted for value in values.get(name, ())
        )

    def _rows(self, things: Numbers) -> Iterable[Row]:
        return earlier_rows(self._file.rows, 0, _end(things) * BLOCK)


def columns_of(file: StoreFile, part: str) -> Columns:
    """The columns of a part of a file, whichever version wrote it."""
    return Columns(file, part) if file.has(part) else EarlierColumns(file, part)


def _unpacked(packed: bytes) -> tuple[NDArray[np.uint16], NDArray[np.uint32]]:
    """The lengths of the lists of a block, and the ids of all of them."""
    [count] = np.frombuffer(packed, "<u2", 1)
    return np.frombuffer(packed, "<u2", count, offset=2), np.frombuffer(packed, "<u4", offset=2 + 2 * int(count))


def _end(things: Numbers) -> int:
    """The first block behind all of these things."""
    return int(things.max()) // BLOCK + 1 if len(things) else 0
