"""Companies are found by name and by code in the packed table, and by nothing else."""

from __future__ import annotations

import gzip
import lzma

import pytest

from agents.tag.names.build_gazetteer import build, registered
from agents.tag.names.company_codes import CodesError, RegisteredCompany, is_code, pack_codes, unpack_codes
from agents.tag.names.opendart import Company

COMPANIES = [
    RegisteredCompany("가람전자", "00000001", "000010", "Garam Electronics", listed=True),
    RegisteredCompany("가람전자", "00000002", "", "GARAM", listed=False),
    RegisteredCompany("GR리테일", "00000003", "0010V0", "", listed=True),
    RegisteredCompany("하나뿐인곳", "00000004", "", "Only One", listed=False),
    RegisteredCompany("하나뿐인곳물산", "00000005", "", "", listed=False),
]
TABLE = unpack_codes(pack_codes(COMPANIES))


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("가람전자", ["00000001", "00000002"]),
        ("주식회사 가람전자", ["00000001", "00000002"]),
        ("지알리테일", ["00000003"]),
        ("하나뿐인곳", ["00000004"]),
        ("가람", []),
        ("힣", []),
        ("", []),
        ("㈜", []),
    ],
)
def test_all_companies_of_a_name_are_found(name: str, codes: list[str]) -> None:
    assert [company.corp_code for company in TABLE.named(name)] == codes


def test_every_company_is_found_by_its_codes() -> None:
    for company in COMPANIES:
        assert TABLE.coded(company.corp_code) == company
        assert not company.stock_code or TABLE.coded(company.stock_code) == company
    for other in ("00000009", "000099", "가람전자", "Only One", "", "\t"):
        assert TABLE.coded(other) is None


def test_names_that_begin_alike_are_found_but_for_the_name_itself() -> None:
    assert [company.name for company in TABLE.beginning("하나뿐", most=5)] == ["하나뿐인곳", "하나뿐인곳물산"]
    assert [company.name for company in TABLE.beginning("하나뿐인곳", most=5)] == ["하나뿐인곳물산"]


def test_the_order_of_the_companies_does_not_matter() -> None:
    assert pack_codes(COMPANIES) == pack_codes(reversed(COMPANIES))


@pytest.mark.parametrize(
    "broken", [b"", b"no xz", pack_codes(COMPANIES)[:-9], lzma.compress(b"# a header\nname only\n")]
)
def test_a_broken_table_is_said_to_be_one(broken: bytes) -> None:
    with pytest.raises(CodesError):
        unpack_codes(broken)


def test_codes_are_told_from_names() -> None:
    assert all(map(is_code, ("00126380", "005930", "0010V0")))
    assert not any(map(is_code, ("5930", "0012638A", "가람전자", "KT", "0059300")))


def company(code: str, name: str, english: str = "", ticker: str = "", modified: str = "20260301") -> Company:
    return Company(code, name, english, ticker, modified)


def test_a_stock_code_that_nobody_keeps_up_is_of_a_company_that_left() -> None:
    found = list(
        registered(
            [
                company("00000001", "가람전자", ticker="000010"),
                company("00000002", "나래전자", "-", "000020", "20170630"),
            ]
        )
    )
    assert [each.listed for each in found] == [True, False]
    assert [each.stock_code for each in found] == ["000010", "000020"]
    assert found[1].english_name == ""


def test_other_spellings_are_added_only_where_a_name_is_one_companys() -> None:
    lists = build(
        [
            company("90000001", "QVX리테일", "QVX Retail Co., Ltd.", "900010"),
            company("90000002", "QWX상사", "QWX Trading Co., Ltd.", "900020"),
            company("90000003", "큐더블유엑스상사"),
        ]
    )
    rows = [line.split("\t") for line in gzip.decompress(lists.names).decode().splitlines()[1:]]
    other = {row[0]: row[3] for row in rows if row[3]}
    assert other["큐브이엑스리테일"] == other["QVX Retail"] == "QVX리테일"
    assert "큐더블유엑스상사" not in other
    assert "QWX Trading" not in other
