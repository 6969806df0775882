"""People from abroad are named whole, with what they head, and no other words are taken for names."""

from __future__ import annotations

import pytest

from agents.tag.names.organisations import find_organisations
from agents.tag.names.people import find_people


def people(text: str) -> list[tuple[str, str | None, str | None]]:
    return [(p.name, p.organisation, p.role) for p in find_people(text, find_organisations(text))]


@pytest.mark.parametrize(
    ("text", "name", "organisation", "role"),
    [
        ("팀 쿡 애플 최고경영자(CEO)는 서울에 왔다.", "팀 쿡", "애플", "최고경영자"),
        ("젠슨 황 엔비디아 CEO는 서울을 찾았다.", "젠슨 황", "엔비디아", "CEO"),
        ("엔비디아의 젠슨 황 최고경영자가 왔다.", "젠슨 황", "엔비디아", "최고경영자"),
        ("응우옌 반 남 총리는 하노이에서 말했다.", "응우옌 반 남", None, "총리"),
        ("에릭 가르손 프랑스 대통령도 왔다.", "에릭 가르손", None, "대통령"),
        ("에릭 가르손 미 대통령도 왔다.", "에릭 가르손", None, "대통령"),
        ("브로냐 하벨리크 체코 총리는 프라하에서 말했다.", "브로냐 하벨리크", None, "총리"),
        ("파벨 노박(Pavel Novak) 체코전력 대표이사가 서명했다.", "파벨 노박", None, "대표이사"),
        ("행사에는 올라프 칼손 볼보 부사장이 왔다.", "올라프 칼손", "볼보", "부사장"),
        ("Tim Garson 애플 CEO가 왔다.", "Tim Garson", "애플", "CEO"),
    ],
)
def test_a_name_of_several_words_is_read_whole(text: str, name: str, organisation: str | None, role: str) -> None:
    assert (name, organisation, role) in people(text)


@pytest.mark.parametrize(
    "text",
    [
        "새로 뽑힌 누리통신 신임 대표가 말했다.",
        "최근 시장 점유율이 오른 KT 대표가 말했다.",
        "이번 협약으로 두 회사 대표는 손을 잡았다.",
        "도쿄 본사 KT 지사장이 왔다.",
        "올해 매출 목표를 밝힌 애플 최고경영자가 왔다.",
    ],
)
def test_other_words_before_a_role_are_no_name(text: str) -> None:
    assert not [person for person in people(text) if " " in person[0]]


def test_a_korean_beside_a_role_is_named_as_before() -> None:
    assert people("김민수 KT 부사장이 말했다.") == [("김민수", "KT", "부사장")]
