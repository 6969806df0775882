"""The list of companies is read within bounds, whatever the server sends."""

from __future__ import annotations

import io
import zipfile

import pytest

from agents.tag.names import opendart
from agents.tag.names.opendart import NoCompanyList, read_company_list


def item(name: str, ticker: str = " ") -> str:
    return (
        f"<list><corp_code>00000001</corp_code><corp_name>{name}</corp_name><corp_eng_name>X</corp_eng_name>"
        f"<stock_code>{ticker}</stock_code><modify_date>20260101</modify_date></list>"
    )


def packed(xml: str | bytes, name: str = "CORPCODE.xml") -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, xml)
    return buffer.getvalue()


def test_the_list_is_read() -> None:
    items = "".join(item(f"누리{n}상사", "000123" if n == 0 else " ") for n in range(1200))
    found = read_company_list(packed(f'<?xml version="1.0" encoding="UTF-8"?><result>{items}</result>'))
    assert len(found) == 1200
    assert (found[0].name, found[0].ticker, found[1].ticker) == ("누리0상사", "000123", "")


BOMB = (
    '<!DOCTYPE r [<!ENTITY a "가나다라">' + "".join(f'<!ENTITY {c}{c} "&a;&a;">' for c in "bcdef") + "]>"
    "<result><list><corp_name>&ff;</corp_name></list></result>"
)


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (b"<result><status>013</status><message>no data</message></result>", "OpenDART answered 013: no data"),
        (b"<html>sorry", "neither a zip"),
        (b"", "neither a zip"),
        (b"PK\x03\x04 broken", "zip cannot be read"),
        (packed(BOMB), "declares entities"),
        (packed("<result><list>"), "XML cannot be read"),
        (packed("<result></result>"), "only 0 companies"),
        (packed("a", "readme.txt"), "0 XML files"),
        (packed("<a>" * 5000), "XML cannot be read"),
    ],
)
def test_anything_else_is_refused_with_the_reason(answer: bytes, reason: str) -> None:
    with pytest.raises(NoCompanyList, match=reason):
        read_company_list(answer)


def test_a_zip_bomb_is_read_to_its_bound_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opendart, "LARGEST_XML", 3 << 20)
    bomb = packed(b"<result>" + b" " * (64 << 20))
    assert len(bomb) < 1 << 20
    with pytest.raises(NoCompanyList, match="bytes of XML"):
        read_company_list(bomb)
