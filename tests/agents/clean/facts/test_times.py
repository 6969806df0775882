"""When a page says that its story was published, in the ways that pages write it."""

import unicodedata
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.clean.story.article import read_page
from topics.records import SEOUL, Article, Page

URL = "https://example.com/view?idx=77"
FETCHED = datetime(2026, 11, 28, 21, 0, tzinfo=SEOUL)
MORNING = datetime(2026, 11, 28, 9, 5, tzinfo=SEOUL)
TITLE = "다온중공업, 물류 자동화 설비 개발"


def read(line: str = "", head: str = "", **fields: object) -> Article:
    page = (
        f"<html><head><title>{TITLE} - 새벽일보</title>{head}</head><body><div>새벽일보 30분 전</div><h1>{TITLE}</h1>"
        f'<p class="date">{line}</p><div class="article-body"><p>두 회사는 물류 자동화 설비를 함께 개발하기로 했다.</p>'
        '<p>다온중공업 관계자는 "3년 전 시작한 기술을 모으겠다"고 말했다.</p></div><ul><li>다른 기사 2시간 전</li></ul>'
        "</body></html>"
    )
    given = {"id": "x", "url": URL, "final_url": URL, "body": page.encode(), "fetched": FETCHED, **fields}
    return read_page(Page.model_validate(given))


def meta(stamp: str) -> str:
    return f'<meta property="article:published_time" content="{stamp}">'


@pytest.mark.parametrize("label", ["", "입력 ", "등록 : "])
@pytest.mark.parametrize(
    "stamp",
    [
        "2026-11-28 [09:05]",
        "2026-11-28［09:05］",
        "[2026-11-28 09:05]",
        "2026.11.28 (토) [오전 9:05]",
        "26.11.28 09:05",
        "26-11-28 [09:05]",
        "'26/11/28 오전 9:05",
        "26. 11. 28. (토) 09:05",
        "26년 11월 28일 9시 5분",
        "2026.11.28(토)09:05:33",
        "２０２６．１１．２８　０９：０５",
        "2026年 11月 28日 9時 5分",
        "2026.11.28 아침 9시 5분",
        "11/28/2026 09:05",
        "28.11.2026 09:05",
        "토 11월 28 09:05:00 2026",
        "Sat Nov 28 09:05:00 KST 2026",
        unicodedata.normalize("NFD", "2026.11.28. 오전 9:05"),
        unicodedata.normalize("NFD", "2026년 11월 28일 오전 9시 5분"),
    ],
)
def test_the_minute_in_the_forms_of_korean_pages(label: str, stamp: str) -> None:
    assert read(label + stamp).published.replace(second=0) == MORNING


@pytest.mark.parametrize(
    ("told", "hour"),
    [("밤 11시 20분", 23), ("새벽 1시 20분", 1), ("낮 12시 20분", 12), ("낮 1시 20분", 13), ("저녁 7:20", 19)],
)
def test_the_part_of_the_day_says_which_hour_it_is(told: str, hour: int) -> None:
    assert read(f"입력 2026년 11월 27일 {told}").published == datetime(2026, 11, 27, hour, 20, tzinfo=SEOUL)


def test_an_afternoon_written_letter_by_letter() -> None:
    stamp = unicodedata.normalize("NFD", "입력 2026.11.28. 오후 8:05")
    assert read(stamp).published == MORNING.replace(hour=20)


@pytest.mark.parametrize("label", ["", "입력 ", "새벽일보 · ", "홍길동 기자 "])
@pytest.mark.parametrize(
    ("ago", "moment"),
    [
        ("방금 전", FETCHED),
        ("15분 전", FETCHED - timedelta(minutes=15)),
        ("3시간 전", FETCHED - timedelta(hours=3)),
        ("2일 전", datetime(2026, 11, 26, tzinfo=SEOUL)),
        ("1주 전", datetime(2026, 11, 21, tzinfo=SEOUL)),
        ("1주일 전", datetime(2026, 11, 21, tzinfo=SEOUL)),
        ("어제 09:05", datetime(2026, 11, 27, 9, 5, tzinfo=SEOUL)),
        ("어제 오후 6시 20분", datetime(2026, 11, 27, 18, 20, tzinfo=SEOUL)),
        ("그저께 오후 4:10", datetime(2026, 11, 26, 16, 10, tzinfo=SEOUL)),
        ("엊그제 밤 11시 반", datetime(2026, 11, 26, 23, 30, tzinfo=SEOUL)),
        ("2 days ago", datetime(2026, 11, 26, tzinfo=SEOUL)),
        ("an hour ago", FETCHED - timedelta(hours=1)),
        ("yesterday at 6:20 PM", datetime(2026, 11, 27, 18, 20, tzinfo=SEOUL)),
        ("just now", FETCHED),
    ],
)
def test_how_long_ago_is_told_from_the_fetch(label: str, ago: str, moment: datetime) -> None:
    assert read(label + ago).published == moment


