from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.clean.lines.bylines import may_name_writers, read_byline, read_closing, read_dateline, read_sign_off


@pytest.mark.parametrize(
    ("line", "rest", "authors", "outlet"),
    [
        ("[서울=하늘뉴스] 한서준 기자 = 가람전자가", "가람전자가", ["한서준"], "하늘뉴스"),
        ("(부산·서울=하늘통신) 한서준 특파원 최유나 기자 = 가람전자가", "가람전자가", ["한서준", "최유나"], "하늘통신"),
        ("(마을[강원도]=하늘통신) 한서준 기자 = 가람전자가", "가람전자가", ["한서준"], "하늘통신"),
        ("【대전＝하늘뉴스】한서준기자 = 가람전자가", "가람전자가", ["한서준"], "하늘뉴스"),
        ("[하늘신문 한서준 기자] 가람전자가", "가람전자가", ["한서준"], "하늘신문"),
        ("[하늘경제=한서준 기자] 가람전자가", "가람전자가", ["한서준"], "하늘경제"),
        ("[하늘신문] 가람전자가", "가람전자가", [], "하늘신문"),
        ("「韓瑞俊기자」 가람전자가", "가람전자가", ["韓瑞俊"], None),
        ("한서준 기자 = 가람전자가", "가람전자가", ["한서준"], None),
        ("(강마을=누리) 한서준 기자 = 가람전자가", "가람전자가", ["한서준"], None),
        ("(부산) 한서준 기자 = 가람전자가", "가람전자가", ["한서준"], None),
        ("부산/한서준 기자 가람전자가", "가람전자가", ["한서준"], None),
        ("◇부산=한서준·최유나 기자 가람전자가", "가람전자가", ["한서준", "최유나"], None),
        ("[하늘일레븐=한서준] 가람전자가", "가람전자가", ["한서준"], None),
        ("[하늘신문 = 장충 한서준 기자] 가람전자가", "가람전자가", ["한서준"], "하늘신문"),
        ("[하늘신문 한서준 기자] 가람전자가 선박 기자재를", "가람전자가 선박 기자재를", ["한서준"], "하늘신문"),
    ],
)
def test_dateline_is_taken_off(line: str, rest: str, authors: list[str], outlet: str | None) -> None:
    found = read_dateline(line)
    assert found is not None
    assert (found.rest, found.authors, found.outlet) == (rest, authors, outlet)


@pytest.mark.parametrize(
    "line",
    [
        "[단독] 가람전자가",
        "[사진=한서준] 가람전자가",
        "[표=이사회] 가람전자가",
        "[앵커] 오늘 소식입니다",
        "(사진) 가람전자",
        "가람전자 기자 간담회가 열렸다",
        "A=B라는 식이 있다",
        "남/북 기자 교류가 시작됐다",
        "",
        "[",
    ],
)
def test_other_beginnings_are_left_alone(line: str) -> None:
    assert read_dateline(line) is None


@pytest.mark.parametrize(
    ("line", "authors"),
    [
        ("• 한서준 기자", ["한서준"]),
        ("[한서준 기자 seo@haneul.example]", ["한서준"]),
        ("한서준·최유나 기자", ["한서준", "최유나"]),
        ("/부산=한서준기자 seo@", ["한서준"]),
        ("seo@haneul.example", []),
        ("하늘TV 한서준 (seo@haneul.example)", ["한서준"]),
        ("글·사진=한서준 기자", ["한서준"]),
        ("글=한서준 기자, 사진=오민재 기자", ["한서준"]),
        ("(취재: 한서준, 영상편집 : 정하은)", ["한서준"]),
        ("영상취재: 오민재 / 영상편집: 정하은", []),
        ("사진=오민재 기자", []),
        ("글 한서준 기자사진 오민재 기자", ["한서준"]),
        ("글·사진 한서준 기자", ["한서준"]),
        ("도하늘 과학전문기자", ["도하늘"]),
        ("한서준 외 2명", ["한서준"]),
        ("한서준 기상캐스터", ["한서준"]),
        ("한서준외신캐스터", ["한서준"]),
        ("한서준 바둑칼럼니스트", ["한서준"]),
        ("[한서준 하늘스포츠 기자]", ["한서준"]),
        ("한서준·최유나 하늘뉴스 기자", ["한서준", "최유나"]),
        ("하늘뉴스 한서준 | 사진캡처 누리방송", ["한서준"]),
        ("글=한서준 기자 사진=오민재 기자", ["한서준"]),
        ("By Han Seo-jun", ["Han Seo-jun"]),
    ],
)
def test_line_of_credits(line: str, authors: list[str]) -> None:
    found = read_byline(line)
    assert found is not None
    assert found.authors == authors


