"""A company that a text calls by the head of its name, behind the whole of it."""

from __future__ import annotations

import pytest

from agents.tag.names.organisations import find_organisations


def names(text: str) -> set[str]:
    return {organisation.name for organisation in find_organisations(text)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("QM엔터테인먼트에 따르면 QM은 다솔통신과 업무협약을 체결했다.", {"QM엔터테인먼트", "다솔통신"}),
        (
            "퀴라젬테크놀로지는 새 제품을 냈습니다. 퀴라젬은 다솔통신과 업무협약을 체결했습니다.",
            {"퀴라젬테크놀로지", "다솔통신"},
        ),
        (
            "현대정보기술과 ㈜델토소프트는 시스템을 개발한다. 현대측은 협약을 체결할 계획이다.",
            {"현대정보기술", "델토소프트"},
        ),
        (
            "현대정보기술과 ㈜델토소프트는 시스템을 개발한다. 현대의 김하늘 사장은 협약을 체결했다.",
            {"현대정보기술", "델토소프트"},
        ),
    ],
)
def test_the_head_of_a_name_stands_for_the_whole(text: str, expected: set[str]) -> None:
    assert names(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("퀴라젬과 퀴라젬페이는 다솔통신과 업무협약을 체결했다.", {"퀴라젬", "퀴라젬페이", "다솔통신"}),
        ("퀴라젬페이는 모회사 퀴라젬과 업무협약을 체결했다.", {"퀴라젬", "퀴라젬페이"}),
        ("퀴라젬페이는 지난 14일 퀴라젬과 업무협약을 체결했다.", {"퀴라젬", "퀴라젬페이"}),
        ("LG전자는 새 제품을 냈다. LG는 다솔통신과 업무협약을 체결했다.", {"LG전자", "LG", "다솔통신"}),
        ("현대정보기술은 협약을 체결했다. 현대 사회는 정보를 공유한다.", {"현대정보기술"}),
    ],
)
def test_another_company_or_word_with_the_same_head_is_itself(text: str, expected: set[str]) -> None:
    assert names(text) == expected
