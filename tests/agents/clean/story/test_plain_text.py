from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from agents.clean.story.article import read_page
from agents.clean.story.plain_text import read_text
from topics.records import SEOUL, Article, Page

SHARED = Path(__file__).resolve().parents[4] / "../shared"

STORY = [
    "가람전자와 누리통신이 스마트 물류 설비를 함께 개발하기 위한 업무협약을 체결했다고 15일 밝혔다.",
    "두 회사는 ▲무인 운반차 관제 ▲창고 영상 분석 ▲설비 원격 점검 등을 위해 협력할 계획이다.",
    "박도윤 가람전자 부사장은 “현장의 목소리를 먼저 듣겠다”고 말했다.",
]
OTHER = "[서울=하늘뉴스] 최유나 기자 = 국회가 새 법안을 다음 주에 표결하기로 했다. 여야는 막판 협상을 이어가고 있다. yuna@haneul.example 2024-05-16 07:00"

SMALL_OUTLET = f"""UPDATED. 2024-06-15 17:54 (토)
가람전자·누리통신, 물류 설비 손잡았다
가람전자·누리통신, 물류 설비 손잡았다
  • 한서준 기자
  • 승인 2024.05.15 14:07
  • 댓글 0
이 기사를 공유합니다

[하늘신문 한서준 기자] {STORY[0]}

{STORY[1]}

두 회사 관계자들이 협약서를 들어 보이고 있다. [사진=가람전자 제공]

{STORY[2]}"""

NEWS_SITE = f"""전체기사 최신뉴스 특집
오늘의 날씨
산업 재계·경영

속보

더보기

"물류도 함께"...가람전자-누리통신, 맞손

기사입력 : 2024년05월15일 14:07

최종수정 : 2024년05월15일 14:09

내년 상반기 부산항에서 시범 운영

[서울=하늘뉴스] 한서준 기자 = {STORY[0]}

{STORY[1]}

{STORY[2]}

seojun@haneul.example

[하늘뉴스 베스트 기사]

사진
국회, 새 법안 표결 {OTHER}
사진
의장 "합의 기다린다" {OTHER}
Top으로 이동"""


def read(text: str, **fields: object) -> Article:
    url = "https://news.example/view/20240515001"
    return read_page(Page.model_validate({"id": "unknown", "url": url, "final_url": url, "text": text, **fields}))


@pytest.mark.parametrize("text", [SMALL_OUTLET, NEWS_SITE])
def test_dumped_page_gives_its_story_alone(text: str) -> None:
    article = read(text)
    assert article.body == "\n".join(STORY)
    assert article.authors == ["한서준"]
    assert str(article.published) == "2024-05-15 14:07:00+09:00"


def test_dumped_page_gives_its_facts() -> None:
    article = read(NEWS_SITE)
    assert article.title == '"물류도 함께"...가람전자-누리통신, 맞손'
    assert article.subtitle == "내년 상반기 부산항에서 시범 운영"
    assert article.publisher == "하늘뉴스"
    assert str(article.updated) == "2024-05-15 14:09:00+09:00"
    assert read(SMALL_OUTLET).title == "가람전자·누리통신, 물류 설비 손잡았다"
    assert read(SMALL_OUTLET).publisher == "하늘신문"


@pytest.mark.parametrize("encoding", ["utf-8", "cp949", "utf-16"])
def test_text_file_may_come_as_bytes(encoding: str) -> None:
    url = "https://news.example/view/20240515001"
    body = SMALL_OUTLET.encode(encoding, "replace").replace(b"?", b"-")
    article = read_page(Page(id="unknown", url=url, final_url=url, body=body))
    assert STORY[0] in article.body
    assert "승인" not in article.body


def test_given_title_wins() -> None:
    assert read(SMALL_OUTLET, title="주어진 제목").title == "주어진 제목"


