"""How far a reading looks: what stands at each limit is read otherwise one step beyond it."""

from __future__ import annotations

import pytest

from agents.tag.language.clauses import sentences
from agents.tag.saying.rule import Rule
from tests.agents.tag.stories import names, read
from topics.records import Mention, Status

BOTH = {"가람전자", "나래통신"}
FILLER = "공장은 넓다."


def _new(body: str, title: str = "") -> list[Mention]:
    return [m for m in read(body, title) if m.new]


def _is_new(body: str, title: str = "") -> bool:
    """Whether the text tells of a new deal between the two, and of no other."""
    found = [names(m) for m in _new(body, title)]
    assert found in ([], [BOTH])
    return bool(found)


def _fillers(count: int) -> str:
    return f"{FILLER} " * count


@pytest.mark.parametrize(("day", "new"), [(6, True), (5, False)])
def test_a_deal_of_ten_days_ago_is_news(day: int, new: bool) -> None:
    assert _is_new(f"가람전자는 지난 {day}일 나래통신과 업무협약을 체결했다.") is new


@pytest.mark.parametrize(("before", "new"), [(6, True), (7, False)])
def test_seven_sentences_are_the_lead(before: int, new: bool) -> None:
    assert _is_new(f"{_fillers(before)}가람전자와 나래통신은 업무협약을 체결했다.") is new


@pytest.mark.parametrize(("before", "new"), [(600, True), (601, False)])
def test_six_hundred_letters_are_the_lead(before: int, new: bool) -> None:
    front = _fillers(4) + "마당도 "
    front += "아주 " * ((before - len(front) - 4) // 3)
    front += "참" * (before - len(front) - 4) + "넓다. "
    assert len(front) == before
    assert _is_new(f"{front}가람전자와 나래통신은 업무협약을 체결했다.") is new


@pytest.mark.parametrize(("before", "new"), [(3, True), (4, False)])
def test_three_sentences_may_stand_in_front_of_a_story(before: int, new: bool) -> None:
    title = "가람전자, 로봇 사업 진출"
    assert _is_new(f"{_fillers(before)}나래통신과 로봇 업무협약을 체결했다고 16일 밝혔다.", title) is new


@pytest.mark.parametrize(("before", "new"), [(4, True), (5, False)])
def test_an_agreement_without_a_paper_is_news_in_the_first_five_sentences(before: int, new: bool) -> None:
    assert _is_new(f"{_fillers(before)}가람전자와 나래통신은 협력하기로 합의했다고 16일 밝혔다.") is new


@pytest.mark.parametrize(("between", "new"), [(1, True), (2, False)])
def test_an_idiom_without_names_is_news_in_the_first_three_sentences(between: int, new: bool) -> None:
    body = f"가람전자와 나래통신이 전시회에 참가했다. {_fillers(between)}16일 로봇 시장을 겨냥해 손을 잡았다."
    assert _is_new(body, "가람전자·나래통신, 전시회 참가") is new


@pytest.mark.parametrize(("between", "new"), [(2, True), (3, False)])
def test_who_takes_part_stands_within_three_sentences(between: int, new: bool) -> None:
    body = f"로봇 협의체가 16일 출범했다. {_fillers(between)}협의체에는 가람전자, 나래통신 등이 참여한다."
    assert _is_new(body) is new


@pytest.mark.parametrize(("between", "amounts"), [(2, ["300억원"]), (3, [])])
def test_sums_stand_within_four_sentences(between: int, amounts: list[str]) -> None:
    body = f"가람전자와 나래통신은 16일 업무협약을 체결했다. {_fillers(between)}사업비는 300억원이다."
    (new,) = _new(body)
    assert new.amounts == amounts


@pytest.mark.parametrize(("gap", "ended"), [(17, True), (18, False)])
def test_what_ends_a_deal_stands_within_eighteen_letters(gap: int, ended: bool) -> None:
    between = " 사업의 " + "매" * (gap - 6) + " "
    assert len(between) == gap
    body = f"가람전자는 16일 나래통신과의 합작법인{between}종료를 알렸다."
    assert [m.status for m in read(body) if m.status is Status.ENDED] == [Status.ENDED] * ended


@pytest.mark.parametrize(("gap", "ended"), [(29, True), (30, False)])
def test_what_ends_a_deal_that_was_made_stands_within_thirty_letters(gap: int, ended: bool) -> None:
    between = "를 맺은 사업의 " + "매" * (gap - 10) + " "
    assert len(between) == gap
    body = f"가람전자는 16일 나래통신과 제휴{between}종료를 알렸다."
    assert [m.status for m in read(body) if m.status is Status.ENDED] == [Status.ENDED] * ended


@pytest.mark.parametrize(
    ("tail", "near"), [("했다는 시장에서 증권가의 소문", True), ("했다는 시장에서 증권가에서 소문", False)]
)
def test_a_rumour_is_told_within_sixteen_letters(tail: str, near: bool) -> None:
    assert len(tail) == 17 - near
    rules = [m.rule for m in read(f"가람전자는 나래통신과 업무협약을 체결{tail}이 돌았다.")]
    assert (Rule.RUMOUR in rules) is near


@pytest.mark.parametrize(("length", "new"), [(150, True), (151, False)])
def test_a_line_cut_off_within_a_hundred_and_fifty_letters_bears_a_headline_out(length: int, new: bool) -> None:
    start = "가람전자는 16일 나래통신 본사에서 "
    body = start + "새로운 " * ((length - len(start) - 3) // 4)
    body += "매" * (length - len(body) - 3) + "로봇을"
    assert len(body) == length
    assert _is_new(body, "가람전자-나래통신 손잡았다") is new


@pytest.mark.parametrize(("length", "cut"), [(40, True), (39, False)])
def test_a_last_line_of_forty_letters_may_be_cut_off(length: int, cut: bool) -> None:
    assert sentences("가람전자는 " + "매" * (length - 9) + "로봇을")[-1].truncated is cut


@pytest.mark.parametrize(("text", "cut"), [("가람은 로봇을", False), ("가람전자는 봇을", True)])
def test_eight_letters_behind_a_sentence_may_be_cut_off(text: str, cut: bool) -> None:
    assert len(text) == 7 + cut
    assert sentences(f"공장은 넓다.{text}")[-1].truncated is cut
