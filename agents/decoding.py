"""Content encodings, decoded in small pieces so that a compressed bomb is noticed before it is in memory."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

_PIECE = 65_536
"""Bytes decoded at a time: what a bomb can cost beyond the limit."""

_GZIP = 16 + zlib.MAX_WBITS
_ZLIB = zlib.MAX_WBITS
_RAW_DEFLATE = -zlib.MAX_WBITS

_CODINGS = {"gzip": _GZIP, "x-gzip": _GZIP, "deflate": _ZLIB}
_UNREADABLE = frozenset(
    {"br", "zstd", "compress", "x-compress", "dcb", "dcz", "exi", "aes128gcm", "pack200-gzip", "bzip2", "lzma", "xz"}
)
"""Codings (IANA's registry, and some in use) that we do not ask for; any other name means none, as in browsers."""

_MOST_CODINGS = 3
"""Codings one in another; honest servers have two at most, by mistake."""


class BrokenEncoding(ValueError):
    """The body is not in the encoding it claims, or claims one that we did not ask for."""


class Decoder:
    """A streaming decoder for `gzip` and `deflate`, also one in another; raises `BrokenEncoding`."""

    def __init__(self, encoding: str) -> None:
        names = [part.strip().lower() for part in encoding[:1_000].split(",")]
        if any(name in _UNREADABLE for name in names):
            raise BrokenEncoding("encoding not asked for")
        known = [_CODINGS[name] for name in reversed(names) if name in _CODINGS]
        if len(known) > _MOST_CODINGS:
            raise BrokenEncoding("too many encodings")
        self._layers = [_Layer(bits) for bits in known]

    def feed(self, data: bytes) -> Iterator[bytes]:
        """The decoded bytes of the next raw ones, in pieces of at most 64 KiB where they are encoded."""
        yield from self._through(0, data)

    @property
    def is_complete(self) -> bool:
        """Whether no compressed stream is left without its end."""
        return all(layer.is_complete for layer in self._layers)

    @property
    def has_ended(self) -> bool:
        """Whether there are compressed streams, all at their end, so that no more is to come."""
        return bool(self._layers) and self.is_complete

    def finish(self) -> None:
        """Raise `BrokenEncoding` where a compressed stream has not come to its end."""
        if not self.is_complete:
            raise BrokenEncoding("cut short")

    def _through(self, depth: int, data: bytes) -> Iterator[bytes]:
        if depth == len(self._layers):
            yield data
            return
        for piece in self._layers[depth].feed(data):
            yield from self._through(depth + 1, piece)


class _Layer:
    """One compressed stream."""

    def __init__(self, bits: int) -> None:
        self._bits = bits
        self._member = zlib.decompressobj(bits)
        self._started = False
        self._held = b""

    @property
    def is_complete(self) -> bool:
        return self._member.eof or not self._started

    def feed(self, data: bytes) -> Iterator[bytes]:
        if self._bits == _ZLIB and not self._started:
            data = self._held + data
            if len(data) < 2:  # both bytes of a header say whether it is one
                self._held = data
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
