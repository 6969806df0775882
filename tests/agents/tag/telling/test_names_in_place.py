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
        (f"가람헬스와\n다솔제약은 이를 위해 서울에서 {SIGNED}", {"가람헬스", "다솔제약"}),
    ],
)
def test_who_signs_is_read(text: str, members: set[str]) -> None:
    assert [names(one) for one in read(text) if one.new] == [members]


@pytest.mark.parametrize(
    "text",
    [
        f"가람시는 축제 운영사와 {SIGNED}",
        "벨루라·다솔카 간 업무협약은 16일 체결되지 않았다.",
    ],
)
def test_others_are_nobody(text: str) -> None:
    assert not [one for one in read(text) if one.new]
