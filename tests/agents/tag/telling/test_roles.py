"""The part that each member has in an alliance."""

from __future__ import annotations

import pytest

from tests.agents.tag.stories import read
from topics.records import Role


def roles(body: str, title: str = "") -> dict[str, Role]:
    (mention,) = (m for m in read(body, title) if m.new)
    return {member.name: member.role for member in mention.members}


def test_parties_of_a_paper_are_signatories() -> None:
    told = "KT는 16일 과학기술정보통신부, 현대건설과 통신망 구축을 위한 업무협약을 체결했다고 밝혔다."
    assert set(roles(told).values()) == {Role.SIGNATORY}
    assert len(roles(told)) == 3  # a ministry that signs is a party


@pytest.mark.parametrize(
    "body",
    [
        "현대건설이 주관사를 맡아 GS건설, 한화와 컨소시엄을 구성했다고 16일 밝혔다.",
        "현대건설은 GS건설, 한화와 컨소시엄을 구성했다고 16일 밝혔다. 주관사인 현대건설이 공사를 총괄한다.",
        "현대건설과 GS건설, 한화는 16일 '바다 위 도시 연합'을 결성하고 협약을 맺었다. 연합은 현대건설이 주도한다.",
        "현대건설이 주도하고 GS건설, 한화가 참여하는 해양 도시 협의체가 16일 출범했다.",
    ],
)
def test_who_runs_a_consortium_is_its_host(body: str) -> None:
    assert roles(body) == {"현대건설": Role.HOST, "GS건설": Role.SIGNATORY, "한화": Role.SIGNATORY}


@pytest.mark.parametrize(
    "body",
    [
        "카카오는 KT와 LG전자가 이끄는 가전 협의체에 가입했다고 16일 밝혔다.",
        "카카오는 KT와 LG전자가 구성한 가전 컨소시엄에 참여한다고 16일 밝혔다.",
        "카카오가 KT와 LG전자가 주도하는 '한집 얼라이언스'에 합류했다고 16일 밝혔다.",
        "카카오는 KT와 LG전자 등이 이끄는 협의체 '한집 얼라이언스'에 합류했다고 16일 밝혔다.",
    ],
)
def test_who_enters_what_others_run_joins_them(body: str) -> None:
    assert roles(body) == {"카카오": Role.JOINER, "KT": Role.HOST, "LG전자": Role.HOST}


def test_the_role_stands_with_those_who_join_a_named_initiative_too() -> None:
    (mention,) = read("카카오가 KT가 주도하는 '한집 얼라이언스'에 합류했다고 16일 밝혔다.")
    assert [(m.name, m.role) for m in mention.joining] == [("카카오", Role.JOINER)]


@pytest.mark.parametrize(
    "body",
    [
        "카카오는 국내 시장을 주도하는 KT와 16일 업무협약을 체결했다. KT가 주도하는 통신 시장에 카카오도 나선다.",
        "KT는 16일 카카오와 업무협약을 체결했다고 밝혔다. 한편 KT가 주도하는 '한집 연합'에는 LG전자가 참여하고 있다.",
        "KT와 카카오가 함께 이끄는 컨소시엄을 구성하기로 KT와 카카오가 16일 합의했다고 밝혔다.",
    ],
)
def test_who_leads_something_else_or_all_together_hosts_nothing(body: str) -> None:
    assert set(roles(body).values()) == {Role.SIGNATORY}


def test_in_a_headline_a_comma_parts_the_joiner_from_the_host() -> None:
    told = roles(
        "LG전자는 KT가 주도하는 '한집 얼라이언스'에 합류했다고 16일 밝혔다.", "LG전자, KT 주도 가전 협의체 합류"
    )
    assert told == {"LG전자": Role.JOINER, "KT": Role.HOST}
