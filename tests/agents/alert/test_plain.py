"""Text of strangers in messages: one line of which no chat recognises anything, and addresses that end where they should."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given

from agents.alert.plain import cut, inert, web_address
from tests.agents.alert.types.messages import hostile_text

# What chats make of plain text by themselves: names, tags, commands, addresses, hosts, emoji codes, links of Markdown.
RECOGNISED = re.compile(
    r"@\w|#[^\W\d]|(?:^|(?<=[\s(]))/\w|[a-z][a-z0-9+.-]*://|[^\W_]\.[^\W\d_]|:[\w+-]+:|\][\[(]|\$[^\W\d]", re.IGNORECASE
)


@given(hostile_text)
def test_nothing_is_recognised_and_nothing_is_hidden(text: str) -> None:
    shown = inert(text)
    assert RECOGNISED.search(shown) is None
    hidden = [
        char for char in shown if unicodedata.category(char) in ("Cc", "Cf", "Cs", "Zl", "Zp") and char != "\u2060"
    ]
    assert not hidden
    assert shown == " ".join(shown.split(" ")) == shown.strip()


@given(hostile_text)
def test_what_is_inert_stays_as_it_is_read(text: str) -> None:
    assert inert(inert(text)) == inert(text)


@pytest.mark.parametrize(
    "text",
    ["가람전자·나래통신, 3.5% 지분 교환", "매출 1,000억원(전년比 12.5%↑)", "A/B 시험", "오후 3:00~4:00", "[속보] 가람"],
)
def test_ordinary_headlines_are_left_as_they_are(text: str) -> None:
    assert inert(text) == text


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("https://news.example/가람?a=(1)", "https://news.example/%EA%B0%80%EB%9E%8C?a=%281%29"),
        ("https://가람.example/", "https://xn--o39a02t.example/"),
        ('https://news.example/"><b>', "https://news.example/%22%3E%3Cb%3E"),
        ("http://news.example/a|b", "http://news.example/a%7Cb"),
        ("https://news.example@evil.example/", None),
        ("javascript:alert(1)", None),
        ("tg://user?id=1", None),
        ("https://", None),
        ("https://news.example/" + "a" * 3000, None),
        (7, None),
    ],
)
def test_an_address_ends_where_it_should(url: object, address: str | None) -> None:
    assert web_address(url) == address


def test_what_is_cut_says_so() -> None:
    assert (cut("가람나래", 4), cut("가람나래다솔", 4)) == ("가람나래", "가람나…")
