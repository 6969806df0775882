"""Many words are found at once, each as a list of alternatives would find it."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from agents.tag.language.word_search import any_of, longest_of

HANGUL = st.text("가나다 ", min_size=1, max_size=4).filter(lambda word: bool(word.strip()))
LATIN = st.text("AB", min_size=1, max_size=3)


@given(st.lists(HANGUL | LATIN, min_size=1, max_size=8, unique=True), st.text("가나다 ABab", max_size=30))
def test_the_longest_word_is_found_where_a_list_would_find_it(words: list[str], text: str) -> None:
    ordered = sorted(words, key=len, reverse=True)
    latin = [rf"(?<![A-Za-z])(?i:{word})(?![A-Za-z])" if word.isascii() else re.escape(word) for word in ordered]
    expected = [hit.span() for hit in re.finditer("|".join(latin), text)]
    assert [hit.span() for hit in re.finditer(any_of(words), text)] == expected


@given(st.lists(HANGUL | LATIN, min_size=1, max_size=8, unique=True), st.text("가나다 ABab", max_size=30))
def test_words_as_written_are_found_where_a_list_would_find_them(words: list[str], text: str) -> None:
    listed = "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
    for behind in ("", "(?=가|$)"):  # where the longest does not fit, a shorter one may
        expected = [hit.span() for hit in re.finditer(f"(?:{listed}){behind}", text)]
        assert [hit.span() for hit in re.finditer(longest_of(words) + behind, text)] == expected


def test_latin_words_are_found_in_any_case_and_never_within_a_word() -> None:
    pattern = re.compile(any_of(["MOU", "협약"]))
    assert [hit[0] for hit in pattern.finditer("mou를 맺었다. Mou, MOUNT, 업무협약")] == ["mou", "Mou", "협약"]
