"""What a headline says of the text below it, on invented stories."""

from datetime import datetime

import pytest

from agents.tag.language.clauses import sentences
from agents.tag.parties.headlines import heads, subject
from agents.tag.parties.noun_phrases import OrganisationSpan
from tests.agents.tag.stories import names, read
from topics.records import SEOUL, Organisation, Status

WHEN = datetime(2026, 3, 11, 10, tzinfo=SEOUL)


def known(title: str, name: str) -> list[OrganisationSpan]:
    start = title.index(name)
    return [OrganisationSpan(start, start + len(name), Organisation(id=name, name=name, kind="company", spans=[]))]


@pytest.mark.parametrize(
    ("title", "begins"),
    [
        ("가람전자, 새 공장 짓는다", True),
        ("헌 책이 새 책으로…가람전자, 나눔터 연다", True),
        ("새 공장 짓는 가람전자, 채용 나서", False),
        ("가람전자 새 공장", False),
    ],
)
def test_a_headline_or_a_part_of_it_begins_with_its_subject(title: str, begins: bool) -> None:
    found = subject(title, known(title, "가람전자"))
    assert (found is not None) is begins


def test_heads_are_names_and_no_common_words() -> None:
    assert heads(sentences("가람텍·나래온, 로봇 만든다", title=True)) == {"가람텍", "나래온"}
    assert heads(sentences("가람텍·나래온·미르뫼, 로봇 만든다", title=True)) == {"가람텍", "나래온", "미르뫼"}
    assert heads(sentences("정부, 새 대책 낸다", title=True)) == frozenset()


@pytest.mark.parametrize(
    ("title", "body", "parties"),
    [
        ("가람텍·나래온·미르뫼, 로봇 맞손", "3사는 16일 업무협약을 체결했다고 밝혔다.", {"가람텍", "나래온", "미르뫼"}),
        ("가람전자·나래통신 업무협약", "이번 협약은 인재를 키우기 위해 마련됐다.", {"가람전자", "나래통신"}),
        ("가람전자-나래통신 '로봇 동맹'", "두 회사는 16일 협약식을 가졌다.", {"가람전자", "나래통신"}),
        (
            "한국미르뫼協·가람전자, 로봇 맞손",
            "이번 협약은 협회와 가람전자가 함께 나선다.",
            {"한국미르뫼협회", "가람전자"},
        ),
    ],
)
def test_names_of_a_headline_are_those_of_the_text_below(title: str, body: str, parties: set[str]) -> None:
    assert [names(m) for m in read(body, title) if m.new] == [parties]


@pytest.mark.parametrize("title", ["인공지능·로봇 업무협약", "가람전자·로봇 업무협약", "가람전자, 기업·대학 협약"])
def test_what_a_headline_is_about_is_no_name(title: str) -> None:
    assert read("이번 협약은 인재를 키우기 위해 마련됐다.", title) == []


def test_a_lead_that_names_only_the_partner_leaves_its_subject_to_the_headline() -> None:
    (new,) = read(
        "시는 지난 10일 시청에서 (사)글숲누리와 나눔터를 위한 업무협약을 체결했다.", "김해시, 나눔터 연다", WHEN
    )
    assert names(new) == {"김해시", "글숲누리"}


def test_a_lead_with_a_subject_of_its_own_does_not() -> None:
    (new,) = read("현대건설은 지난 10일 글숲누리와 업무협약을 체결했다.", "김해시, 나눔터 연다", WHEN)
    assert names(new) == {"현대건설", "글숲누리"}


@pytest.mark.parametrize(
    ("title", "partner"),
    [
        ("KT, 텀벙스 손잡고 교육 시장 공략", "텀벙스"),
        ("KT 英 '로웰 그리드'와 배터리 보급 맞손", "로웰그리드"),
        ("KT × 카카오 업무협약", "카카오"),
        ("KT - 카카오 인공지능 사업 업무협약", "카카오"),
    ],
)
def test_partners_in_headlines_need_no_particle(title: str, partner: str) -> None:
    (new,) = read("KT가 새 사업을 위해 협력하기로 한 곳은 모두 세 곳이다. 제휴 범위는...", title, WHEN)
    assert new.new
    assert partner in names(new)


@pytest.mark.parametrize(
    ("title", "status"),
    [
        ("KT, 카카오와 손잡고 교육 사업 추진", Status.ANNOUNCED),
        ("KT·카카오, 대학과 협약…“학과 신설”", Status.ANNOUNCED),
        ("KT, 카카오와 제휴 추진", Status.RUMOURED),
        ("KT·카카오 제휴설", Status.RUMOURED),
        ("“KT·카카오, 인공지능 동맹 맺자”", Status.RUMOURED),
    ],
)
def test_doubt_in_a_headline_is_of_the_deal_and_not_of_its_purpose(title: str, status: Status) -> None:
    (found,) = read("두 회사에 업계의 눈이 쏠린다. 새 사업의 폭은...", title, WHEN)
    assert found.status is status


def test_earlier_partners_are_none_of_this_deal() -> None:
    (new,) = read("KT는 카카오와 네이버에 이어 현대건설과 업무 제휴를 맺었다고 11일 밝혔다.", "", WHEN)
    assert names(new) == {"KT", "현대건설"}
