"""What the journal stores is what it gives back, also what earlier versions stored."""

import zlib

from hypothesis import given
from hypothesis import strategies as st

from topics.embedded.compression import COMPRESS_FROM, ZLIB, ZSTD, expand, shrink


@given(st.one_of(st.binary(max_size=300), st.binary(max_size=300).map(lambda value: value * 40)))
def test_every_value_comes_back(value: bytes) -> None:
    assert expand(shrink(value)) == value


@given(st.sampled_from([ZLIB, ZSTD]), st.binary(max_size=20))
def test_value_that_looks_compressed_comes_back(first: bytes, rest: bytes) -> None:
    assert expand(shrink(first + rest)) == first + rest


def test_short_values_lie_as_they_are_and_long_ones_are_smaller() -> None:
    assert shrink(b'{"a":1}') == b'{"a":1}'
    long = b'{"a":"' + b"page " * COMPRESS_FROM + b'"}'
    assert len(shrink(long)) < len(long) / 10


def test_what_earlier_versions_stored_is_read() -> None:
    assert expand(zlib.compress(b"{}" * 5_000, 1)) == b"{}" * 5_000
