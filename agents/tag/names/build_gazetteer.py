"""Build the lists of companies in `data/` from the public OpenDART list of companies.

    python -m agents.tag.names.build_gazetteer companies.tsv.gz

`opendart.tsv.gz` has the names that are looked for in running text, `company_codes.tsv.xz` the codes of all companies.

Source: the corporation codes of OpenDART (https://opendart.fss.or.kr), public disclosure data of the Financial
Supervisory Service of Korea. The input is tab separated with a header: corp_code, name, english_name, ticker, modified.

A name that is also a common word, a place or a person's name does harm in running text. Listed companies with such a
name are kept and marked `context` (they count only with other signs of a company); unlisted ones are left out, and so
are special purpose vehicles, which the news never names.

Other spellings of a listed company and of one of our own tables are added where its name is no other company's: its
Latin letters spelt in Hangul and the other way round, and its English name. A company of our own tables goes by the
name that it has there.
"""

from __future__ import annotations

import gzip
import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from mecab import MeCab  # type: ignore[import-untyped]

from agents.tag.language.lexicon import lexicon
from agents.tag.names.company_codes import CODES, RegisteredCompany, pack_codes
from agents.tag.names.company_names import is_company_end, key_of_name
from agents.tag.names.gazetteer import COMPANY_LIST, DATA, read_table
from agents.tag.names.opendart import Company
from search.company_names import key_of_english_name, without_english_form
from search.letters import hangul_spelling, latin_spelling

HEADER = (
    "# Companies of OpenDART, public disclosure data of the Financial Supervisory Service of Korea "
    "(https://opendart.fss.or.kr): spelling, stock code, flag, name where it is another\n"
)
OWN_TABLE = DATA / "companies.tsv"

LISTED_WITHIN = 6
"""Years: OpenDART keeps the stock codes of companies that left the exchange; a listed one changes its entry now and
then, with each new head or address. Of the codes of the list of 2026 a sixth are of entries that are older."""

_VEHICLE = re.compile(
    r"제[일이삼사오육칠팔구십\d]+[차호]|유동화|부동산투자|위탁관리|사모|펀드|투자조합|프로젝트금융|스팩|기업인수목적|농업회사|영농조합"
    r"|어업회사|사회적협동|협동조합|유한회사|합자회사|합명회사|특수목적|^피에프브이|피에프브이$|브릿지제|선박투자|리츠$|개발조합"
)
_NAME = re.compile(r"[가-힣A-Za-z0-9&.\- ]+")
_COMMON = {"NNG", "XSN", "XPN", "NNB", "MM", "SN", "NR", "MAG", "VV", "VA", "XR", "NNBC", "SY", "NP"}
# Shorter unlisted names are nearly always also something else.
_SHORTEST_UNLISTED = 4
_SYLLABLES_BEHIND_LETTERS = 2
_ENGLISH = re.compile(r"[A-Z0-9][A-Za-z0-9&\-]*(?: [A-Za-z0-9&\-]+)*(?<![&\-])")
_LETTER_AND_NUMBER = re.compile(r"[A-Z]{1,3}-[0-9]{1,2}")  # S-1
_LONGEST_ENGLISH = 40
_SHORTEST_WORD = 6


def is_common(name: str, mecab: MeCab) -> bool:
    """True where the name is made of common words, or is a place or a person."""
    morphemes = mecab.parse(name)
    if len(morphemes) == 1 and morphemes[0].pos in {"NNG", "NNP", "MAG", "VV", "IC", "NP"}:
        return morphemes[0].pos != "NNP" or morphemes[0].feature.semantic in {"인명", "지명"}
    return all(m.pos in _COMMON or (m.pos == "NNP" and m.feature.semantic == "지명") for m in morphemes)


@dataclass(frozen=True, slots=True)
class CompanyLists:
    """The two lists as they are written to files."""

    names: bytes
    codes: bytes
    count: int
    """How many names are looked for in texts."""


def build(companies: Sequence[Company]) -> CompanyLists:
    """Make both lists, sorted, so that the same companies give the same bytes."""
    rows = sorted(set(name_rows(companies)))
    names = gzip.compress((HEADER + "".join("\t".join(row) + "\n" for row in rows)).encode(), mtime=0)
    return CompanyLists(names, pack_codes(registered(companies)), len(rows))


