import re

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from agents.clean.lines.line_table import line_table
from agents.regex_set import RareRegex, RegexSet, WordSet, needed_words

PATTERNS = [pattern for rule in line_table().rules for pattern in rule.patterns]
FOUND_ALONE = RegexSet(PATTERNS)


@given(st.data())
@settings(max_examples=150)
def test_every_line_that_a_pattern_matches_is_tried_on_it(data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(PATTERNS) - 1))
    line = data.draw(st.from_regex(PATTERNS[at]))
    assert at in FOUND_ALONE.candidates(line)
    assert FOUND_ALONE.is_found(at, line) == (re.search(PATTERNS[at], line) is not None)


def test_hardly_any_pattern_is_tried_on_a_line_of_a_story() -> None:
    line = "다온은행은 15일 전통시장 상인에게 낮은 이자로 돈을 빌려주는 상품을 내놓았다고 밝혔다."
    assert len(FOUND_ALONE.candidates(line)) <= len(PATTERNS) / 20


def test_words_are_read_from_a_pattern() -> None:
    assert needed_words("구독(하기|신청)") == [frozenset(("구독",)), frozenset(("하기", "신청"))]
    assert needed_words("기사(제보)?") == [frozenset(("기사",))]
    assert needed_words(r"[▶☞].{0,40}클릭") == [frozenset(("클릭",))]
    assert needed_words("[▶☞]") == [frozenset("▶☞")]
    assert needed_words(r"^\d{1,3}$") == []


def test_patterns_keep_their_flags_and_places() -> None:
    patterns = RegexSet(["(?i)^copyright", "무단", "무단 전재"])
    assert patterns.candidates("COPYRIGHT 무단 전재") == [0, 1, 2]
    assert patterns.is_found(0, "Copyright 2026")
    assert not patterns.is_found(0, "the copyright")
    assert patterns.candidates("아무 말도 없는 줄") == []


def test_words_stand_in_a_text() -> None:
    words = WordSet(("기자", "특파원"))
    assert words.stand_in("한서준 특파원")
    assert not words.stand_in("한서준")


@given(st.data())
@settings(max_examples=150)
def test_a_rare_regex_finds_what_a_compiled_one_finds(data: st.DataObject) -> None:
    pattern = data.draw(st.sampled_from(PATTERNS))
    line = data.draw(st.from_regex(pattern) | st.text("가나다 구독신청0123(=."))
    assume(not re.compile(pattern).flags & re.IGNORECASE)
    found = [hit.span() for hit in RareRegex(pattern).finditer(line)]
    assert found == [hit.span() for hit in re.finditer(pattern, line)]
