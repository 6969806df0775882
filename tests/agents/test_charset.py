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


STORY = [
    "가람전자가 15일 부산에 새 연구소를 연다고 밝혔다.",
    "연구소에는 연구원 300명이 일하며 로봇 제어 기술을 개발한다.",
    "회사는 내년까지 1200억원을 들여 시험 설비를 갖출 계획이다.",
    "지역 대학과 함께 인재를 기르는 과정도 마련한다.",
]
FOOTERS = [
    "저작권자 가람일보 무단 전재 및 재배포 금지",
    "발행인 홍길동 · 편집인 김나래",
    "회사소개",
    "등록번호 서울 아01234",
]
KOREAN = st.sampled_from([("utf-8", "cp949"), ("cp949", "utf-8")])
DECLARED = st.sampled_from(["", "utf-8", "euc-kr"])


def markup(sentences: list[str], declared: str) -> str:
    told = "".join(f"<p>{text}</p>" for text in sentences)
    return f"<html><head><meta charset='{declared}'><title>{STORY[0]}</title></head><body><div>{told}</div>"


@given(KOREAN, DECLARED, st.lists(st.sampled_from(STORY), min_size=1, max_size=9), st.sampled_from(FOOTERS))
def test_a_footer_in_another_charset_than_the_page_costs_neither(
    charsets: tuple[str, str], declared: str, sentences: list[str], footer: str
) -> None:
    page, footer = markup(sentences, declared), f"<footer><p>{footer}</p></footer></body></html>"
    assert decode(page.encode(charsets[0]) + footer.encode(charsets[1])) == page + footer


@given(st.sampled_from(["utf-8", "cp949"]), DECLARED, st.lists(st.sampled_from(STORY), min_size=1), st.data())
def test_a_page_cut_within_a_character_loses_no_more_than_that(
    charset: str, declared: str, sentences: list[str], data: st.DataObject
) -> None:
    whole = markup(sentences, declared)
    body = whole.encode(charset)
    cut = data.draw(st.integers(body.index(b"<p>") + 20, len(body)))
    text = decode(body[:cut])
    assert whole.startswith(text)
    assert cut - len(text.encode(charset)) <= 2


@pytest.mark.parametrize(
    ("charset", "text"),
    [
        ("shift_jis", "ソウルの会社が十五日、新しい研究所を開いたと発表した。"),
        ("euc-jp", "ソウルの会社が十五日、新しい研究所を開いたと発表した。"),
        ("gbk", "一家公司十五日表示,在釜山开设了新的研究所。"),
        ("big5", "一家公司十五日表示,在釜山開設了新的研究所。"),
        ("windows-1252", "The firm said it “opened” a café in Séoul — at last."),
        ("iso-8859-1", "L'entreprise a annoncé qu'elle a créé un laboratoire à Séoul."),
    ],
)
def test_another_language_is_read_in_the_charset_that_is_declared(charset: str, text: str) -> None:
    page = f"<html><head><meta charset={charset}></head><body><p>{text}</p></body></html>"
    assert decode(page.encode(charset)) == page


@pytest.mark.parametrize("declared", ["shift_jis", "gbk", "iso-8859-1", "windows-1252", "big5"])
@pytest.mark.parametrize("charset", ["utf-8", "cp949"])
def test_korean_is_read_whatever_other_charset_is_declared(declared: str, charset: str) -> None:
    page = markup(STORY, declared)
    assert decode(page.encode(charset)) == page