def registered(companies: Sequence[Company]) -> Iterator[RegisteredCompany]:
    """The companies with what the table of codes has of each."""
    latest = max((int(company.modified[:4]) for company in companies if company.modified), default=0)
    for company in companies:
        kept_up = company.modified[:4] > str(latest - LISTED_WITHIN)
        english = " ".join(company.english.split())
        english = english if any(c.isalpha() for c in english) else ""
        yield RegisteredCompany(
            " ".join(company.name.split()), company.code, company.ticker, english, bool(company.ticker) and kept_up
        )


def name_rows(companies: Sequence[Company]) -> Iterator[tuple[str, str, str, str]]:
    """Spelling, stock code, flag and name (empty where it is the spelling) of each spelling worth looking for."""
    keys = Counter(key_of_name(company.name) for company in companies)
    english = Counter(key_of_english_name(company.english) for company in companies)
    own_names = {entry.code: entry.name for entry in read_table(OWN_TABLE) if entry.code}
    seen: set[str] = set()
    # Listed companies first: of two of the same name the listed one is meant.
    for company in sorted(companies, key=lambda c: (c.ticker == "", c.name)):
        name, alone = company.name.strip(), keys[key_of_name(company.name)] == 1
        own = own_names.get(company.code, "") if alone else ""
        flag = _flag(name, company.ticker)
        if name not in seen and flag is not None:
            seen.add(name)
            yield name, company.ticker, flag, own if own != name else ""
        if not alone or not (own or (company.ticker and flag is not None)):
            continue  # the other spellings of the rest would do more harm than good
        others = [(spelling, flag or "") for spelling in _other_letters(name)]
        if company.ticker and english[key_of_english_name(company.english)] == 1:
            others += _english(company.english)
        for spelling, its_flag in others:
            if spelling not in seen and spelling != own and not keys[key_of_name(spelling)] > 1:
                seen.add(spelling)
                yield spelling, company.ticker, its_flag, own or name


def _flag(name: str, ticker: str) -> str | None:
    """The flag of a name in running text; None where it would do more harm than good."""
    if name in lexicon().stop or len(name) < 2 or not _NAME.fullmatch(name) or _VEHICLE.search(name):
        return None
    if ticker:
        return "context" if len(name) == 2 or (len(name) <= 4 and is_common(name, _mecab())) else ""
    if len(name) < _SHORTEST_UNLISTED or (not is_company_end(name) and is_common(name, _mecab())):
        return None
    if len(_mecab().parse(name)) == 1:
        return None
    return "" if len(name) > _SHORTEST_UNLISTED or is_company_end(name) else "context"


def _other_letters(name: str) -> Iterator[str]:
    """A name with its Latin initials spelt in Hangul (비지에프리테일), and the other way round (KB오토시스)."""
    if spelt := hangul_spelling(name):
        yield spelt.replace(" ", "")
    latin = latin_spelling(name)
    if latin and sum("가" <= c <= "힣" for c in latin) >= _SYLLABLES_BEHIND_LETTERS:  # GPS and CPU are no names
        yield latin.replace(" ", "")


def _english(name: str) -> Iterator[tuple[str, str]]:
    """An English name as it is said, with its flag: one word alone may be any word."""
    said = without_english_form(name)
    if not _ENGLISH.fullmatch(said) or len(said) > _LONGEST_ENGLISH:
        return
    plain = " " in said or _LETTER_AND_NUMBER.fullmatch(said)
    if plain or len(said) >= _SHORTEST_WORD:
        yield said, "" if plain else "context"


@cache
def _mecab() -> MeCab:
    return MeCab()


def read_source(source: Path) -> list[Company]:
    """The companies of a source file."""
    with gzip.open(source, "rt", encoding="utf-8") as lines:
        next(lines)
        return [Company(*line.rstrip("\n").split("\t")) for line in lines]


def main(source: Path) -> None:
    """Write both lists."""
    lists = build(read_source(source))
    (DATA / COMPANY_LIST).write_bytes(lists.names)
    CODES.write_bytes(lists.codes)
    print(f"{lists.count} names")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
