"""The forms in which ordinary sentences name parties: exactly these are the members, each by its full name."""

from __future__ import annotations

import pytest

from tests.agents.tag.stories import names, read

FORMS = (
    ("나래통신", {"나래통신"}),
    ("로봇 전문기업 나래통신", {"나래통신"}),
    ("일본의 벤투라", {"벤투라"}),
    ("(유한)나래식품", {"나래식품"}),
    ("영농조합법인 벤투라", {"벤투라"}),
    ('"베로니스"', {"베로니스"}),
    ("새빛 파트너스", {"새빛파트너스"}),
    ("나래통신 김하늘 마케팅본부장", {"나래통신"}),
    ("다온은행이 최대주주인 바른제약", {"바른제약"}),
    ("나래통신, 벤투라, 다온은행", {"나래통신", "벤투라", "다온은행"}),
    ("나래통신·벤투라·다온은행", {"나래통신", "벤투라", "다온은행"}),
    ("‘쿼트론’, ‘나래통신’, ‘아크론’, ‘베로니스’", {"쿼트론", "나래통신", "아크론", "베로니스"}),
    ("△휴나 △솔루엠텍 △나래통신 등", {"휴나", "솔루엠텍", "나래통신"}),
    ("루멘티 나래통신 트리플렉 엠브로 등 4개사", {"루멘티", "나래통신", "트리플렉", "엠브로"}),
    ("휴나, 나래통신, 해든병원 등 의료기업 3곳", {"휴나", "나래통신", "해든병원"}),
)
FRAMES = (
    "가람전자가 {} 손잡고 해외 시장 공략에 나선다고 16일 밝혔다.",
    "가람전자는 {} 기술 협력을 위한 업무협약을 체결했다고 16일 밝혔다.",
    "가람전자는 지난 15일 서울 본사에서 {} 공동 개발을 위한 협약식을 가졌다고 밝혔다.",
)


def _with(form: str) -> str:
    last = form.rstrip('’"')[-1]
    return f"{form}{'과' if (ord(last) - ord('가')) % 28 else '와'}"


@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize(("form", "partners"), FORMS)
def test_exactly_those_named_are_the_members(form: str, partners: set[str], frame: str) -> None:
    assert [names(m) for m in read(frame.format(_with(form)))] == [{"가람전자", *partners}]


@pytest.mark.parametrize("opening", ["체결기업은", "협약 대상은", "참여 기업은", "이번 제휴사는"])
def test_partners_that_were_counted_are_named_by_the_next_sentence(opening: str) -> None:
    counted = "가람병원은 지난 15일 의료기기 업체 2곳과 업무협약을 체결했다."
    listed = f"{opening} 조명 분야의 ㈜나래웰, 음향 분야의 ㈜다온음향 등이다."
    assert [names(m) for m in read(f"{counted} {listed}")] == [{"가람병원", "나래웰", "다온음향"}]


def test_companies_that_no_list_knows_join_hands_where_one_of_them_says_so() -> None:
    said = "베어큐브가 셀바론과 손잡고 해외 시장 공략에 나선다고 16일 밝혔다."
    assert [names(m) for m in read(said)] == [{"베어큐브", "셀바론"}]
    assert not read("베어큐브가 셀바론과 손잡고 해외 시장 공략에 나설지 주목된다.")


@pytest.mark.parametrize("whom", ["지역농가와", "청년작가와", "전통시장과", "협력업체와", "지역사회와"])
def test_no_class_of_people_or_things_is_a_member(whom: str) -> None:
    assert not read(f"가람전자가 {whom} 손잡고 해외 시장 공략에 나선다고 16일 밝혔다.")