@pytest.mark.parametrize(
    "line",
    [
        "한서준 기자입니다.",
        "기자 간담회가 15일 열렸다.",
        "‘빗길’ 등은 정확한 지도 위해 교통 기자 늘려야",
        "구성: 이사회 7명",
        "한서준 대표는 기자들과 만나 계획을 설명했다.",
        "문의는 seo@haneul.example 로 하면 된다고 회사는 전했다.",
    ],
)
def test_sentences_are_no_bylines(line: str) -> None:
    assert read_byline(line) is None


@pytest.mark.parametrize(
    ("line", "rest"),
    [
        ("협력한다고 밝혔다. 한서준 기자 seo@haneul.example", "협력한다고 밝혔다."),
        ("협력한다고 밝혔다. seo@haneul.example", "협력한다고 밝혔다."),
        ("협력한다고 밝혔다./한서준 기자", "협력한다고 밝혔다."),
        ("협력한다고 밝혔다. <한서준 기자>", "협력한다고 밝혔다."),
        ("협력한다고 밝혔다. (서울=하늘뉴스)", "협력한다고 밝혔다."),
    ],
)
def test_signature_is_taken_off_the_end(line: str, rest: str) -> None:
    found = read_closing(line)
    assert found is not None
    assert found.rest == rest


@pytest.mark.parametrize("name", ["독고은", "동방휘", "제갈민", "황보나래"])
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_byline_with_a_surname_of_two_syllables_in_either_form(name: str, form: str) -> None:
    byline = read_byline(unicodedata.normalize(form, f"{name} 기자"))
    assert byline is not None
    assert byline.authors == [name]


def test_sign_off_of_a_broadcast() -> None:
    assert read_sign_off("하늘뉴스 한서준입니다.") == ["한서준"]
    assert read_sign_off("이것이 정답입니다.") == []


@pytest.mark.parametrize(
    ("tail", "authors"),
    [
        (" 부산/한서준 기자", ["한서준"]),
        (" 한서준 seo@haneul.example", ["한서준"]),
        (" 온라인뉴스팀 seo@haneul.example", []),
        (" ＜한서준 기자＞", ["한서준"]),
        ("〈한서준 기자〉", ["한서준"]),
    ],
)
def test_signature_behind_a_paragraph_is_taken_off(tail: str, authors: list[str]) -> None:
    story = "가람전자가 15일 부산에 새 연구소를 연다고 밝혔다."
    found = read_closing(story + tail)
    assert found is not None
    assert (found.rest, found.authors) == (story, authors)


def test_credit_of_a_picture_is_no_signature() -> None:
    assert read_closing("가람전자 본사 전경.(사진=연합뉴스)") is None


PARTS = ("한서준", "최유나", " 기자", "특파원", " ", "하늘뉴스", "하늘일보", "서울", "=", ":", "/", "|", "·", "[", "]", "(", ")", "「", "」", "【", "】", "seo@haneul.example", "seo@", "글", "사진", "취재", "By ", "Seo Hanjun", " 외 3명", "金哲洙", "밝혔다.", "입니다", "다.")  # fmt: skip


@given(st.lists(st.sampled_from(PARTS), max_size=8).map("".join))
@settings(max_examples=500)
def test_every_line_that_tells_its_writer_shows_a_sign_of_it(line: str) -> None:
    if any(read(line) is not None for read in (read_byline, read_dateline, read_closing)):
        assert may_name_writers(line)
