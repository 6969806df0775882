"""How the bytes of a record lie in the journal's file."""

from __future__ import annotations

import zlib

COMPRESS_FROM = 4_096  # bytes, a page of the file: pages of the web shrink fivefold, short records hardly
ZLIB = b"\x78"  # the first byte of a zlib stream (RFC 1950); JSON starts with "{"


def shrink(value: bytes) -> bytes:
    """The bytes to be stored."""
    return zlib.compress(value, 1) if len(value) >= COMPRESS_FROM or value[:1] == ZLIB else value


def expand(value: bytes) -> bytes:
    """The record's bytes."""
    return zlib.decompress(value) if value[:1] == ZLIB else value
