import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.tag.names.organisations import find_organisations
from agents.tag.names.people import find_people


def people(text: str) -> list[tuple[str, str | None, str | None]]:
    return [(p.name, p.organisation, p.role) for p in find_people(text, find_organisations(text))]


@pytest.mark.parametrize(
    ("text", "person"),
    [
        ("김철수 LG전자 CTO 사장이 말했다", ("김철수", "LG전자", "CTO 사장")),
        ("LG전자 CTO(최고기술책임자) 김철수 사장은 말했다", ("김철수", "LG전자", "사장")),
        ("박영희 KT 부사장", ("박영희", "KT", "부사장")),
        ("이민수 교수는 말했다", ("이민수", None, "교수")),
        ("KT 대표 박영희는 말했다", ("박영희", "KT", "대표")),
    ],
)
def test_a_person_with_role_and_organisation(text: str, person: tuple[str, str | None, str | None]) -> None:
    assert people(text) == [person]


def test_each_person_once_in_the_order_of_the_text() -> None:
    text = "박영희 KT 부사장과 김철수 LG전자 상무가 왔다. 박영희 부사장은 웃었다."
    assert people(text) == [("박영희", "KT", "부사장"), ("김철수", "LG전자", "상무")]


@pytest.mark.parametrize(
    "text", ["신임 대표는 말했다", "서울 본부장 회의가 열렸다", "이번 사장단 회의", "KT 이사회가 열렸다"]
)
def test_words_that_are_no_names(text: str) -> None:
    assert people(text) == []


@given(st.text(alphabet="김철수박영희KTLG전자 사장대표교수(),.는이\n", max_size=100))
def test_names_come_from_the_text(text: str) -> None:
    found = find_people(text, find_organisations(text))
    assert all(person.name in text for person in found)
    assert len({person.name for person in found}) == len(found)


def test_long_odd_texts_come_to_an_end() -> None:
    find_people("김철수 가 나 다 라 " * 3000 + "사장", [])