@pytest.mark.parametrize(
    ("text", "body"),
    [
        ("(서울=하늘뉴스) 한서준 기자 = 가람전자가 &apos;새 길&apos;을 연다고...", "가람전자가 '새 길'을 연다고..."),
        ("가람전자가 연다.<br /> <br />누리통신도 연다.", "가람전자가 연다.\n누리통신도 연다."),
        ("가람전자가 새 공장을 연다고 밝혔다. 한서준 기자 seo@haneul.example", "가람전자가 새 공장을 연다고 밝혔다."),
        ("가람전자가 연다.\n기사 원문 보기\nⓒ 하늘신문, 무단전재 및 재배포 금지", "가람전자가 연다."),
        ("제보자는 무단 전재를 금지해 달라고 요구했다.", "제보자는 무단 전재를 금지해 달라고 요구했다."),
        ("A", "A"),
    ],
)
def test_clean_body_is_only_tidied(text: str, body: str) -> None:
    assert read(text).body == body


def test_clean_body_keeps_an_early_date() -> None:
    text = f"2024년 5월 15일 오후 2시 열린 행사에서 두 회사가 만났다.\n{STORY[0]}\n{STORY[1]}"
    assert read(text).body == text


needs_shared = pytest.mark.skipif(not (SHARED / "seeds").is_dir(), reason="the seeds are not beside this checkout")


@needs_shared
@pytest.mark.parametrize("way", ["000*.txt", "002*.txt", "rendered/ndsoft_old.html", "rendered/newspim.html"])
@pytest.mark.parametrize("as_text", [True, False])
def test_seeds_give_their_story_alone(way: str, as_text: bool) -> None:
    (path,) = (SHARED / "seeds").glob(way)
    if as_text and path.suffix == ".html":
        as_text = False
    fields = {"text": path.read_text("utf-8")} if as_text else {"body": path.read_bytes()}
    url = "https://news.example/view/1234567"
    article = read_page(Page.model_validate({"id": "unknown", "url": url, "final_url": url, **fields}))
    raw = "".join(path.read_text("utf-8").split())
    paragraphs = article.body.split("\n")
    assert 12 <= len(paragraphs) <= 16
    assert all("".join(paragraph.split()) in raw or path.suffix == ".html" for paragraph in paragraphs)
    assert len(article.authors) == 1
    assert article.published is not None
    assert article.published.strftime("%Y-%m-%d") == "2020-06-03"
    assert article.published.strftime("%H:%M") in ("09:03", "17:44")
    assert len(article.title) > 20
    for alien in ("국회", "특검", "공유합니다", "댓글", "승인", "기자", "newspim", "메뉴", "베스트"):
        assert alien not in article.body


def test_a_stated_time_above_a_bare_body_dates_it_and_is_no_part_of_it() -> None:
    story = read_text(
        "한빛전자, 누리통신과 맞손\n일반입력 :2024/05/15 14:07 수정: 2024/05/15 15:00\n"
        "한빛전자는 누리통신과 물류 로봇 사업을 위한 업무협약을 체결했다고 15일 밝혔다."
    )
    assert story.published == datetime(2024, 5, 15, 14, 7, tzinfo=SEOUL)
    assert story.updated == datetime(2024, 5, 15, 15, 0, tzinfo=SEOUL)
    assert not any("2024/05/15" in line.text for line in story.kept.lines)


def test_a_caption_is_the_story_where_nothing_else_tells_one() -> None:
    told = "한빛전자와 누리통신이 12일 업무협약을 체결했다. 두 회사 대표가 협약식 뒤 기념사진을 찍고 있다."
    article = read(f"“물류 로봇 함께 만든다”\n{told}\n한서준 기자", title="물류 로봇 맞손")
    assert article.body.endswith(told)


def test_a_caption_is_the_story_up_to_the_credit_behind_it() -> None:
    told = "김하늘 한빛전자 대표(왼쪽)와 이바다 누리통신 사장이 12일 업무협약을 체결한 뒤 기념 촬영을 하고 있다"
    article = read(f"{told}(한빛전자 제공) 2024.5.12/하늘통신", title="물류 로봇 맞손")
    assert article.body == f"{told}."


def test_words_in_angle_brackets_stay_in_a_text() -> None:
    text = "영화 <Parasite>가 15일 다시 개봉했다고 밝혔다.\n<b>누리시네마</b>는 <Time>의 기사를 인용했다."
    assert read(text).body == "영화 <Parasite>가 15일 다시 개봉했다고 밝혔다.\n누리시네마는 <Time>의 기사를 인용했다."
