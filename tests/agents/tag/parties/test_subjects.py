"""What the subject of a clause is: a company, a state, a party, a union or none of these."""

from __future__ import annotations

import pytest

from agents.tag.language.clauses import plain
from agents.tag.names.organisations import find_organisations
from agents.tag.parties.noun_phrases import OrganisationSpan
from agents.tag.parties.subjects import NO_COMPANIES, Subject, SubjectClass, subject_of


def subject(text: str) -> Subject | None:
    read = plain(text)
    known = [OrganisationSpan(read.local(a), read.local(b), o) for o in find_organisations(text) for a, b in o.spans]
    return subject_of(read.text, 0, len(read.text), sorted(known, key=lambda k: k.start))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("한국과 체코는 16일 원전 협력 양해각서를 체결했다.", "place"),
        ("한국·체코·폴란드 등은 양해각서를 체결했다.", "place"),
        ("지난 16일 서울에서 한국과 베트남이 협정을 맺었다.", "place"),
        ("양국은 협정을 맺었다.", "government"),
        ("두 나라는 차관급 협의체를 두기로 했다.", "government"),
        ("정부는 16일 업무협약을 체결했다.", "government"),
        ("한국과 몽골 정부가 양해각서를 체결했다.", "government"),
        ("유럽 3개국 재무장관이 협약에 서명했다.", "government"),
        ("이날은 산업통상자원부가 협약을 맺었다.", "government"),
        ("김하늘 국무총리는 협약에 서명했다.", "government"),
        ("대구시가 일본 오사카와 손잡는다.", "government"),
        ("시는 지난 10일 업무협약을 체결했다.", "government"),
        ("이가람 대구시장은 협약에 서명했다.", "government"),
        ("더불어민주당은 협약을 맺었다.", "political party"),
        ("여당과 야당 대표가 손을 맞잡았다.", "political party"),
        ("국민의힘은 협약을 맺었다.", "political party"),
        ("가람전자 노조는 협약을 맺었다.", "union"),
        ("노사는 평화협약을 체결했다.", "union"),
        ("민주노총은 협약을 맺었다.", "union"),
        ("게임사들은 업무협약을 잇따라 체결했다.", "group"),
        ("채권단은 약정을 체결했다.", "group"),
        ("양사는 협약을 맺었다.", "set"),
        ("3사가 협약을 맺었다.", "set"),
        ("현대건설은 협약을 맺었다.", "company"),
        ("가람전자와 정부는 협약을 맺었다.", "company"),
        ("김하늘 현대건설 대표는 협약을 맺었다.", "company"),
        ("체코의 가람전자는 협약을 맺었다.", "company"),
        ("정부가 지원하는 사업에서 현대건설이 협약을 맺었다.", "company"),
        ("정부가 밝힌 대로 현대건설은 협약을 맺었다.", "company"),
        ("현대캐피탈 인도네시아는 협약을 맺었다.", "company"),
        ("가람뮤직이 협약을 맺었다.", "company"),
        ("서울대는 협약을 맺었다.", "institution"),
        ("이번 협약은 화상회의로 진행됐다.", "other"),
        ("반도체 시장은 커지고 있다.", "other"),
        ("두 사람은 손을 맞잡았다.", "person"),
    ],
)
def test_the_class_of_a_subject(text: str, kind: str) -> None:
    found = subject(text)
    assert found is not None
    assert found.kind == kind


@pytest.mark.parametrize("text", ["16일 서울에서 협약을 맺었다.", "화장품 업체 가람전자와 협약을 체결했다.", ""])
def test_a_clause_may_have_no_subject_of_its_own(text: str) -> None:
    assert subject(text) is None


def test_a_subject_is_told_with_what_is_coordinated_with_it() -> None:
    found = subject("지난 16일 한국과 체코는 협약을 맺었다.")
    assert found is not None
    assert found.text == "한국과 체코는"


def test_states_parties_unions_and_crowds_speak_for_no_company() -> None:
    companies = {SubjectClass.COMPANY, SubjectClass.INSTITUTION, SubjectClass.SET, SubjectClass.OTHER}
    assert NO_COMPANIES.isdisjoint(companies)
