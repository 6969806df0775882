"""The records of a WARC file, read past whatever is broken in it.

WARC 1.1 (ISO 28500:2017). A compressed file has a gzip member for each record; one that is a single member is read too,
but not beyond what is broken in it.
"""

from __future__ import annotations

import os
import re
import zlib
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING

from dongmaeng.fault import Fault
from dongmaeng.intake.place import Place
from dongmaeng.items import open_regular

if TYPE_CHECKING:
    from fastwarc.warc import ArchiveIterator, WarcRecord

REMEDY = "WARC needs FastWARC: pip install 'dongmaeng[archive]'"

_GZIP = b"\x1f\x8b\x08"
_STARTS = {True: re.compile(re.escape(_GZIP)), False: re.compile(rb"(?<![^\n])WARC/1\.[0-9]\r?\n")}
"""How a record begins, by whether the file is compressed."""
_BLOCK = 1 << 20
_LONGEST_START = 16
"""Bytes, more than a beginning of a record has."""
_LONGEST_HEAD = 32 << 10
"""Bytes of a head of WARC or HTTP."""


class NoWarc(Fault):
    """WARC is not read or written here; says what to install."""

    def __init__(self) -> None:
        super().__init__(REMEDY, usage=True)


@dataclass(frozen=True, slots=True)
class Met:
    """A record, to be read before the next one is asked for, or what is broken in place of some."""

    record: WarcRecord | None
    at: int
    """Bytes of the file before it."""
    place: Place
    """Behind it."""
    fault: str = ""


class WarcFile:
    """A WARC file that is open for reading; raises `NoWarc` where FastWARC is not installed."""

    def __init__(self, path: Path) -> None:
        try:
            import fastwarc  # noqa: F401
        except ImportError:
            raise NoWarc from None
        self._file: IO[bytes] = open_regular(path)
        self._size = os.fstat(self._file.fileno()).st_size
        self._is_compressed = path.suffix.lower() == ".gz" or self._bytes(0, len(_GZIP)) == _GZIP

    def close(self) -> None:
        self._file.close()

    def records(self, at: Place) -> Generator[Met, None, None]:
        """The records from a place on, and what is broken.

        The reader of a record may raise `OSError`: throw it into the iterator, which goes on behind what is broken.
        """
        start: int | None = at.offset
        skip, number = at.skip, at.number
        if not self._size:
            yield Met(None, 0, at, "holds no record")
            return
        while start is not None:
            last, behind, what = start, 0, "broken record"
            try:
                for record in self._iterate(start):
                    if record.stream_pos != last and self._begins(record.stream_pos):
                        last, behind = record.stream_pos, 0
                    behind += 1
                    if last == start and behind <= skip:
                        continue
                    number, what = number + 1, "broken record"
                    yield Met(record, last, Place(number, last, behind))
                    what = "broken behind the record there"
                if not self._is_cut(last):
                    return
                why = "cut off"
            except OSError as error:
                if error.errno is not None:  # the disk's, not the file's
                    raise
                why = str(error)
            broken, start, skip = last, self._next_readable(last + 1), 0
            then = "nothing behind it can be read" if start is None else f"read on at byte {start}"
            place = Place(number, self._size if start is None else start)
            yield Met(None, broken, place, f"{what} ({why}); {then}")

    def _iterate(self, start: int) -> ArchiveIterator:
        from fastwarc.warc import ArchiveIterator

        self._file.seek(start)
        return ArchiveIterator(self._file, max_header_len=_LONGEST_HEAD)

    def _begins(self, place: int) -> bool:
        """Whether reading can begin there."""
        return not self._is_compressed or self._bytes(place, len(_GZIP)) == _GZIP

    def _next_readable(self, place: int) -> int | None:
        """Where the next record begins whose head can be read; None where there is none."""
        for start in self._starts(place):
            try:
                if next(iter(self._iterate(start)), None) is not None:
                    return start
            except OSError as error:
                if error.errno is not None:
                    raise
        return None

    def _starts(self, place: int) -> Iterator[int]:
        """The places from there on where a record may begin."""
        pattern = _STARTS[self._is_compressed]
        while place < self._size:
            before = 1 if place else 0
            block = self._bytes(place - before, _BLOCK + _LONGEST_START)
            for match in pattern.finditer(block, before):
                if match.start() - before >= _BLOCK:
                    break
                yield place - before + match.start()
            place += _BLOCK

    def _is_cut(self, last: int) -> bool:
        """Whether the file goes on behind its last record with something that is none."""
        if not self._is_compressed:
            head = self._bytes(last, _LONGEST_HEAD)
            length = re.search(rb"(?im)^content-length:\s*(\d{1,18})\s*$", head.partition(b"\r\n\r\n")[0])
            end = last + head.find(b"\r\n\r\n") + 4 + int(length[1]) if length else last
            return end > self._size or bool(self._bytes(end, _BLOCK).strip(b"\r\n"))
        member = zlib.decompressobj(zlib.MAX_WBITS | 16)
        place, begun = last, False
        while block := self._bytes(place, _BLOCK):
            place += len(block)
            while block:
                if member.eof:
                    block = block.lstrip(b"\0")
                    if not block:
                        break
                    member, begun = zlib.decompressobj(zlib.MAX_WBITS | 16), False
                try:
                    member.decompress(block, _BLOCK)
                except zlib.error:
                    return True
                begun = True
                block = member.unused_data if member.eof else member.unconsumed_tail
        return begun and not member.eof

    def _bytes(self, place: int, length: int) -> bytes:
        return os.pread(self._file.fileno(), length, place)
