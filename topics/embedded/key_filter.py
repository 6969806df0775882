"""Which keys a run may hold (Bloom 1970): most that are asked for are in none, and none is looked into for them."""

from __future__ import annotations

from collections.abc import Collection
from hashlib import blake2b
from typing import Self

from topics.buffered import Key

_PROBES = 5
_BITS_A_KEY = 16  # or more: with five probes one key in a thousand is looked for in vain
_MOST_BITS = 1 << 24
Bits = tuple[int, ...]
"""Of a key, each as a 24-bit number."""


class KeyFilter:
    """A set of keys that never denies one of its own."""

    def __init__(self, packed: bytes) -> None:
        """`packed`: as many bytes as a power of two says."""
        self.packed = packed
        self._mask = 8 * len(packed) - 1

    @classmethod
    def of(cls, keys: Collection[Key]) -> Self:
        """A filter of these keys."""
        bits = min(_MOST_BITS, 1 << (_BITS_A_KEY * max(1, len(keys)) - 1).bit_length())
        packed = bytearray(bits // 8)
        for key in keys:
            for bit in cls.bits_of(key):
                packed[(bit & (bits - 1)) >> 3] |= 1 << (bit & 7)
        return cls(bytes(packed))

    @staticmethod
    def bits_of(key: Key) -> Bits:
        """What `has` is asked with."""
        digest = blake2b("\0".join(key).encode("utf-8", "surrogatepass"), digest_size=3 * _PROBES).digest()
        return tuple(int.from_bytes(digest[at : at + 3]) for at in range(0, 3 * _PROBES, 3))

    def has(self, bits: Bits) -> bool:
        """Whether the key of these may be in it."""
        packed, mask = self.packed, self._mask
        return all(packed[(bit & mask) >> 3] & (1 << (bit & 7)) for bit in bits)
