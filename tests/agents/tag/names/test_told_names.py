from __future__ import annotations

import pytest

from agents.tag.names.gazetteer import organisation_id
from agents.tag.names.told_names import told_name
from topics.records import Organisation


@pytest.mark.parametrize(
    ("name", "kind", "written", "told"),
    [
        ("현대차", "company", ["현대자동차"], "현대자동차"),
        ("현대차", "company", ["현대차", "현대자동차", "현대차"], "현대자동차"),  # the fuller one, wherever it stands
        ("KB국민은행", "company", ["국민은행"], "국민은행"),
        ("경상북도", "agency", ["경북도", "경북"], "경북도"),
        ("한국전자통신연구원", "institute", ["ETRI"], "ETRI"),
        ("한국전자통신연구원", "institute", ["한국전자통신연구원", "ETRI"], "한국전자통신연구원"),
        ("두나무", "company", ["두나무", "업비트"], "두나무"),  # its product
        ("여수시", "agency", ["여수시청"], "여수시"),  # its hall
        ("KB국민은행", "company", ["국민"], "국민은행"),  # "국민·하나은행"
        ("KB국민은행", "company", ["국민", "KB"], "국민은행"),
        ("한화", "company", ["㈜한화"], "한화"),
        ("SK㈜", "company", ["SK㈜"], "SK㈜"),
        ("셸", "company", ["쉘", "Shell"], "쉘"),  # "쉘(Shell)"
        ("서울대", "university", ["서울대학교"], "서울대학교"),
        ("서울대", "university", ["서울대", "서울대학교"], "서울대학교"),
        ("한국해양대", "university", ["국립한국해양대학교"], "국립한국해양대학교"),
        ("부산외대", "university", ["부산외국어대학교"], "부산외국어대학교"),
        ("서울대", "university", ["서울대병원"], "서울대"),
        ("텐센트코리아", "company", ["텐센트 코리아"], "텐센트 코리아"),
        ("가람전자", "unknown", ["가람전자"], "가람전자"),
        ("가람전자", "unknown", [], "가람전자"),
    ],
)
def test_an_organisation_is_called_by_the_fullest_name_that_a_story_writes(
    name: str, kind: str, written: list[str], told: str
) -> None:
    assert told_name(Organisation(id=organisation_id(name), name=name, kind=kind), written) == told
