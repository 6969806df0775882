"""The parties of a clause, by its grammar."""

from __future__ import annotations

from pathlib import Path

import pytest

from agents.rule_table import RuleTableError
from agents.tag.language.clauses import plain
from agents.tag.language.vocabulary import OWN, load
from agents.tag.names.organisations import find_organisations
from agents.tag.parties.clause_parties import parties
from agents.tag.parties.noun_phrases import OrganisationSpan

CHOSEN = ("topic", "subject", "with")


def named(text: str) -> list[tuple[str, str]]:
    read = plain(text)
    known = [OrganisationSpan(read.local(a), read.local(b), o) for o in find_organisations(text) for a, b in o.spans]
    return [(p.name, p.role) for p in parties(read.text, 0, len(read.text), sorted(known, key=lambda k: k.start))]


def chosen(text: str) -> set[str]:
    return {name for name, role in named(text) if role in CHOSEN}


@pytest.mark.parametrize(
    ("text", "members"),
    [
        ("KT는 현대건설과 업무협약을", {"KT", "현대건설"}),
        ("KT와 현대건설은 업무협약을", {"KT", "현대건설"}),
        ("KT, 현대건설, 신한은행은 업무협약을", {"KT", "현대건설", "신한은행"}),
        ("KT·현대건설·신한은행은 업무협약을", {"KT", "현대건설", "신한은행"}),
        ("KT는 16일 서울에서 현대건설, 신한은행과 업무협약을", {"KT", "현대건설", "신한은행"}),
        ("업계에 따르면 보람파워시스템·현대건설은 신한은행과 업무협약을", {"보람파워시스템", "현대건설", "신한은행"}),
        ("업계에 따르면 솔내하우징, 현대건설, 신한은행은 업무협약을", {"솔내하우징", "현대건설", "신한은행"}),
        ("KT는 현대건설 및 신한은행과 업무협약을", {"KT", "현대건설", "신한은행"}),
        ("KT는 현대건설, 신한은행 등과 업무협약을", {"KT", "현대건설", "신한은행"}),
        ("김하늘 KT 대표와 이바다 현대건설 사장은 업무협약을", {"KT", "현대건설"}),
        ("KT(대표 김하늘)는 현대건설(사장 이바다)과 업무협약을", {"KT", "현대건설"}),
        ("KT는 보안 기업 가온시큐리티와 업무협약을", {"KT", "가온시큐리티"}),
        ("KT는 법무법인 가온누리와 업무협약을", {"KT", "법무법인 가온누리"}),
        ("KT는 인공지능과 빅데이터 분야 업무협약을", {"KT"}),
        ("KT는 미국과 일본에서 업무협약을", {"KT"}),
        ("KT는 현지 조선소와 업무협약을", {"KT"}),
    ],
)
def test_parties_are_subjects_and_comitatives(text: str, members: set[str]) -> None:
    assert chosen(text) == members


def test_places_and_products_in_quotes_are_no_parties() -> None:
    assert chosen("LG전자는 KT 광화문빌딩에서 SK텔레콤과 업무협약을") == {"LG전자", "SK텔레콤"}
    assert chosen("LG전자는 SK텔레콤과 '저장장치와 전원장치 산업 발전을 위한 ") == {"LG전자", "SK텔레콤"}


def test_competitors_are_no_partners() -> None:
    assert ("네이버", "with") not in named("네이버와 치열한 경쟁을 벌이는 카카오는 업무협약을")


def test_words_for_all_parties_stand_for_their_number() -> None:
    read = plain("양사는 업무협약을").text
    assert [(p.size, p.role) for p in parties(read, 0, len(read), [])] == [(2, "topic")]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("parts = [", "parts = [1, ", "lists: parts: must be a list of texts"),
        ('"{consortia}"', '"{consorts}"', "lists: common: there is no term 'consorts'"),
        ('papers = ["', 'papers = [1, "', "terms: papers: must be a list of texts"),
        ("[sets]", "[", ""),
        ("\nagainst = [\n", "\nforeign = [\n", "against: right: needs at least 1"),
        ("\nplaces = [", "\nspots = [", "lists: spots: no such setting"),
    ],
)
def test_a_wrong_word_list_is_named(tmp_path: Path, old: str, new: str, message: str) -> None:
    broken = tmp_path / "members.toml"
    broken.write_text(OWN.read_text("utf-8").replace(old, new), "utf-8")
    with pytest.raises(RuleTableError, match=rf"members\.toml: {message}"):
        load(broken)
