"""Signers told by their place: brands that somebody runs, works at a place, names between marks or broken lines."""

import pytest

from tests.agents.tag.stories import names, read

SIGNED = "16일 업무협약을 체결했다고 밝혔다."


@pytest.mark.parametrize(
    ("text", "members"),
    [
        (f"가람시는 배달앱 ‘나래찬’ 운영사와 {SIGNED}", {"가람시", "나래찬"}),
        (f"가람카드는 중고거래 플랫폼 '나래장터' 운영사 다솔과 {SIGNED}", {"가람카드", "다솔"}),
        (f"가람시와 한빛전자 울산공장은 {SIGNED}", {"가람시", "한빛전자울산공장"}),
        ("벨루라·다솔카 간 업무협약이 16일 체결됐다.", {"벨루라", "다솔카"}),
        (f"가람패널은 대풍스틸, 노을코일코팅 등과 {SIGNED}", {"가람패널", "대풍스틸", "노을코일코팅"}),
        (f"가람제철은 베트남 철강공사와 {SIGNED}", {"가람제철", "베트남철강공사"}),
        (f"가람전자 울산공장은 나래통신과 {SIGNED}", {"가람전자울산공장", "나래통신"}),
        (f"가람헬스와\n다솔제약은 이를 위해 서울에서 {SIGNED}", {"가람헬스", "다솔제약"}),
    ],
)
def test_who_signs_is_read(text: str, members: set[str]) -> None:
    assert [names(one) for one in read(text) if one.new] == [members]


@pytest.mark.parametrize(
    "text",
    [
        "가람전자는 냉장고부품, 세탁기부품 등과 함께 신제품을 공급하는 협약을 16일 체결했다.",
        "가람전자는 부품공급, 설비운영 등과 관련한 협약을 16일 체결했다.",
        f"가람투어는 몽골 협회와 {SIGNED}",
        f"가람시는 축제 운영사와 {SIGNED}",
        "벨루라·다솔카 간 업무협약은 16일 체결되지 않았다.",
    ],
)
def test_others_are_nobody(text: str) -> None:
    assert not [one for one in read(text) if one.new]
