"""The codes of companies in the OpenDART list, looked up by name or by code; read when the first name is asked for.

The table is kept as it was packed, one sorted string of bytes that is halved until the name is found: a process that
names no company never reads it, and one that does holds 6 MB of it and no objects.
"""

from __future__ import annotations

import lzma
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from agents.tag.names.company_names import key_of_name
from agents.tag.names.user_files import files_in_use

CODES = Path(__file__).parent / "data" / "company_codes.tsv.xz"
HEADER = (
    "# Companies of OpenDART, public disclosure data of the Financial Supervisory Service of Korea "
    "(https://opendart.fss.or.kr): name, corp_code, stock code, English name, L where listed; sorted by name key\n"
)
_CODE = re.compile(r"\d{8}|[0-9][0-9A-Z]{5}")

_MOST_CODES_KEPT = 4096
"""Looking for a code takes milliseconds, and stories name the same companies again and again."""


class CodesError(ValueError):
    """A table of codes that cannot be read."""


@dataclass(frozen=True, slots=True)
class RegisteredCompany:
    """One company of the OpenDART list."""

    name: str
    corp_code: str
    """Eight digits."""
    stock_code: str
    """Six characters; empty where it never was on an exchange."""
    english_name: str
    listed: bool

    def row(self) -> str:
        return "\t".join((self.name, self.corp_code, self.stock_code, self.english_name, "L" if self.listed else ""))


def is_code(text: str) -> bool:
    """Whether a text is written as a `corp_code` or a stock code is."""
    return _CODE.fullmatch(text) is not None


class CompanyCodes:
    """The companies of one table."""

    def __init__(self, content: bytes) -> None:
        self._rows = content
        self._coded: dict[str, RegisteredCompany | None] = {}
        self._first = content.find(b"\n") + 1 if content.startswith(b"#") else 0

    def named(self, name: str) -> list[RegisteredCompany]:
        """All companies that bear a name, however its Latin letters and its legal form are written."""
        key = key_of_name(name)
        if not key:
            return []
        found: list[RegisteredCompany] = []
        for company in self._from(key):
            if key_of_name(company.name) != key:
                break
            found.append(company)
        return found

    def coded(self, code: str, name: str = "") -> RegisteredCompany | None:
        """The company with a `corp_code` or a stock code; `name`: one that it may have, which is soon found."""
        if code not in self._coded:
            if len(self._coded) >= _MOST_CODES_KEPT:
                self._coded.clear()
            alike = (c for c in self.named(name) if code in (c.corp_code, c.stock_code))
            self._coded[code] = next(alike, None) or self._first_with(code)
        return self._coded[code]

    def _first_with(self, code: str) -> RegisteredCompany | None:
        at = self._rows.find(f"\t{code}\t".encode(), self._first) if is_code(code) else -1
        return self._company(self._start(at)) if at >= 0 else None

    def all(self) -> Iterator[RegisteredCompany]:
        """All companies, those of one name one behind another."""
        return self._from("")

    def beginning(self, key: str, most: int) -> list[RegisteredCompany]:
        """The first companies whose keys begin with another, one of its own left out."""
        found: list[RegisteredCompany] = []
        for company in self._from(key):
            its = key_of_name(company.name)
            if not its.startswith(key) or len(found) >= most:
                break
            if its != key:
                found.append(company)
        return found

    def _from(self, key: str) -> Iterator[RegisteredCompany]:
        """The companies from the first on whose key is not before another."""
        low, high = self._first, len(self._rows)
        while low < high:
            start = self._start((low + high) // 2)
            end = self._rows.index(b"\n", start) + 1
            if key_of_name(self._rows[start : self._rows.index(b"\t", start)].decode()) < key:
                low = end
            else:
                high = start
        while low < len(self._rows):
            yield self._company(low)
            low = self._rows.index(b"\n", low) + 1

    def _start(self, inside: int) -> int:
        return max(self._rows.rfind(b"\n", self._first, inside) + 1, self._first)

    def _company(self, start: int) -> RegisteredCompany:
        name, corp_code, stock_code, english, listed = (
            self._rows[start : self._rows.index(b"\n", start)].decode().split("\t")
        )
        return RegisteredCompany(name, corp_code, stock_code, english, listed == "L")


def pack_codes(companies: Iterable[RegisteredCompany]) -> bytes:
    """The file of a table of codes; the same companies give the same bytes."""
    rows = sorted(companies, key=lambda company: (key_of_name(company.name), company.corp_code))
    return lzma.compress((HEADER + "".join(f"{company.row()}\n" for company in rows)).encode(), preset=9)


def unpack_codes(packed: bytes) -> CompanyCodes:
    """The table in a file; raises `CodesError`."""
    try:
        content = lzma.decompress(packed)
    except (lzma.LZMAError, EOFError) as error:
        raise CodesError(f"not a table of codes: {error}") from None
    if not content.endswith(b"\n") or not all(row.count(b"\t") == 4 for row in content.splitlines()[1:2]):
        raise CodesError("not a table of codes: other columns")
    return CompanyCodes(content)


def company_codes() -> CompanyCodes:
    """The codes of this package, or the newer ones of the user, read once in a process until those change."""
    user = files_in_use()
    newer = user.codes if user else None
    return _load(newer, user.stamps if user else ())


@lru_cache(maxsize=1)
def _load(newer: Path | None, stamps: tuple[tuple[int, int], ...]) -> CompanyCodes:
    if newer is not None:
        try:
            return unpack_codes(newer.read_bytes())
        except (OSError, CodesError):
            pass  # the shipped codes are better than none; `gazetteer update` writes the file anew
    return unpack_codes(CODES.read_bytes())
