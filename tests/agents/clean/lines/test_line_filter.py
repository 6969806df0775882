"""The line filter: what is left of the lines of a page."""

from __future__ import annotations

import pytest

from agents.clean.lines.line_filter import Kept, keep_story_lines
from agents.clean.page.blocks import Line


def keep(*lines: str) -> Kept:
    return keep_story_lines(Line(line) for line in lines)


def texts(kept: Kept) -> list[str]:
    return [line.text for line in kept.lines]


@pytest.mark.parametrize(
    "line",
    [
        "무단전재 및 재배포 금지",
        "<저작권자 ⓒ 하늘신문, 무단전재-재배포 금지>",
        "이 기사를 공유합니다",
        "댓글 0",
        "카카오톡에 공유하기",
        "▶ 하늘신문 네이버 채널 구독하기",
        "당신의 제보가 뉴스가 됩니다",
        "#로봇 #연구소",
        "한서준닫기한서준 기자 기사 모아보기",
        "입력 2024.05.15 14:07 | 수정 2024.05.15 15:00",
        "기사 원문 보기",
        "Copyright ⓒ 하늘신문. All rights reserved.",
        "한서준 외 1명",
        "By Han Seo-jun",
        "이 기자의 다른 기사",
        "매일 아침 과학 소식, 뉴스레터로 받아보세요",
        "후원 회원이 되시면 더 깊은 소식을 만나실 수 있습니다.",
        "※ 이 기사는 하늘신문과 누리통신의 제휴로 제공된 것입니다.",
        "[이 기사는 05월 15일 14:07 하늘신문에 표출됐습니다]",
        "2024/05/17 11:20 송고",
        "출처 : 하늘신문(https://www.haneul.example)",
        "☞ 나래항공, 새 노선에 취항",
        "AI가 쓴 기사 요약",
        "사진을 클릭하면 크게 보실 수 있습니다.",
        "0:00 / 2:31",
        "좋아요 0",
        "[영상]",
        "▶ 배구의 모든 것 '하늘코트'에서 만나요",
        "▶부동산 이야기는 [하늘살림]",
        "▶ [하늘살림] 집값의 앞날을 만나다",
        "덧붙이는 글",
        "매일 아침 하늘신문이 고른 소식을 받아보세요",
        "하늘TV 기사문의 및 제보 : 카톡/라인 haneul23",
        "▷ 전화 02-000-0000",
        "* 뉴스제보 : 전화(02-000-0000)",
        "다양한 채널에서 하늘뉴스를 만나보세요!",
        "이 기사는 언론사에서 과학 섹션으로 분류했습니다.",
        "기사 원문 - https://www.haneul.example/1",
        "https://www.haneul.example/1",
        "━",
        "편집자주",
        "온라인이슈팀",
        "△ QR코드 : 찍으면 하늘신문 창으로 이어짐",
        "사진=부산, 오민재 기자/정하은 기자",
        "# 사진_하늘 DB(오민재 기자)",
        "(사진제공-나래항공)",
    ],
)
def test_lines_that_are_no_part_of_a_story(line: str) -> None:
    story = "가람전자가 15일 부산에 새 연구소를 연다고 밝혔다."
    assert texts(keep(story, line)) == [story]


def test_list_of_other_stories_ends_with_its_box() -> None:
    kept = keep_story_lines(
        [
            Line("가람전자가 15일 부산에 새 연구소를 연다고 밝혔다.", path=(1, 2)),
            Line("관련기사", path=(1, 3)),
            Line("나래항공, 새 노선에 취항", path=(1, 3, 4)),
            Line("■ 창고의 눈과 귀", path=(1, 5)),
            Line("연구소는 내년 봄에 문을 연다. 사람은 200명을 뽑는다.", path=(1, 6)),
        ]
    )
    assert [line.text for line in kept.lines][1] == "■ 창고의 눈과 귀"


