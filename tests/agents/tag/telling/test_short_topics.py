"""A topic like 협회 stands for the organisation named before whose name ends so; years to come make nothing old."""

from __future__ import annotations

from tests.agents.tag.stories import names, read


def test_a_short_topic_brings_in_whom_the_sentence_before_names_in_full() -> None:
    text = (
        "한국가람산업협회가 위생 교육을 강화한다. "
        "협회는 16일 서울에서 위생관리 업체 나래시큐어와 업무협약을 체결했다고 밝혔다."
    )
    (new,) = [m for m in read(text, "한국가람산업협회, 위생 교육 강화") if m.new]
    assert names(new) == {"한국가람산업협회", "나래시큐어"}
    assert {m.name: m.came for m in new.members}["한국가람산업협회"] == "carried"


def test_a_short_topic_that_nobody_was_called_before_brings_in_nobody() -> None:
    text = "가람전자가 위생 교육을 강화한다. 협회는 16일 위생관리 업체 나래시큐어와 업무협약을 체결했다고 밝혔다."
    assert all("가람전자" not in names(m) for m in read(text, "가람전자, 위생 교육 강화"))


def test_the_year_of_publication_or_a_later_one_makes_nothing_old() -> None:
    for year, new in (("2024", True), ("2027", True), ("2019", False)):
        text = f"가람전자는 {year}년 가동을 위한 업무협약을 나래통신과 체결했다."
        assert [m.new for m in read(f"가람전자는 나래통신과 {year}년 완공될 공장의 업무협약을 체결했다.")] == [new], (
            text
        )