@pytest.mark.parametrize(
    "line",
    [
        "입력어제 18:20",
        "그저께 18:20 인쇄 메일보내기",
        "2일 전 글쓴이 홍길동",
        "작성자 관리자댓글 0건조회128회작성일 3시간 전",
        "2 days ago by Hong 댓글 3",
    ],
)
def test_what_stands_beside_how_long_ago_it_was_does_no_harm(line: str) -> None:
    assert read(line).published is not None


def framed(date: str, comment: str, before: str = "") -> Article:
    """A story whose template shows the date above the title and comments with their dates below."""
    page = (
        f"<html><head><title>{TITLE}</title></head><body><div>{before}</div><div class='board'>"
        f"<span class='date'>{date}</span><h1>{TITLE}</h1><div>편집장</div>"
        f"<div class='content'><p>두 회사는 물류 자동화 설비를 함께 개발하기로 했다.</p></div>"
        f"<div class='fdb_lst'><ul><li><b>물새</b><span class='date'>{comment}</span><p>좋은 소식이네요.</p></li></ul></div>"
        f"<ul class='bo_v_nb'><li>이전글 <a href='?id=3'>철길 마을</a> <span>26.11.21</span></li></ul></div></body></html>"
    )
    return read_page(Page(id="x", url=URL, final_url=URL, body=page.encode(), fetched=FETCHED))


@pytest.mark.parametrize("comment", ["2026.11.28 12:12", "3분 전", "어제 10:00"])
@pytest.mark.parametrize("date", ["2026.11.28 09:05", "2026.11.28(토)09:05", "오늘 09:05"])
def test_a_date_above_the_title_is_the_storys_and_one_in_a_comment_is_not(date: str, comment: str) -> None:
    assert framed(date, comment).published == MORNING


def test_a_comment_of_the_same_minute_takes_the_story_no_time() -> None:
    comment = "<div class='comments'><span>{0}</span><p>좋은 소식이네요.</p></div>"
    for stamp, moment in (("2시간 전", FETCHED - timedelta(hours=2)), ("2026.11.28 09:05", MORNING)):
        assert read(f"{stamp}</p>" + comment.format(stamp)).published == moment


@pytest.mark.parametrize("date", ["", "새벽일보 30분 전"])
def test_comments_and_neighbours_date_no_story(date: str) -> None:
    assert framed(date, "2026.11.28 12:12").published is None


def test_the_pages_own_clock_tells_no_minute_of_publication() -> None:
    published = framed("2026.11.28 20:58", "2026.11.28 12:12").published
    assert published is None or published.hour == published.minute == 0


def test_a_year_of_two_digits_that_stands_first_is_no_day() -> None:
    assert read(f"{TITLE} 26.11.21").published == datetime(2026, 11, 21, tzinfo=SEOUL)


@pytest.mark.parametrize("line", ["3년 전 그 기술", "오늘 개막", "2일 전부터 준비", "수정 2시간 전", "사흘 만에"])
def test_a_subtitle_that_speaks_of_time_dates_nothing(line: str) -> None:
    assert read(line).published is None


def test_a_source_that_tells_the_minute_wins_over_how_long_ago_it_was() -> None:
    assert read("12시간 전", published=MORNING).published == MORNING


@given(st.timedeltas(min_value=timedelta(days=1, minutes=1), max_value=timedelta(days=3_000)))
def test_a_time_more_than_a_day_ahead_of_the_fetch_is_refused_and_the_next_asked(ahead: timedelta) -> None:
    late = FETCHED + ahead
    assert read("입력 2026.11.28 09:05", meta(late.isoformat())).published == MORNING
    assert read(f"입력 {late:%Y.%m.%d %H:%M}", published=MORNING).published == MORNING
    assert read("", meta(late.isoformat())).published is None
    assert read("", published=late).published is None
    as_text = {"text": f"입력 {late:%Y.%m.%d %H:%M}\n두 회사는 물류 자동화 설비를 함께 개발하기로 했다."}
    assert read(published=late, **as_text).published is None


@given(st.timedeltas(min_value=timedelta(0), max_value=timedelta(hours=23)))
def test_tomorrows_paper_is_believed(ahead: timedelta) -> None:
    early = (FETCHED + ahead).replace(second=0, microsecond=0)
    assert read("", meta(early.isoformat())).published == early
