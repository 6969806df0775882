"""How the bytes of a record lie in the journal's file."""

from __future__ import annotations

import zlib

import cramjam

COMPRESS_FROM = 4_096  # bytes, a page of the file: pages of the web shrink fivefold, short records hardly
ZLIB = b"\x78"  # the first byte of a zlib stream (RFC 1950), as earlier versions wrote them; JSON starts with "{"
ZSTD = b"\x28\xb5\x2f\xfd"  # the first bytes of a Zstandard frame (RFC 8878)
LEVEL = 1


def shrink(value: bytes) -> bytes:
    """The bytes to be stored."""
    if len(value) < COMPRESS_FROM and not value.startswith((ZLIB, ZSTD)):
        return value
    return bytes(cramjam.zstd.compress(value, level=LEVEL))


def expand(value: bytes) -> bytes:
    """The record's bytes."""
    if value.startswith(ZSTD):
        return bytes(cramjam.zstd.decompress(value))
    return zlib.decompress(value) if value.startswith(ZLIB) else value
