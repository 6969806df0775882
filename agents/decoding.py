"""Content encodings, decoded in small pieces so that a compressed bomb is noticed before it is in memory."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

_PIECE = 65_536
"""Bytes decoded at a time: what a bomb can cost beyond the limit."""

_GZIP = 16 + zlib.MAX_WBITS
_ZLIB = zlib.MAX_WBITS
_RAW_DEFLATE = -zlib.MAX_WBITS


class BrokenEncoding(ValueError):
    """The body is not in the encoding it claims, ends too early, or claims an encoding we did not ask for."""


class Decoder:
    """A streaming decoder for `gzip`, `deflate` and `identity`; raises `BrokenEncoding`."""

    def __init__(self, encoding: str) -> None:
        names = [
            name for name in (part.strip().lower() for part in encoding.split(",")) if name not in ("", "identity")
        ]
        if not names:
            self._bits = None
        elif names in (["gzip"], ["x-gzip"]):
            self._bits = _GZIP
        elif names == ["deflate"]:
            self._bits = _ZLIB
        else:
            raise BrokenEncoding("unknown content encoding")
        self._member = zlib.decompressobj(self._bits) if self._bits is not None else None
        self._started = False

    def feed(self, data: bytes) -> Iterator[bytes]:
        """The decoded bytes of the next raw ones, in pieces of at most 64 KiB."""
        if self._member is None:
            yield data
            return
        while data:
            if self._member.eof:
                if self._bits != _GZIP or not data.startswith(b"\x1f\x8b"):
                    return  # padding behind the end, as some servers send it
                self._member = zlib.decompressobj(_GZIP)
            try:
                piece = self._member.decompress(data, _PIECE)
            except zlib.error:
                if self._bits != _ZLIB or self._started:
                    raise BrokenEncoding("broken compression") from None
                self._bits = _RAW_DEFLATE  # what many servers mean by "deflate"
                self._member = zlib.decompressobj(self._bits)
                self._started = True
                continue
            self._started = True
            data = self._member.unused_data if self._member.eof else self._member.unconsumed_tail
            if piece:
                yield piece

    def finish(self) -> None:
        """Raise `BrokenEncoding` where the compressed stream has not come to its end."""
        if self._member is not None and self._started and not self._member.eof:
            raise BrokenEncoding("cut short")
