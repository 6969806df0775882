"""Who is at a signing stands for whom they lead, where the signing names too few parties."""

from __future__ import annotations

import pytest

from tests.agents.tag.stories import names, read

TOLD = (
    (
        "새빛시는 15일 다온동 주민센터에서 보고회를 열고 업무협약을 체결했다고 밝혔다. 이날 행사에는 박한결 시장과 김하늘 "
        "나래제철 부소장, 이바다 ㈜다솔소프트 대표이사, 다온동 주민자치위원회를 비롯한 관계 공무원 등이 참석했다.",
        {"새빛시", "나래제철", "다솔소프트"},
    ),
    (
        "양사는 추진선 기술개발과 공동영업 등에 협력키로 했다. 나래조선의 김하늘, 이바다 공동관리인을 비롯해 ㈜다솔엔텍의 "
        "박한결 대표이사 등이 참석한 가운데 열린 이날 협약식에서 양사는 사업의 정착을 위한 상호협력을 약속했다.",
        {"나래조선", "다솔엔텍"},
    ),
    (
        "새빛마트가 15일 도시락 개발을 위한 업무협약을 체결했습니다. 협약식은 김하늘 새빛마트 대표, 박한결 새빛마트 "
        "점주협의회장, 이바다 승온푸드 대표 등 관계자 15명이 참석한 가운데 진행됐습니다.",
        {"새빛마트", "승온푸드"},
    ),
    (
        "이바다 리온밴스 대표와 김하늘 가람사업단장이 참석한 가운데 모델 공동 개발을 위한 업무협약이 15일 체결됐다.",
        {"리온밴스", "가람사업단"},
    ),
    (
        "가람공단은 15일 업무협약을 체결했다. 이날 행사에는 김하늘 가람공단 이사장과 박한결 가람시장, 이바다 "
        "나래중공업 사장이 참석했다.",
        {"가람공단", "나래중공업"},
    ),
)

UNTOLD = (
    "가람협회는 15일 정기총회를 열었다. 이날 행사에는 김하늘 나래전자 대표, 이바다 다솔물산 대표 등이 참석했다.",
    "여야는 15일 민생 협약을 체결했다. 이날 행사에는 김하늘 나래전자 대표와 이바다 다솔물산 대표가 참석했다.",
    "새빛군은 15일 소통 행사를 열고 청렴 협약을 체결했다. 이날 행사에는 박한결 군수와 김하늘 전 나래전자 대표가 참석했다.",
    "가람전자는 15일 새 공장 준공식을 열었다. 준공식에는 김하늘 가람전자 대표, 이바다 다솔물산 대표 등이 참석했다. "
    "가람전자는 지역과 협력하겠다고 밝혔다.",
)


@pytest.mark.parametrize(("text", "members"), TOLD)
def test_those_at_a_signing_stand_for_whom_they_lead(text: str, members: set[str]) -> None:
    assert [names(mention) for mention in read(text) if mention.new] == [members]


@pytest.mark.parametrize("text", UNTOLD)
def test_guests_of_anything_else_make_no_deal(text: str) -> None:
    assert [mention for mention in read(text) if mention.new] == []


def test_guests_at_the_signing_of_others_are_none_of_them() -> None:
    text = "가람전자는 나래물산과 15일 업무협약을 체결했다. 이날 행사에는 최가람 다솔백화점 대표 등 내빈이 참석했다."
    assert [names(mention) for mention in read(text) if mention.new] == [{"가람전자", "나래물산"}]


def test_a_title_alone_among_the_guests_names_nobody() -> None:
    text = "양사는 15일 가람전자와 나래통신의 임원이 참석한 가운데 업무협약을 체결했다."
    assert [mention for mention in read(text) if mention.new] == []
