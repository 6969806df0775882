"""Which company an organisation is: said where it is sure, left open where several bear the name."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby, islice
from pathlib import Path

import pytest

from agents.tag.names.company_codes import company_codes
from agents.tag.names.company_names import key_of_name
from agents.tag.names.gazetteer import DATA, TABLES, gazetteer, organisation_id, read_table
from agents.tag.names.identify import identity_of
from agents.tag.names.organisations import find_organisations
from agents.tag.names.user_files import NAMES_FILE, use_files
from agents.tag.names.user_names import add_name, check_names
from agents.tag.tag import tag_article
from topics.records import Article, Identifiers, Organisation


@pytest.fixture(autouse=True)
def _shipped_names_afterwards() -> Iterator[None]:
    yield
    use_files(None)


def found(text: str) -> dict[str, Organisation]:
    return {organisation.name: organisation for organisation in find_organisations(text)}


def corp_code(text: str, name: str) -> str | None:
    identifiers = found(text)[name].identifiers
    return identifiers.corp_code if identifiers else None


def members(body: str, title: str = "") -> dict[str, Identifiers | None]:
    tagged = tag_article(Article(id="a", url="item:a", canonical_url="item:a", title=title, body=body))
    return {member.name: member.identifiers for mention in tagged.mentions for member in mention.members}


def test_a_company_is_known_by_all_its_codes() -> None:
    identifiers = found("삼성전자는 새 공장을 열었다.")["삼성전자"].identifiers
    assert identifiers is not None
    assert (identifiers.corp_code, identifiers.stock_code, identifiers.listed) == ("00126380", "005930", True)
    assert identifiers.english_name
    assert identifiers.english_name.startswith("SAMSUNG ELECTRONICS")
    assert corp_code("KT는 새 지점을 열었다.", "KT") == corp_code("케이티는 새 지점을 열었다.", "KT") == "00190321"


def shared_names() -> dict[str, int]:
    """Names that several companies of the list bear and that none of our own tables gives a code."""
    names = {}
    for _, same in groupby(company_codes().all(), key=lambda company: key_of_name(company.name)):
        companies = list(same)
        for company in companies:
            if len(companies) > 1 and not any(entry.code for entry in gazetteer().meanings(company.name)):
                names[company.name] = len(companies)
    return names


def test_no_name_that_several_companies_share_is_given_to_one() -> None:
    shared = shared_names()
    assert shared
    for name, count in shared.items():
        identity = identity_of(name, "company")
        assert identity is not None
        assert identity.identifiers == Identifiers(shared_by=count), name
        assert identity.name == ""


def test_no_name_of_one_company_is_given_to_another() -> None:
    groups = groupby(company_codes().all(), key=lambda company: key_of_name(company.name))
    for companies in islice((list(same) for _, same in groups), 0, None, 20):
        if len(companies) == 1 and (identity := identity_of(companies[0].name, "company")):
            assert identity.identifiers.corp_code == companies[0].corp_code or gazetteer().code_of(identity.name)


def test_the_codes_of_our_own_tables_are_in_the_list_and_each_is_one_firms() -> None:
    entries = [entry for table in TABLES for entry in read_table(DATA / table) if entry.code]
    for entry in entries:
        assert company_codes().coded(entry.code), entry
    spellings = {}
    for entry in entries:
        spellings.setdefault(entry.code, set()).add(key_of_name(entry.spelling))
    for code, keys in spellings.items():
        company = company_codes().coded(code)
        assert company is not None
        assert key_of_name(company.name) in keys, company


@pytest.mark.parametrize(
    "text",
    [
        "오리온(271560)은 공장을 열었다.",
        "오리온(KOSPI 271560)은 공장을 열었다.",
        "오리온(271560, 코스피)은 공장을 열었다.",
        "오리온[271560]은 공장을 열었다.",
    ],
)
def test_a_stock_code_behind_a_shared_name_tells_which_it_is(text: str) -> None:
    assert corp_code(text, "오리온") == "01238169"


@pytest.mark.parametrize(
    "text",
    [
        "오리온은 공장을 열었다.",
        "오리온(202411)은 공장을 열었다.",
        "오리온(005930)은 공장을 열었다.",
        "오리온(대표 김가람)은 공장을 열었다.",
    ],
)
def test_without_a_code_of_its_own_a_shared_name_stays_open(text: str) -> None:
    identity = identity_of("오리온", "company", text, [(0, 3)])
    assert identity is not None
    assert identity.identifiers.corp_code is None
    assert identity.identifiers.shared_by == 2


def test_a_code_newer_than_the_list_is_kept_where_its_market_is_said() -> None:
    identity = identity_of("가온누리솔", "company", "가온누리솔(999980, 코스닥)은", [(0, 5)])
    assert identity is not None
    assert identity.identifiers == Identifiers(stock_code="999980")
    assert identity_of("가온누리솔", "company", "가온누리솔(999980)은", [(0, 5)]) is None


def test_the_users_own_table_tells_which_company_is_meant(tmp_path: Path) -> None:
    add_name(tmp_path / NAMES_FILE, "오리온", "company", [], "", "", "", "271560")
    add_name(tmp_path / NAMES_FILE, "가온누리솔", "company", ["누리솔"], "", "", "", "99999999")
    use_files(tmp_path)
    assert corp_code("오리온은 공장을 열었다.", "오리온") == "01238169"
    assert corp_code("누리솔은 공장을 열었다.", "가온누리솔") == "99999999"
    checked = check_names(tmp_path / NAMES_FILE, tmp_path)
    assert not checked.faults
    assert any("99999999" in warning for warning in checked.warnings)
    with (tmp_path / NAMES_FILE).open("a", encoding="utf-8") as rows:
        rows.write("두레솔\tcompany\t\t\t\t\t12345\n")
    assert "neither a corp_code nor a stock code" in check_names(tmp_path / NAMES_FILE, tmp_path).faults[0]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("애플은 새 공장을 열었다.", "애플"),
        ("시스코는 새 공장을 열었다.", "시스코"),
        ("서울시는 새 다리를 열었다.", "서울시"),
        ("삼성그룹은 새 공장을 열었다.", "삼성"),
    ],
)
def test_what_our_own_tables_know_as_another_has_no_code_of_a_namesake(text: str, name: str) -> None:
    assert found(text)[name].identifiers is None


def test_a_namesake_from_abroad_has_no_code() -> None:
    name = next(c.name for c in company_codes().all() if c.name == "푸른기술")
    spans = [(3, 3 + len(name))]
    assert identity_of(name, "company", f"   {name}은 공장을 열었다.", spans) is not None
    for before in ("미국 ", "독일 부품 기업 ", "일본의 "):
        text = f"{before}{name}은 공장을 열었다."
        assert identity_of(name, "company", text, [(len(before), len(before) + len(name))]) is None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("BGF리테일은 새 매장을 열었다.", "비지에프리테일은 새 매장을 열었다."),
        ("에스원은 새 지점을 열었다.", "S-1은 새 지점을 열었다."),
        ("KT는 새 지점을 열었다.", "케이티는 새 지점을 열었다."),
        ("SK네트웍스는 새 지점을 열었다.", "에스케이네트웍스는 새 지점을 열었다."),
        ("HDC현대산업개발은 새 지점을 열었다.", "아이파크현대산업개발은 새 지점을 열었다."),
    ],
)
def test_two_names_of_one_firm_are_one_organisation(one: str, other: str) -> None:
    (first,), (second,) = find_organisations(one), find_organisations(other)
    assert first.id == second.id
    assert first.identifiers == second.identifiers is not None


def test_a_name_that_a_headline_cut_short_is_the_whole_one() -> None:
    told = members("두산에너빌은 20일 누리통신과 업무협약을 체결했다고 밝혔다.", "두산에너빌·누리통신 협력")
    assert "두산에너빌리티" in told
    assert identity_of("가람너빌", "company") is None


def test_a_name_that_ends_like_a_company_is_cut_from_none() -> None:
    whole = next(c for c in company_codes().all() if c.listed and c.name.endswith("바이오텍") and len(c.name) > 6)
    identity = identity_of(whole.name.removesuffix("텍"), "company")
    assert identity is None or identity.identifiers.corp_code != whole.corp_code


def test_members_have_the_codes_of_the_organisations() -> None:
    told = members("KT는 20일 애플과 업무협약을 체결했다고 밝혔다.", "KT·애플 협력")
    assert told["KT"] is not None
    assert told["KT"].stock_code == "030200"
    assert told["애플"] is None


def test_ids_stay_what_they_were() -> None:
    assert found("삼성전자는 새 공장을 열었다.")["삼성전자"].id == organisation_id("삼성전자")
    assert found("현대자동차는 새 공장을 열었다.")["현대차"].id == organisation_id("현대차")
