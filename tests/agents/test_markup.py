import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.markup import with_words_escaped, without_tags

WORDS = [
    "영화 <Parasite> 재개봉",
    "<Time> 올해의 인물",
    "<Data> 시대의 <Map>",
    "1 < 2 > 0",
    "<Squid Game> 열풍",
    "<A> 그룹",
]


@pytest.mark.parametrize("text", WORDS)
def test_words_in_angle_brackets_are_no_tags(text: str) -> None:
    assert without_tags(text) == text
    assert without_tags(with_words_escaped(text)) == with_words_escaped(text)


@pytest.mark.parametrize(
    "markup",
    [
        "<b>{}</b>",
        "<p>{}",
        "{}<br/>",
        "<time datetime='x'>{}</time>",
        "<o:p>{}",
        "<!-- a -->{}",
        "<kw>{}</kw>",
        "<P>{}",
    ],
)
def test_tags_are_taken_out(markup: str) -> None:
    assert without_tags(markup.format("가람")).strip() == "가람"


@given(st.lists(st.sampled_from(["<", ">", "/", "b", "Time", " ", "가", "=", "<!--", "-->", "&"]), max_size=40))
def test_what_is_left_holds_no_known_tag(parts: list[str]) -> None:
    left = without_tags("".join(parts), "")
    assert "</b>" not in left
