"""Which keys a run may hold (Bloom 1970): most that are asked for are in none, and none is looked into for them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from hashlib import blake2b

from topics.buffered import Key

_BITS = 1 << 19  # 16 for each key of a run: with five probes one key in a thousand is looked for in vain


def filter_of(keys: Iterable[Key]) -> bytes:
    """A filter of these keys (64 kB)."""
    packed = bytearray(_BITS // 8)
    for key in keys:
        for place, mask in _probes(key):
            packed[place] |= mask
    return bytes(packed)


def runs_with(key: Key, filters: Mapping[int, bytes]) -> list[int]:
    """Of the runs with these filters those that may hold a key: all that do, and hardly another."""
    if not filters:
        return []
    (a, in_a), (b, in_b), (c, in_c), (d, in_d), (e, in_e) = _probes(key)
    # One after the other by hand: of fifty runs nearly each is left after a probe or two, for each key of each story.
    return [
        run
        for run, packed in filters.items()
        if packed[a] & in_a and packed[b] & in_b and packed[c] & in_c and packed[d] & in_d and packed[e] & in_e
    ]


def _probes(key: Key) -> list[tuple[int, int]]:
    """Five bits of a filter, each by its byte and its mask there."""
    digest = int.from_bytes(blake2b("\0".join(key).encode(), digest_size=12).digest())
    bits = [digest >> shift & (_BITS - 1) for shift in (0, 19, 38, 57, 76)]
    return [(bit >> 3, 1 << (bit & 7)) for bit in bits]
