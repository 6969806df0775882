"""Plain text, sentences and clauses."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.tag.language.clauses import clauses, plain, sentences


def texts(text: str) -> list[str]:
    return [s.text for s in sentences(plain(text).text)]


def test_entities_and_quotes_take_one_form_and_find_their_way_back() -> None:
    original = "가온은 &apos;새벽 배송&apos;을 ‘한빛’과 한다."
    read = plain(original)
    assert read.text == "가온은 '새벽 배송'을 '한빛'과 한다."
    start = read.text.index("한빛")
    assert read.excerpt(start, start + 2) == "한빛"
    assert read.origin(read.local(original.index("한빛"))) == original.index("한빛")


def test_the_letter_for_an_association_is_its_word() -> None:
    read = plain("한국미르뫼協·가람 맞손, 協定은 다르다")
    assert read.text == "한국미르뫼협회·가람 맞손, 協定은 다르다"
    assert read.excerpt(0, read.text.index("·")) == "한국미르뫼協"


def test_a_particle_that_stands_loose_is_put_to_its_noun() -> None:
    original = "미르바이오 는 나래랩[123450] 과 협약을 맺었다."
    read = plain(original)
    assert read.text == "미르바이오는 나래랩[123450]과 협약을 맺었다."
    assert read.excerpt(read.text.index("나래랩"), len(read.text)) == "나래랩[123450] 과 협약을 맺었다."


@pytest.mark.parametrize(
    "text", ["가람은 이 회사와 만난다.", "가람은 는 개를 안다.", "지난해 이 협약을 맺은 가람", "그 은은 순은이다."]
)
def test_what_only_looks_like_a_loose_particle_stays_a_word(text: str) -> None:
    assert plain(text).text == text


def test_sentences_end_at_periods_even_where_no_space_follows() -> None:
    assert texts("협의하는 것으로 전해졌다.9일 업계는 조용했다. 끝났다!") == [
        "협의하는 것으로 전해졌다.",
        "9일 업계는 조용했다.",
        "끝났다!",
    ]


def test_numbers_and_latin_names_do_not_end_a_sentence() -> None:
    assert texts("지분 2.5%를 넘겼다. 나머지는 그대로다.") == ["지분 2.5%를 넘겼다.", "나머지는 그대로다."]


def test_bylines_and_bullets_are_no_part_of_the_sentence() -> None:
    assert texts("(서울=하늘통신) 김하늘 기자 = 가온은 문을 열었다.") == ["가온은 문을 열었다."]
    assert texts("[하늘신문 김하늘 기자]가온은 문을 열었다.") == ["가온은 문을 열었다."]
    assert texts("▲ 가온은 문을 열었다.") == ["가온은 문을 열었다."]


def test_a_sentence_that_was_cut_off_says_so() -> None:
    (sentence,) = sentences("가온은 한빛과 업무협약(...")
    assert sentence.truncated


@pytest.mark.parametrize(
    ("line", "cut"),
    [
        ("가람전자는 나래통신과 울산 본사에서 로봇 기술 개발과 실증을 위한 업무협약(MOU)을", True),
        ("걷기 좋은 신발을 만드는 가람(대표 이하늘)과 음료 전문회사 나래(대표 박", True),
        ("가람전자와 나래통신, 로봇 기술 개발과 실증을 위한 업무협약 체결식 열고 공동 연구", False),
        ("가람전자는 나래통신과 로봇을", False),
    ],
    ids=["within a phrase", "within a bracket", "a heading", "a name or a link"],
)
def test_a_line_is_cut_off_wherever_it_stands(line: str, cut: bool) -> None:
    first = sentences(f"{line}\n한서준 기자 seo@news.example\n가람전자 본사 전경.")[0]
    assert (first.text, first.truncated) == (line, cut)


def test_a_credit_at_the_end_is_not_cut_off() -> None:
    assert not sentences("가람전자가 문을 열었다.\n▲ 가람전자 본사 전경. /사진=가람전자")[-1].truncated


def test_breaks_are_new_lines() -> None:
    assert texts("하나다 <br /> <br />둘이다") == ["하나다", "둘이다"]


def test_a_change_of_subject_begins_a_clause() -> None:
    (sentence,) = sentences("가온이 연합을 꾸린 데 이어 한빛이 동맹을 맺었다.")
    assert [sentence.text[c.start : c.end] for c in clauses(sentence)] == [
        "가온이 연합을 꾸린 데 이어 ",
        "한빛이 동맹을 맺었다.",
    ]


@given(st.text(max_size=200))
def test_every_sentence_lies_where_it_says(text: str) -> None:
    read = plain(text)
    for sentence in sentences(read.text):
        end = sentence.start + len(sentence.text)
        assert read.text[sentence.start : end] == sentence.text
        assert read.excerpt(sentence.start, end) in text


@given(
    st.lists(st.sampled_from(["&apos;", "&amp;", "‘", "“", "<br />", "가", " ", "ㆍ", "&lt;"]), max_size=30).map(
        "".join
    )
)
def test_offsets_rise_and_stay_inside(text: str) -> None:
    read = plain(text)
    places = [read.origin(i) for i in range(len(read.text) + 1)]
    assert places == sorted(places)
    assert all(0 <= p <= len(text) for p in places)


def test_a_column_set_by_hand_is_running_text() -> None:
    text = "가람전자와 나래통신이 부품을 함께 개발하기 위한 기술 제휴를\n체결했다.\n\n두 회사는 서울 본사에서 부품을 공동으로 개발하기 위한\n협약을 맺었다."
    whole = plain(text)
    assert len(whole.text) == len(text)
    assert [s.text for s in sentences(whole.text)] == [
        "가람전자와 나래통신이 부품을 함께 개발하기 위한 기술 제휴를 체결했다.",
        "두 회사는 서울 본사에서 부품을 공동으로 개발하기 위한 협약을 맺었다.",
    ]


def test_an_address_ends_its_line_of_a_column() -> None:
    byline = "하늘일보 한서준 기자 seo@news.example"
    text = f"{byline}\n가람전자와 나래통신이 부품을 개발하기 위한 제휴를\n체결했다. 두 회사는 부품을 개발하기 위한\n협약을 맺었다."
    assert plain(text).text.splitlines()[0] == byline


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            "솔빛도와 솔빛기술원, 가람물류가\n솔빛도청에서\n전지 산업을 키우기 위한\n업무협약을 맺었습니다.\n세 기관은 앞으로\n함께 일합니다.",
            "솔빛도와 솔빛기술원, 가람물류가 솔빛도청에서 전지 산업을 키우기 위한 업무협약을 맺었습니다.",
        ),
        (
            "가람약품이 새 약을\n오늘 내놓습니다.\n가람약품과\n나래약품[123456]은 이를 위해 전날 서울 서초구\n나래회관에서 업무협약을 체결했습니다.",
            "가람약품과 나래약품[123456]은 이를 위해 전날 서울 서초구 나래회관에서 업무협약을 체결했습니다.",
        ),
    ],
)
def test_a_script_broken_by_phrases_is_running_text(text: str, sentence: str) -> None:
    whole = plain(text)
    assert len(whole.text) == len(text)
    assert sentence in [s.text for s in sentences(whole.text)]


def test_a_heading_in_front_of_a_script_stays_one() -> None:
    text = "가람약품, 나래약품 공동 판매\n가람약품과\n나래약품은 서울에서\n협약을 맺었습니다."
    assert plain(text).text.splitlines()[0] == "가람약품, 나래약품 공동 판매"


def test_a_list_between_finished_lines_stays_one() -> None:
    text = "가람전자는 협약을 맺었다.\n나래통신\n다온유통\n두 회사는 함께 일한다."
    assert plain(text).text == text


def test_lines_that_end_their_sentences_stay_lines() -> None:
    text = "가람전자, 나래통신과 손잡아\n가람전자가 나래통신과 협약을 맺었다.\n두 회사는 함께 일한다."
    assert plain(text).text == text


def test_a_full_stop_in_parentheses_ends_no_sentence() -> None:
    assert len(sentences("가람협회가 ESG(환경. 사회. 지배구조) 협약을 맺었다.")) == 1
