"""The one message in words: who with whom, what, since when, by which papers, and why; and the digest by company."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.alert.fitting import fitted, with_items
from agents.alert.message import Message, Part, message_of
from agents.alert.plain import BREAK
from agents.alert.types.showing import lines
from tests.agents.alert.types.messages import EVENTS, an_alliance, hostile_text, payload_of
from topics.records import ChangeKind, Kind, Status


def shown(message: Message) -> str:
    return "\n".join([message.headline, *lines(message)])


def test_a_new_alliance_is_told_in_korean() -> None:
    payload = payload_of("alliance.announced", articles=2)
    message = message_of("alliance.announced", payload, page="https://desk.example/", asked="org:가람전자")
    assert shown(message) == (
        "가람전자와 나래통신, 업무협약(MOU) 발표\n"
        "“가람전자는 나래통신과 업무협약을 맺었다고 밝혔다”\n"
        "언제부터: 2024-03-04\n"
        "같은 기사: 누리통신, 새물결 연대(컨소시엄)에 합류\n"
        "받는 까닭: 새 동맹 알림을 받기로 함, 조건: org:가람전자\n"
        "다른 보도\n"
        "• 한빛일보 · 가람전자, 나래통신과 손잡다 https://news.example/1/2\n"
        "기사 보기: https://news.example/1/1\n"
        "동맹 보기: https://desk.example/alliances/alliance-1"
    )


def test_a_new_alliance_is_told_in_english() -> None:
    message = message_of("alliance.announced", payload_of("alliance.announced"), language="en")
    assert shown(message) == (
        "가람전자 and 나래통신: MOU announced\n"
        "“가람전자는 나래통신과 업무협약을 맺었다고 밝혔다”\n"
        "Since: 2024-03-04\n"
        "Same article: 누리통신 joined: 새물결 연대 (consortium)\n"
        "Why this: asked for all “New alliance”\n"
        "Article: https://news.example/1/1"
    )


@pytest.mark.parametrize(
    ("event", "headline"),
    [
        ("alliance.joined", "누리통신과 동해식품, 가람전자와 나래통신의 업무협약(MOU)에 합류"),
        ("alliance.corroborated", "가람전자와 나래통신의 업무협약(MOU), 다른 언론도 보도"),
        ("alliance.changed", "가람전자와 나래통신의 업무협약(MOU), 내용이 바뀜"),
        ("alliance.denied", "가람전자와 나래통신, 업무협약(MOU) 부인"),
        ("alliance.ended", "가람전자와 나래통신의 업무협약(MOU) 종료"),
        ("alliance.merged", "가람전자와 나래통신의 업무협약(MOU): 따로 알린 두 건이 하나로 확인"),
        ("endpoint.paused", "알림 받는 곳 desk가 멈춤"),
        ("endpoint.recovered", "알림 받는 곳 desk가 다시 받음"),
        ("service.standing", "처리가 멈춰 있음"),
        ("service.quarantined", "처리하지 못한 기록이 따로 모임"),
        ("service.disk", "디스크가 거의 참"),
        ("source.silent", "출처 한빛일보가 조용함"),
        ("source.blocked", "출처 한빛일보를 읽을 수 없음"),
        ("source.changed", "출처 한빛일보가 전과 다름"),
        ("source.recovered", "출처 한빛일보가 다시 정상"),
        ("dongmaeng.test", "시험 알림: desk가 알림을 받고 있음"),
        ("digest", "2024-03-04 09:03 ~ 2024-03-04 09:03 동맹 소식 3건"),
    ],
)
def test_each_event_has_a_headline_of_its_own(event: str, headline: str) -> None:
    payload = payload_of(event, **({} if event in ("digest",) or not event.startswith("alliance.") else {"parties": 2}))
    assert message_of(event, payload).headline == headline


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("event", EVENTS)
def test_no_event_falls_back_on_other_words(event: str, language: str) -> None:
    message = message_of(event, payload_of(event), language=language)
    other = message_of("nothing.known", "{}", language=language)
    assert message.label != other.label
    assert message.headline != other.headline.replace("nothing.known", event)


def test_a_service_without_troubles_says_that_they_are_over() -> None:
    payload = json.dumps({"data": {"troubles": []}})
    assert message_of("service.disk", payload).headline == "문제가 모두 풀림"


def test_a_source_is_told_with_what_is_wrong_and_what_to_do() -> None:
    data = {
        "source": "https://news.example/rss",
        "publisher": "한빛일보",
        "since": "2024-03-04T09:03:00+09:00",
        "fault": "silent",
        "expected": 31.4,
    }
    message = message_of("source.silent", json.dumps({"data": data}))
    assert plain(shown(message)) == (
        "출처 한빛일보가 조용함\n"
        "출처: https://news.example/rss\n"
        "까닭: 새 기사가 없음\n"
        "언제부터: 2024-03-04 09:03\n"
        "그동안 나왔을 기사: 약 31건\n"
        "할 일: 사이트에는 새 기사가 있는지 보세요. 있다면 dongmaeng sources add 사이트로 살아 있는 피드를 찾으세요."
    )
    data |= {"publisher": None, "site": "news.example", "fault": "refused", "detail": "blocked, 10 pages in a row"}
    told = plain(shown(message_of("source.recovered", json.dumps({"data": data}), language="en")))
    assert told.startswith("Source news.example is well again\nSource: news.example\n")
    assert "It was: it refuses us: blocked, 10 pages in a row" in told
    assert "What to do" not in told


def plain(text: str) -> str:
    """Without what keeps chats from making links of it."""
    return text.replace(BREAK, "")


@pytest.mark.parametrize("expected", [float("nan"), float("inf"), -1, 10**400, "31", None, [1]])
def test_what_is_no_number_of_stories_is_not_told(expected: object) -> None:
    payload = json.dumps({"data": {"source": "https://news.example/rss", "expected": expected}})
    assert "그동안" not in shown(message_of("source.silent", payload))


def test_what_is_otherwise_now_is_told_with_what_was_told_before() -> None:
    payload = json.loads(payload_of("alliance.changed"))
    payload["data"]["change"]["revised"] = [
        {"matter": "kind", "before": "mou", "after": "joint_venture"},
        {"matter": "status", "before": "planned", "after": "announced"},
        {"matter": "date", "before": "2024-03-04", "after": "2024-03-05"},
    ]
    text = shown(message_of("alliance.changed", json.dumps(payload)))
    assert "바뀐 내용: 종류 업무협약(MOU) → 합작" in text
    assert "바뀐 내용: 상태 추진 → 발표" in text
    assert "바뀐 내용: 날짜 2024-03-04 → 2024-03-05" in text
    assert "Now otherwise: status planned → announced" in shown(
        message_of("alliance.changed", json.dumps(payload), language="en")
    )


def test_many_parties_are_counted_in_the_headline_and_named_below() -> None:
    message = message_of("alliance.announced", payload_of("alliance.announced", parties=60))
    assert message.headline == "가람전자·나래통신·다솔0 외 57곳, 업무협약(MOU) 발표"
    [members] = [one.text for one in message.paragraphs if one.text.startswith("참여: ")]
    assert members.startswith("참여: 가람전자, 나래통신, 다솔0")
    assert members.count(",") >= 9


def test_what_is_known_of_a_deal_is_told() -> None:
    data = an_alliance(kind=Kind.JOINT_VENTURE, status=Status.PLANNED, independent_publishers=4)
    data |= {"amounts": ["300억원"], "stakes": ["51%"], "purpose": "공동 생산", "disputed": True}
    data["tie"]["term"] = {"said": "5년간", "months": 60, "until": None}
    text = shown(message_of("alliance.announced", json.dumps({"data": data})))
    assert text.startswith("가람전자와 나래통신, 합작 추진")
    for fact in ("금액: 300억원", "지분: 51%", "기간: 5년간", "목적: 공동 생산", "보도: 언론사 4곳", "참고: 한 언론만"):
        assert fact in text


def test_a_digest_names_each_alliance_once_under_a_company_and_shows_what_was_denied() -> None:
    garam = [an_alliance(1), an_alliance(2, status=Status.DENIED)]
    mir = an_alliance(3)
    mir["members"] = [{**mir["members"][0], "name": "미르"}, {**mir["members"][1], "name": "라온"}]
    payload = json.dumps({"data": {"from": "2024-03-04T08:30:00+09:00", "until": "x", "alliances": [mir, *garam]}})
    message = message_of("digest", payload)
    assert [one.text for one in message.paragraphs if one.part is Part.HEADING] == ["가람전자 (2건)", "미르 (1건)"]
    items = [one.spans[0].text for one in message.paragraphs if one.part is Part.ITEM]
    assert items == [
        "[발표] 가람전자와 나래통신, 업무협약(MOU)",
        "[부인] 가람전자와 나래통신, 업무협약(MOU)",
        "[발표] 미르와 라온, 업무협약(MOU)",
    ]


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=9), lambda x: st.lists(x) | st.dictionaries(
    st.sampled_from(["data", "members", "name", "articles", "url", "change", "cut", "tie", "related", "alliances", "kind"]), x
)), st.sampled_from(EVENTS))  # fmt: skip
@settings(max_examples=60, deadline=None)
def test_what_a_payload_does_not_hold_is_left_out(found: Any, event: str) -> None:
    for payload in (json.dumps(found), json.dumps({"data": found})):
        message = message_of(event, payload)
        assert message.headline
        assert message.label


@given(hostile_text, st.sampled_from(EVENTS), st.integers(0, 30), st.integers(60, 3_000))
@settings(max_examples=40, deadline=None)
def test_a_message_is_fitted_to_any_length(text: str, event: str, alliances: int, most: int) -> None:
    message = message_of(event, payload_of(event, text=text, alliances=alliances))
    short = fitted(message, lambda one: len(shown(one)), most)
    assert len(shown(short)) <= most or not short.paragraphs


def test_what_is_left_out_is_counted() -> None:
    message = message_of("digest", payload_of("digest", alliances=12))
    few = with_items(message, 2)
    assert few.paragraphs[-1].text == "외 10건"
    assert sum(one.part is Part.ITEM for one in few.paragraphs) == 2


def test_what_the_payload_left_out_counts_too() -> None:
    payload = json.loads(payload_of("digest", alliances=2))
    payload["data"]["cut"] = 5
    message = message_of("digest", json.dumps(payload))
    assert "7건" in message.headline
    assert with_items(message, 1).paragraphs[-1].text == "외 6건"


def test_an_alliance_that_joined_another_names_who_joined() -> None:
    data = an_alliance(name="새벽 연대")
    data["change"] = {"change": ChangeKind.JOINED, "members": [{"name": "미르"}]}
    assert message_of("alliance.joined", json.dumps({"data": data})).headline == "미르, 새벽 연대(업무협약(MOU))에 합류"