@pytest.mark.parametrize(
    "line",
    [
        "정부가 무단 사용을 막기 위한 통지문을 보내자 회사는 이를 받아들였다.",
        "회사는 시민의 제보를 바탕으로 설비를 모두 점검했다고 설명했다.",
        "누리통신은 댓글 5만 건을 분석해 새 서비스를 내놓았다고 밝혔다.",
        "카카오톡으로 공유하기 기능을 더해 이용자가 두 배로 늘었다고 한다.",
        "△무인 운반차 관제 △창고 영상 분석",
        "▲보유 기술 공유",
        "창고의 눈과 귀가 된다",
        "회사는 유료 회원이 되면 새 소식을 먼저 받아 볼 수 있게 한다고 밝혔다.",
        "“후원 회원이 되시면 연구소를 둘러보실 수 있습니다”라고 그는 말했다.",
        "두 회사는 뉴스레터를 받아 보는 독자가 10만 명을 넘었다고 설명했다.",
        "▶ 무인 운반차는 내년부터 시험한다",
        "앱에서 보기 좋게 꾸민 새 화면",
        "▶일시: 6월 3일 오후 2시",
        "■ 진행 : 한서준 하늘TV 기자",
        "제보는 회사가 설비를 스스로 고친 뒤에도 한 달 넘게 이어졌다.",
    ],
)
def test_lines_of_a_story_stay(line: str) -> None:
    story = "가람전자가 15일 부산에 새 연구소를 연다고 밝혔다."
    assert texts(keep(story, line)) == [story, line]


@pytest.mark.parametrize("end", [" (끝)", " <끝>", " ▶관련기사 3면", " ☞3면에 계속", " <관련기사 A3면>"])
def test_end_and_pointer_are_taken_off(end: str) -> None:
    story = "가람전자가 15일 부산에 새 연구소를 연다고 밝혔다."
    assert texts(keep(story + end)) == [story]


def test_story_ends_with_the_notice_below_it() -> None:
    story = [
        "가람전자가 15일 부산에 새 연구소를 연다고 밝혔다.",
        "연구소에는 연구원 300명이 일하며 로봇을 만든다.",
        "회사는 내년까지 1200억원을 들여 설비를 갖춘다.",
    ]
    notice, other = "<저작권자 ⓒ 하늘신문, 무단전재 및 재배포 금지>", "나래항공이 새 노선을 연다."
    assert texts(keep(*story, notice, other)) == story
    assert texts(keep(other, notice, *story)) == [other, *story]


def test_widget_glued_to_a_name_leaves_the_name() -> None:
    line = "윤서하닫기윤서하기사 모아보기 사장은 “값도 낮추고 품질도 더 높이겠다”고 말했다."
    assert texts(keep(line)) == ["윤서하 사장은 “값도 낮추고 품질도 더 높이겠다”고 말했다."]


def test_list_of_related_stories_ends_with_the_next_sentence() -> None:
    story = ["가람전자가 15일 부산에 새 연구소를 연다고 밝혔다.", "연구소에는 연구원 300명이 일하며 로봇을 만든다."]
    assert texts(keep(story[0], "관련기사", "나래항공, 새 노선에 취항", "다온은행 새 행장 선임", story[1])) == story


def test_speaker_is_joined_to_what_is_said() -> None:
    kept = keep(
        "[앵커]", "오늘의 소식을 전해드립니다.", "[기자]", "네, 저는 부산에 나와 있습니다.", "[앵커]", "전해주시죠."
    )
    assert texts(kept) == [
        "[앵커] 오늘의 소식을 전해드립니다.",
        "[기자] 네, 저는 부산에 나와 있습니다.",
        "[앵커] 전해주시죠.",
    ]


@pytest.mark.parametrize(
    "line",
    ["가람전자 본사 전경.(사진=연합뉴스)", "가람전자 본사 전경ⓒ 가람전자", "[사진] 가람전자 본사 전경"],
)
def test_credit_makes_a_caption(line: str) -> None:
    assert keep(line).captions == [line]


def test_captions_are_set_apart() -> None:
    kept = keep("가람전자 새 연구소 [사진=가람전자]", "가람전자가 15일 부산에 새 연구소를 연다고 밝혔다.")
    assert kept.captions == ["가람전자 새 연구소 [사진=가람전자]"]
