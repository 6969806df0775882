"""Standard output that ends the command, with exit code 0, where its reader has read enough: `dongmaeng … | head`."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO, cast


class _UntilReaderLeaves(io.RawIOBase):
    """Writes to a file descriptor; where nobody reads it any more, what follows goes nowhere."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def fileno(self) -> int:
        return self._descriptor

    def isatty(self) -> bool:
        return os.isatty(self._descriptor)

    def writable(self) -> bool:
        return True

    def write(self, data: io._WriteBuffer) -> int:  # type: ignore[name-defined]
        try:
            return os.write(self._descriptor, data)
        except BrokenPipeError:
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, self._descriptor)
            os.close(nowhere)
            raise SystemExit(0) from None


@contextmanager
def output_for_reader() -> Iterator[None]:
    """Let standard output be such for as long as the context lasts, and flush it at the end."""
    plain = sys.stdout
    raw = io.BufferedWriter(_UntilReaderLeaves(plain.fileno()))
    by_line = bool(plain.line_buffering or getattr(plain, "write_through", False))  # a terminal, or `python -u`
    made = io.TextIOWrapper(raw, plain.encoding, plain.errors, line_buffering=by_line)
    sys.stdout = cast(TextIO, made)
    try:
        yield
    finally:
        made.flush()
