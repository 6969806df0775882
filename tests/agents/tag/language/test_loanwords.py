from __future__ import annotations

import pytest

from agents.tag.language.loanwords import is_loanword


@pytest.mark.parametrize(
    ("word", "loan"),
    [
        ("시티", True),
        ("파이브", True),
        ("오크트리", True),
        ("기업", False),
        ("협력사", False),
        ("세미", False),  # each syllable is one of Chinese characters, too
        ("하늘", True),  # a native word
        ("LINK", False),
        ("K시티", False),
        ("", False),
    ],
)
def test_a_syllable_that_no_chinese_character_is_read_as_tells_a_loanword(word: str, loan: bool) -> None:
    assert is_loanword(word) is loan
