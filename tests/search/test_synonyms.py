"""The synonym table and the spelling of initials."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.hanja import read_hanja
from search.letters import hangul_spelling, latin_spelling
from search.synonyms import SynonymError, key_of, read_synonyms, synonyms


def table(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "table.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_any_spelling_finds_its_row(tmp_path: Path) -> None:
    rows = read_synonyms(table(tmp_path, '[a]\nrows = [["LG 화학", "LG Chem"]]'))
    for spelling in ("LG화학", "lg 화학", "엘지화학", "엘지 화학", "lgchem", "ＬＧ화학"):
        row = rows.row_of(spelling)
        assert row is not None, spelling
        assert "LG 화학" in row.spellings
    assert rows.row_of("화학") is None


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('[a]\nrows = [["갑"], ["을", "갑"]]', r"\[a\], row \['을', '갑'\].*'갑' is also in \[a\]"),
        ('[a]\nrows = [["갑", "갑"]]', "twice"),
        ('[a]\nrows = ["갑"]', "a list of spellings expected"),
        ("[a]\nrows = [[]]", "a list of spellings expected"),
        ('[a]\nrows = [["..."]]', "a list of spellings expected"),
        ("[a\n", "line 1"),
        ('[suffixes]\npairs = [["대학교"]]', "two ends of names expected"),
    ],
)
def test_a_wrong_table_says_where(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(SynonymError, match=message):
        read_synonyms(table(tmp_path, text))


def test_the_table_is_of_a_few_hundred_rows() -> None:
    assert len(synonyms().rows) > 500


@pytest.mark.parametrize(
    ("latin", "hangul"),
    [("TJ 미디어", "티제이 미디어"), ("KBS", "케이비에스"), ("SK 텔레콤", "에스케이 텔레콤"), ("HLB", "에이치엘비")],
)
def test_initials_are_spelt_both_ways(latin: str, hangul: str) -> None:
    assert hangul_spelling(latin) == hangul
    assert latin_spelling(hangul.replace(" ", "")) == latin


@pytest.mark.parametrize("word", ["비디오", "오디오", "아이디어", "아이티", "이지", "회사", "플랫폼"])
def test_words_that_look_like_letters_are_words(word: str) -> None:
    assert latin_spelling(word) is None


@pytest.mark.parametrize("word", ["Naver", "IT", "POSTSCRIPT", "가나"])
def test_latin_words_are_no_initials(word: str) -> None:
    assert hangul_spelling(word) is None


@given(st.text(max_size=40))
def test_spellings_never_fail(text: str) -> None:
    hangul_spelling(text)
    latin_spelling(text)
    key_of(text)
    assert len(read_hanja(text)) == len(text)


@pytest.mark.parametrize(
    ("hanja", "reading"), [("女子", "여자"), ("勞動", "노동"), ("美國", "미국"), ("男女", "남녀"), ("𠮷", "𠮷")]
)
def test_hanja_are_read_as_hangul(hanja: str, reading: str) -> None:
    assert read_hanja(hanja) == reading
