"""Alliance mentions, on invented stories: their status, members and dates, and texts of any kind."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.agents.tag.stories import names, read
from topics.records import Kind, Status

STATUSES = [
    ("KT와 한샘이 주식 교환까지 염두에 두고 제휴를 논의하고 있는 것으로 전해졌다.", Status.RUMOURED),
    ('현대건설은 "한샘과의 제휴설은 사실무근"이라고 선을 그었다.', Status.DENIED),
    ("현대건설과 한샘이 제휴를 중단하면서 새 매장이 늦게 문을 연다.", Status.ENDED),
    ("현대건설은 지난해 10월 한샘과 주식을 교환한 바 있다.", Status.BACKGROUND),
    ("CJ대한통운은 오는 20일 쿠팡과 업무협약을 체결할 예정이다.", Status.PLANNED),
    ("CJ대한통운은 16일 쿠팡과 업무협약을 체결했다.", Status.ANNOUNCED),
]


@pytest.mark.parametrize(("body", "status"), STATUSES)
def test_each_status_is_told_apart(body: str, status: Status) -> None:
    assert [m.status for m in read(body)] == [status]


def test_background_keeps_its_own_date_and_kind() -> None:
    (mention,) = read("현대건설은 지난해 10월 한샘과 주식을 교환하고 동반자가 된 바 있다.")
    assert (mention.kind, mention.date, mention.new) == (Kind.EQUITY_SWAP, "2023-10", False)


def test_a_deal_told_three_times_is_one_mention() -> None:
    body = (
        "KT와 현대건설이 공사장 안전을 위해 손잡는다. KT는 16일 현대건설과 업무협약을 체결했다고 밝혔다. "
        "이번 협약으로 두 회사는 안전 모자를 함께 만든다. KT와 현대건설의 협약식에는 두 회사 임원이 참석했다."
    )
    new = [m for m in read(body, "KT·현대건설, 안전 모자 업무협약") if m.new]
    assert [names(m) for m in new] == [{"KT", "현대건설"}]


def test_two_deals_of_one_company_are_two_mentions() -> None:
    body = (
        "KT는 16일 현대건설과 공사장 안전 업무협약을 체결했다. 또 KT는 이날 신한은행과 금융 보안 업무협약을 체결했다."
    )
    assert [names(m) for m in read(body) if m.new] == [{"KT", "현대건설"}, {"KT", "신한은행"}]


def test_earlier_partners_are_not_members() -> None:
    body = (
        "코스콤은 16일 키움증권과 토큰증권 업무협약을 체결했다고 밝혔다. "
        "앞서 코스콤은 대신증권, 유안타증권과 업무협약을 맺은 바 있다."
    )
    (new,) = [m for m in read(body) if m.new]
    assert names(new) == {"코스콤", "키움증권"}


def test_the_competitor_and_the_target_are_not_members() -> None:
    body = "네이버와 신세계가 '반쿠팡 동맹'을 결성했다. 쿠팡과 치열한 경쟁을 벌이는 양사는 배송을 함께 한다."
    (new,) = [m for m in read(body) if m.new]
    assert names(new) == {"네이버", "신세계"}


def test_an_initiative_joined_through_the_same_deal_is_background() -> None:
    body = (
        "현대건설은 16일 KT, 한샘과 스마트홈 업무협약을 체결했다. "
        "이번 협약으로 현대건설과 한샘은 KT가 이끄는 산학연 협의체 ‘집 원팀’에도 참여하게 된다. "
        "여기에는 3사를 비롯해 삼성전자·한양대·한국전자통신연구원 등이 참여하고 있다."
    )
    found = read(body)
    (new,) = [m for m in found if m.new]
    assert new.kind is Kind.MOU
    assert names(new) == {"현대건설", "KT", "한샘"}
    (team,) = [m for m in found if m.name == "집 원팀"]
    assert team.kind is Kind.CONSORTIUM
    assert team.status is Status.BACKGROUND
    assert {m.name for m in team.joining} == {"현대건설", "한샘"}
    assert names(team) >= {"현대건설", "KT", "한샘", "삼성전자", "한국전자통신연구원"}


def test_who_stands_in_a_relative_clause_is_no_party() -> None:
    (new,) = read("KT와 현대건설이 16일 서울시가 후원하는 도시 박람회에서 업무협약을 체결했다.")
    assert names(new) == {"KT", "현대건설"}


def test_joining_a_known_consortium_is_news_by_itself() -> None:
    body = (
        "LG전자가 자율주행 컨소시엄인 ‘길 혁신 포럼’에 합류한다고 16일 밝혔다. "
        "이 컨소시엄은 현대차가 주도하고, KT, 네이버 등이 참여하고 있다."
    )
    (new,) = [m for m in read(body) if m.new]
    assert (new.kind, new.name, new.date) == (Kind.CONSORTIUM, "길 혁신 포럼", "2024-05-16")
    assert {m.name for m in new.joining} == {"LG전자"}
    assert len(new.members) == 4


def test_glued_sentences_are_read_apart() -> None:
    body = "KT와 한샘이 제휴를 논의하고 있는 것으로 전해졌다.9일 업계에서는 두 회사가 곧 업무협약을 맺을 것으로 본다."
    assert not any(m.new for m in read(body))


def test_without_a_publication_day_relative_dates_stay_open() -> None:
    (mention,) = read("KT는 28일 현대건설과 업무협약을 체결했다고 밝혔다.", published=None)
    assert mention.new
    assert mention.date is None


def test_a_time_stamp_in_the_text_serves_as_publication_day() -> None:
    body = "입력 : 2013/05/28 16:54\nKT는 28일 현대건설과 업무협약을 체결했다고 밝혔다."
    (mention,) = read(body, published=None)
    assert mention.date == "2013-05-28"


def test_politics_give_no_mention() -> None:
    body = (
        "국정위는 조직 개편안을 이재명 대통령에게 보고했다. 여야 협의체 구성을 두고 이견이 컸다. "
        "한미 동맹을 강화하기로 한 양국은 관세 협정을 체결했다."
    )
    assert read(body, "조직 개편 '안갯속'") == []


PIECES = st.sampled_from(
    [
        "KT",
        "네이버",
        "와 ",
        "과 ",
        "는 ",
        "업무협약",
        "을 ",
        "체결",
        "했다",
        "고 밝혔다.",
        "‘",
        "’",
        "(",
        ")",
        "지분",
        "교환",
        "손잡고 ",
        "\n",
        "&apos;",
        "16일 ",
        "지난해 10월 ",
        "컨소시엄",
        "에 참여",
        "…",
        "·",
        "-",
        "[",
        "]",
        "3사",
        "양사",
        "등 ",
        "MOU",
        "<br />",
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(PIECES, max_size=40).map("".join), st.lists(PIECES, max_size=12).map("".join))
def test_any_words_give_mentions_that_quote_the_text(body: str, title: str) -> None:
    for mention in read(body, title):
        assert mention.evidence in body or mention.evidence in title
        assert not mention.new or (mention.evidence and len(mention.members) >= 2)
        assert mention.rule


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=300), st.text(max_size=60))
def test_any_text_is_read_without_exception(body: str, title: str) -> None:
    read(body, title)


def test_a_long_text_of_openings_is_read_in_linear_time() -> None:
    for piece in ("업무협약(", "‘업무협약", "KT와 ", "제휴 ", "[속보] ", "합작법인을 ", "2024.", "&apos;"):
        read(piece * 4000)


def test_a_deal_told_twice_has_the_day_of_either_telling() -> None:
    """The lead calls the partner otherwise and gives no day."""
    (deal,) = read(
        "가람전자가 나래통신과 손잡고 일본 시장에 진출한다. "
        "가람전자는 14일 나래정보통신과 로봇을 수출하는 양해각서를 체결했다고 밝혔다."
    )
    assert (deal.new, deal.date) == (True, "2024-05-14")
