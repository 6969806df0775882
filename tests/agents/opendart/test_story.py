"""A disclosure becomes a story that says who, with whom, how much and when."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.opendart.document import UnreadableDocument, rows_of
from agents.opendart.reports import bare_name, is_correction, report_table
from agents.opendart.story import NoStory, first_reported, told_by_decision, told_by_document, won_in_words
from tests.opendart_service import page_of_document
from topics.records import Disclosure

TABLE = report_table()


def disclosure(report: str) -> Disclosure:
    return Disclosure(
        company="가람전자(주)", corp_code="00123456", report=report, receipt="20261130000123", day="20261130"
    )


def told(rows: list[tuple[str, ...]], report: str = "기타경영사항(자율공시)") -> str:
    return told_by_document(disclosure(report), rows_of(page_of_document(rows)), TABLE).text


def test_shares_taken_over_are_told_with_sum_and_counterparty() -> None:
    row = {
        "iscmp_cmpnm": "주식회사 나래소프트",
        "dlptn_cmpnm": "다온홀딩스",
        "inhdtl_stkcnt": "1,200,000",
        "inhdtl_inhprc": "35,012,340,000",
        "atinh_eqrt": "25.3",
        "inh_pp": "사업 협력",
    }
    report = "주요사항보고서(타법인주식및출자증권양수결정)"
    rule = TABLE.rule_of(report)
    assert rule is not None
    story = told_by_decision(disclosure(report), rule, row, [], TABLE)
    assert story.title == "가람전자, 나래소프트 주식 350억1234만원 양수 결정"
    assert story.text == (
        "가람전자는 30일 다온홀딩스로부터 나래소프트 주식을 350억1234만원에 양수하기로 결정했다고 공시했다. "
        "양수하는 주식은 1,200,000주다. 양수 뒤 지분율은 25.3%다. 양수 목적은 사업 협력이다."
    )


def test_an_allotment_is_told_with_those_it_goes_to() -> None:
    row = {
        "ic_mthn": "제3자배정증자",
        "nstk_ostk_cnt": "500,000",
        "nstk_estk_cnt": "-",
        "fdpp_op": "3,000,000,000",
        "fdpp_fclt": "-",
    }
    rows = [
        ("제3자배정 대상자", "회사 또는 최대주주와의 관계", "배정주식수 (주)"),
        ("(주)나래소프트", "-", "300,000"),
        ("다온투자", "-", "200,000"),
        ("합계", "", "500,000"),
    ]
    report = "주요사항보고서(유상증자결정)"
    rule = TABLE.rule_of(report)
    assert rule is not None
    story = told_by_decision(disclosure(report), rule, row, rows_of(page_of_document(rows)), TABLE)
    assert story.title == "가람전자, 나래소프트, 다온투자에 제3자배정 유상증자 결정"
    assert "나래소프트, 다온투자를 대상으로 30억원 규모의 제3자배정 유상증자를 결정했다" in story.text
    with pytest.raises(NoStory, match="no allotment"):
        told_by_decision(disclosure(report), rule, {**row, "ic_mthn": "주주배정증자"}, [], TABLE)
    with pytest.raises(NoStory, match="counterparty unknown"):
        told_by_decision(disclosure(report), rule, row, [], TABLE)


@pytest.mark.parametrize(
    ("rows", "lead"),
    [
        ([("1. 제목", "나래소프트와의 전략적 업무협약(MOU) 체결")], "가람전자는 30일 나래소프트와 전략적 업무협약(MOU)을 체결했다고 공시했다."),
        (
            [("1. 제목", "인공지능 반도체 공동개발 업무협약 체결"), ("2. 계약상대방", "(주)나래소프트")],
            "가람전자는 30일 나래소프트와 인공지능 반도체 공동개발 업무협약을 체결했다고 공시했다.",
        ),
        ([("1. 제목", "해외 사업 협력에 관한 사항")], "가람전자는 30일 ‘해외 사업 협력에 관한 사항’을 공시했다."),
    ],
)  # fmt: skip
def test_the_subject_of_a_document_becomes_a_sentence(rows: list[tuple[str, ...]], lead: str) -> None:
    assert told(rows) == lead


def test_the_contents_follow_line_by_line() -> None:
    rows = [("1. 제목", "나래소프트와의 업무협약 체결"), ("2. 주요내용", "1) 공동 개발<BR/>2) 판로 개척")]
    assert told(rows).splitlines()[1:] == ["공동 개발", "판로 개척"]


def test_a_document_that_speaks_of_no_tie_is_no_story() -> None:
    with pytest.raises(NoStory, match="speaks of no tie"):
        told([("1. 제목", "본점 소재지 변경"), ("2. 주요내용", "이사")])
    with pytest.raises(NoStory, match="no subject"):
        told([("사업 개요", "-")])


@pytest.mark.parametrize(
    "report",
    ["단일판매ㆍ공급계약체결", "[기재정정]단일판매·공급계약체결(자율공시)", "무상증자결정", "사업보고서 (2025.12)"],
)
def test_other_reports_are_of_no_use(report: str) -> None:
    assert TABLE.rule_of(report) is None


def test_a_correction_is_known_by_its_mark_and_says_what_it_corrects() -> None:
    report = "[기재정정] 기타 경영사항(자율공시)"
    assert is_correction(report)
    assert not is_correction("[첨부추가]기타경영사항(자율공시)")
    assert bare_name(report) == bare_name("기타경영사항(자율공시)  ")
    rows = rows_of(page_of_document([("2. 정정대상 공시서류의 최초제출일", "2026년 11월 5일"), ("제목", "협약")]))
    assert first_reported(rows, TABLE) == "20261105"
    assert first_reported([("제목", "협약")], TABLE) is None


@pytest.mark.parametrize(
    ("won", "words"),
    [(35_000_000_000, "350억원"), (1_234_560_000_000, "1조2345억6000만원"), (9_999, "9999원"), (0, "0원")],
)
def test_sums_are_written_as_newspapers_do(won: int, words: str) -> None:
    assert won_in_words(won) == words


@given(st.binary(max_size=400) | st.binary(max_size=400).map(lambda body: b"PK\x03\x04" + body))
def test_no_bytes_break_the_reading(body: bytes) -> None:
    with pytest.raises(UnreadableDocument):
        rows_of(body)


@given(st.lists(st.tuples(st.text(max_size=40), st.text(max_size=60)), max_size=6))
def test_no_rows_break_the_telling(rows: list[tuple[str, str]]) -> None:
    try:
        text = told_by_document(disclosure("기타경영사항(자율공시)"), rows, TABLE).text
    except NoStory:
        return
    assert text.startswith("가람전자는 30일")


def test_a_document_that_unpacks_to_too_much_is_refused() -> None:
    with pytest.raises(UnreadableDocument, match="too large"):
        rows_of(page_of_document([("x" * 1_000,)] * 11_000))
