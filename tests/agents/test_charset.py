import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.charset import decode, in_utf8

TEXT = "<p>동맹을 맺었다고 밝혔다.</p>"
CHARSETS = ("utf-8", "utf-8-sig", "cp949", "utf-16")


@pytest.mark.parametrize("charset", CHARSETS)
def test_a_page_in_any_charset_comes_in_utf8(charset: str) -> None:
    assert in_utf8(TEXT.encode(charset)) == TEXT.encode()


def test_bytes_in_utf8_stay_as_they_are() -> None:
    body = TEXT.encode()
    assert in_utf8(body) is body


@given(st.binary(max_size=300) | st.text(max_size=100).flatmap(lambda text: st.sampled_from(CHARSETS).map(lambda c: text.encode(c, "ignore"))))  # fmt: skip
def test_any_bytes_are_the_same_text_both_ways(body: bytes) -> None:
    assert in_utf8(body).decode() == decode(body).encode("utf-8", "replace").decode()
