"""A deal that counts its parties or names one of them, where the sentences around it name them all."""

from __future__ import annotations

import pytest

from tests.agents.tag.stories import names, read

TOLD = (
    (
        "배송 노선이 열린다. 로드파일이 소프트웨어를, 거상화물이 트럭 40대를, 이지타이어가 타이어를 각각 책임진다. "
        "3사는 이런 내용의 업무협약을 14일 체결했다.",
        {"로드파일", "거상화물", "이지타이어"},
    ),
    (
        "폐배터리 공장이 들어선다. 양사는 14일 업무협약을 맺었다. 리볼텍은 설비를, 온누리렌트는 폐배터리를 맡는다.",
        {"리볼텍", "온누리렌트"},
    ),
    (
        "다온전자는 누리셀, 한결바이오와 치료제 개발에 착수했다. "
        "다온전자는 두 회사와 지난 12일 공동연구 계약을 체결했다고 16일 밝혔다.",
        {"다온전자", "누리셀", "한결바이오"},
    ),
    (
        "다온전자가 나래바이오·가람대학교와 치료제 개발에 나선다. "
        "다온전자는 지난 12일 이들 기관과 업무협약을 체결했다고 16일 밝혔다.",
        {"다온전자", "나래바이오", "가람대학교"},
    ),
    (
        "클라우드 기업 누리넷이 보안업체 시큐온과 함께 해외로 나간다. 누리넷은 업무협약을 체결했다고 16일 밝혔다.",
        {"누리넷", "시큐온"},
    ),
    (
        "다온공사는 16일 하나로여행, 세상투어, 모아관광 등 3개 여행사와 각각 업무협약을 맺고 관광객 유치에 협력키로 했다.",
        {"다온공사", "하나로여행", "세상투어", "모아관광"},
    ),
    (
        "조선과 전자 업종의 주요 7개 업체는 16일 양해각서에 서명했다. 참여업체는 조선 부문에서 "
        "한솔중공업·동해중공업·새한중공업 등이며, 전자 부문에서는 가람전자·나래전자·다온전자·라온전자 등이다.",
        {"한솔중공업", "동해중공업", "새한중공업", "가람전자", "나래전자", "다온전자", "라온전자"},
    ),
    (
        "다온전자와 누리시스템이 로봇 공장을 넓힌다. 한국로봇협회는 두 회사가 14일 협약식을 열었다고 이날 전했다.",
        {"다온전자", "누리시스템"},
    ),
    (
        "다온전자와 누리시스템이 함께 세우는 합작법인 '새빛로봇'이 모습을 드러냈다. 두 회사는 14일 합작계약서에 사인했다.",
        {"다온전자", "누리시스템"},
    ),
    (
        "다온전자가 누리항공과 손을 잡고 고객에게 마일리지를 쌓아 준다. "
        "국내 회사로서는 처음 있는 일로, 업무 제휴 체결식은 지난 14일 다온전자 본사에서 열렸다.",
        {"다온전자", "누리항공"},
    ),
)

SECOND = "가람시스템은 15일 나래은행과 업무협약을 체결했다. "


def test_a_second_deal_on_the_same_day() -> None:
    found = read(SECOND + "이어 다온건설과도 같은 날 업무협약을 맺었다.")
    assert [names(m) for m in found if m.new] == [{"가람시스템", "나래은행"}, {"가람시스템", "다온건설"}]


def test_another_company_with_the_same_partner() -> None:
    found = read(SECOND + "이날 한들건설도 나래은행과 업무협약을 맺었다.")
    assert [names(m) for m in found if m.new] == [{"가람시스템", "나래은행"}, {"한들건설", "나래은행"}]


@pytest.mark.parametrize(("text", "members"), TOLD)
def test_the_sentences_around_name_the_parties(text: str, members: set[str]) -> None:
    assert [names(mention) for mention in read(text) if mention.new] == [members]


@pytest.mark.parametrize(
    "text",
    [
        "정부는 예산을, 시민은 참여를 보탰다. 두 회사는 14일 업무협약을 체결했다고 밝혔다.",
        "가람전자와 나래건설, 다온통신의 주가가 올랐다. 양사는 14일 업무협약을 체결했다고 밝혔다.",
        "가람전자는 나래건설에 맞서 신제품을 냈다. 가람전자는 14일 업무협약을 체결했다고 밝혔다.",
        "지난해 가람전자는 나래건설과 함께 상을 받았다. 가람전자는 14일 업무협약을 체결했다고 밝혔다.",
        "가람전자가 나래건설과 함께 사옥을 연다. 도담식품은 14일 업무협약을 체결했다고 밝혔다.",
        "가람전자가 나래건설과 함께 사옥을 연다. 가람전자는 14일 어느 회사와 업무협약을 체결했다고 밝혔다.",
    ],
)
def test_others_than_it_counts_are_no_parties(text: str) -> None:
    assert [mention for mention in read(text) if mention.new] == []


@pytest.mark.parametrize(
    "signing",
    [
        "양사 대표는 15일 본사에서 만나 로봇을 공동개발한다는 내용의 협약서에 사인했다.",
        "두 회사 최고경영자는 15일 업무협약에 서명했다.",
        "두 업체 대표들은 15일 공동 협약서에 이름을 올렸다.",
        "양사의 업무협약 조인식은 15일 본사에서 있었다.",
        "이들은 15일 협약식을 열고 창고를 함께 쓰기로 했다.",
    ],
)
def test_who_leads_the_parties_that_are_only_counted_signs_for_them(signing: str) -> None:
    """Their heads, what is theirs, and 이들 stand for the two whom the sentence before names."""
    (mention,) = read(f"가람정공과 나래물류 두 회사가 배송에 나선다. {signing}")
    assert mention.new
    assert names(mention) == {"가람정공", "나래물류"}


@pytest.mark.parametrize(
    "text",
    [
        "가람전자 노사 대표는 15일 업무협약을 체결했다.",
        "가람시와 나래시가 도로를 놓는다. 두 도시 시장은 15일 업무협약을 맺었다.",
        "가람전자가 나래통신을 고소했다. 양사 대표는 15일 법정에서 만났다.",
    ],
)
def test_heads_of_no_companies_sign_for_none(text: str) -> None:
    assert not any(mention.new for mention in read(text))
