"""Feed items whose leads stop in the middle, all invented."""

from datetime import datetime

import pytest

from agents.tag.language.clauses import plain, sentences
from tests.agents.tag.stories import names, read
from topics.records import SEOUL

WHEN = datetime(2025, 9, 18, 10, tzinfo=SEOUL)


@pytest.mark.parametrize(
    ("lead", "cut"),
    [
        (
            "한빛전자가 가온통신과 로봇을 만든다. 두 회사는 서울 본사에서 돌봄 로봇 개발과 실증을 위한 업무협약(MOU)을",
            True,
        ),
        (
            "한빛전자가 가온통신과 로봇을 만든다. 두 회사는 서울 본사에서 돌봄 로봇 개발과 실증을 위한 업무협약을 체결했다",
            False,
        ),
        ("한빛전자가 가온통신과 로봇을 만든다.\n사진=한빛전자", False),
        ("한빛전자가 새 공장을 연다.한빛전자는 16일 가온통신과 ‘로봇", True),
    ],
)
def test_a_lead_that_stops_without_a_mark_is_cut_off(lead: str, cut: bool) -> None:
    assert sentences(plain(lead).text)[-1].truncated is cut


def test_a_cut_off_paper_between_those_whom_the_headline_names_is_news() -> None:
    (new,) = read(
        "한빛조선해양은 가온중공업과 함께 자율운항 선박 실증에 나선다. 한빛조선해양은 가온중공업과 울산 본사에서 "
        "자율운항 선박 기술 개발과 실증을 위한 업무협약(MOU)을",
        "한빛조선해양-가온중공업, 자율운항 실증 나선다",
        WHEN,
    )
    assert new.new
    assert names(new) == {"한빛조선해양", "가온중공업"}


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (
            "한빛전자는 지난 16일 대전 본원에서 가온통신과 로봇 평가 방법 개발을...",
            "한빛전자·가온통신, 돌봄 로봇 공동연구",
        ),
        (
            "한빛전자와 가온통신이 돌봄 로봇을 위한 협약을 맺었다. 협약식은 지난 16일 본사에서 열렸다.",
            "한빛전자-가온통신 협약",
        ),
    ],
    ids=["in a lead that is cut off", "behind the ceremony"],
)
def test_the_day_is_found_where_the_deals_sentence_gives_none(text: str, title: str) -> None:
    (new,) = read(text, title, WHEN)
    assert new.date == "2025-09-16"


@pytest.mark.parametrize(
    ("title", "body"),
    [
        (
            "밤길 밝히는 법 찾았다…한빛대·가온대 공동 연구",
            "한빛대 빛연구소는 가온대와 공동으로 진행한 '도시와 빛' 연구에서...",
        ),
        (
            "한빛전자, 가온패션과 '나만의 그림' 공모전 개최",
            "한빛전자가 가온패션과 손잡고 그림 도구 활성화에 나선다.",
        ),
    ],
)
def test_results_and_contests_are_no_alliances(title: str, body: str) -> None:
    assert not [m for m in read(body, title, WHEN) if m.new]


@pytest.mark.parametrize(
    ("body", "members"),
    [
        ("한빛전자는 누리온 코딩 아카데미와 교육을 위한 업무협약을 체결했다.", {"한빛전자", "누리온코딩아카데미"}),
        ("한빛전자는 주한 네팔 대사관과 교육을 위한 업무협약을 체결했다.", {"한빛전자", "주한네팔대사관"}),
        ("한빛전자와 한빛대학교 공학교육 혁신사업단은 업무협약을 체결했다.", {"한빛전자", "한빛대학교"}),
        ("한빛대학교와 한빛대학교 부속 병원은 가온전자와 업무협약을 체결했다.", {"한빛대학교", "가온전자"}),
    ],
)
def test_parties_with_names_of_several_words(body: str, members: set[str]) -> None:
    (new,) = read(body, "", WHEN)
    assert names(new) == members


@pytest.mark.parametrize(
    ("body", "members", "day"),
    [
        (
            "한빛은행이 전일 가온시와 '힘내자 가온! 선불카드' 발행 공동 업무협약을 체결했다고 18일 밝...",
            {"한빛은행", "가온시"},
            "2025-09-17",
        ),
        (
            "가온제약과 미르제약이 절반씩 출자해 설립한 한빛신약연구소는 누리과학기술원과 공동연구 계약을 체결했다고 18일 밝혔다.",
            {"한빛신약연구소", "누리과학기술원"},
            "2025-09-18",
        ),
        (
            "한빛은행이 지난 17일 서울경제진흥원과 주거래은행 업무협약 약정을 체결했다고 18일 밝혔다.",
            {"한빛은행", "서울경제진흥원"},
            "2025-09-17",
        ),
        (
            "한빛전자는 오늘(18일) 새만금개발청·LG화학 등과 공동연구 양해각서를 맺었습니다.",
            {"한빛전자", "새만금개발청", "LG화학"},
            "2025-09-18",
        ),
    ],
)
def test_who_signs_and_on_which_day(body: str, members: set[str], day: str) -> None:
    (new,) = [m for m in read(body, "", WHEN) if m.new]
    assert names(new) == members
    assert new.date == day
