"""The list of companies as OpenDART gives it out: a zip with one XML file, read within bounds.

Source: the corporation codes of OpenDART (https://opendart.fss.or.kr), public disclosure data of the Financial
Supervisory Service of Korea; every user has a key of their own.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from lxml import etree  # type: ignore[import-untyped]

URL = "https://opendart.fss.or.kr/api/corpCode.xml"

LARGEST_ZIP = 32 << 20
"""Bytes; the list of 2026 has 4 MB."""

LARGEST_XML = 256 << 20
"""Bytes; the list of 2026 has 25 MB."""

FEWEST = 1_000
"""Companies; a shorter list is not the whole one (3,900 are listed on the exchanges alone)."""

_CHUNK = 1 << 20
_FIELDS = ("corp_code", "corp_name", "corp_eng_name", "stock_code", "modify_date")


class NoCompanyList(ValueError):
    """The answer is no list of companies; the message says what it is."""


@dataclass(frozen=True, slots=True)
class Company:
    """One company of the list."""

    code: str
    name: str
    english: str
    ticker: str
    """Empty where it is not listed."""
    modified: str


def read_company_list(answer: bytes) -> list[Company]:
    """The companies in an answer of OpenDART; raises `NoCompanyList`."""
    if not answer.startswith(b"PK"):
        raise NoCompanyList(_refusal(answer))
    try:
        with zipfile.ZipFile(io.BytesIO(answer)) as archive:
            inside = [info for info in archive.infolist() if info.filename.lower().endswith(".xml")]
            if len(inside) != 1:
                raise NoCompanyList(f"{len(inside)} XML files in the zip in place of one")
            with archive.open(inside[0]) as file:
                found = list(_companies(file))
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise NoCompanyList(f"the zip cannot be read: {error}") from None
    if len(found) < FEWEST:
        raise NoCompanyList(f"only {len(found)} companies")
    return found


def _companies(file: IO[bytes]) -> Iterator[Company]:
    parser = etree.XMLPullParser(("start", "end"), resolve_entities=False, no_network=True, load_dtd=False)
    read, before = 0, b""
    try:
        while chunk := file.read(_CHUNK):
            read += len(chunk)
            if read > LARGEST_XML:
                raise NoCompanyList(f"more than {LARGEST_XML} bytes of XML")
            if b"<!DOCTYPE" in before + chunk:
                raise NoCompanyList("the XML declares entities, which the list never does")
            before = chunk[-16:]
            parser.feed(chunk)
            yield from _read(parser)
        parser.close()
        yield from _read(parser)
    except etree.XMLSyntaxError as error:
        raise NoCompanyList(f"the XML cannot be read: {error.msg}") from None


def _read(parser: etree.XMLPullParser) -> Iterator[Company]:
    for event, element in parser.read_events():
        if event != "end" or element.tag != "list":
            continue
        values = [" ".join((element.findtext(field) or "").split()) for field in _FIELDS]
        if values[1]:
            yield Company(*values)
        element.clear()
        while (before := element.getprevious()) is not None:
            before.getparent().remove(before)


def _refusal(answer: bytes) -> str:
    """What OpenDART says in place of the list."""
    try:
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
        root = etree.fromstring(answer[:10_000], parser)
        status, message = root.findtext("status"), root.findtext("message")
    except (etree.XMLSyntaxError, ValueError):
        return "neither a zip nor an answer of OpenDART"
    return f"OpenDART answered {status or '?'}: {(message or 'nothing')[:200]}"
