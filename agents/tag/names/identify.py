"""Which company of the OpenDART list an organisation is: by a code in a table or in the text, or by its name alone.

A name that several companies bear is never one of them by itself, however well known one is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from agents.tag.language.lexicon import lexicon
from agents.tag.language.word_search import longest_of
from agents.tag.names.company_codes import RegisteredCompany, company_codes
from agents.tag.names.company_names import is_company_end, key_of_name
from agents.tag.names.gazetteer import NO_CODE, gazetteer, organisation_id
from agents.tag.names.user_files import UserFiles, files_in_use
from search.company_names import key_of_english_name
from topics.records import Identifiers, Member, Organisation, Span

_BRACKETS = re.compile(r"\s?[\[(（](?P<inside>[^()\[\]（）\n]{3,60})[\])）]")
_PIECES = re.compile(r"[\s,:·ㆍ/|;]+")
_STOCK_CODE = re.compile(r"A?(?P<code>[0-9]{5}[0-9KLM]|[0-9]{4}[A-Z][0-9])(?:\.K[SQ])?")
_MARKETS = frozenset(
    {"KOSPI", "KOSDAQ", "KONEX", "KRX", "KS", "KQ", "코스피", "코스닥", "코넥스", "유가증권", "종목코드"}
)
_MARK = re.compile(r"㈜|\((?:주|株)\)|주식회사")
_WORD = re.compile(r"[A-Z][A-Za-z]*[a-z][A-Za-z]*")
_SHORTEST_ALONE = 4
"""Letters: a shorter name of a company that no exchange lists is as often a foreign one's or another word, unless the
text marks it as a company's."""
_SHORTEST_WORD = 5
"""Letters of a Latin word in brackets that is the name itself; shorter ones are initials."""
_ALIKE = 2
"""Letters that a name has in common with that of the company whose stock code stands behind it."""
_SHORTEST_CUT = 5
_MOST_CUT = 3
"""Letters that a headline leaves of a name at least, and that it cuts off at most: 두산에너빌."""


@dataclass(frozen=True, slots=True)
class Identity:
    """What is known of an organisation beyond its name."""

    identifiers: Identifiers
    name: str = ""
    """The name that all spellings of the company have in common; empty where it is not sure which company it is."""

    def shown(self, name: str) -> str:
        """The name to show in place of another: ours of the company, else the other unless it is cut short."""
        known = gazetteer().name_of(self.identifiers.corp_code or "", self.identifiers.stock_code or "")
        return known or (name if key_of_name(name) == key_of_name(self.name) else self.name)


def identity_of(name: str, kind: str = "unknown", text: str = "", spans: Sequence[Span] = ()) -> Identity | None:
    """Which company a name stands for; None where it is no company or none of the list.

    `spans`: where it stands in the text, in whose company a code, a country or another name may say more.
    """
    name = _canonical(name)
    code = gazetteer().code_of(name)
    if code and code != NO_CODE:
        company = company_codes().coded(code, name)
        return Identity(_identifiers(company), name_of(company)) if company else Identity(_bare(code), name)
    if kind not in ("company", "unknown"):
        return None
    if code != NO_CODE and (told := _told_by_code(name, text, spans)):
        return told
    if code == NO_CODE or (spans and _is_foreign(text, spans)):
        return None
    companies = _named(name, files_in_use())
    if len(companies) != 1:
        return Identity(Identifiers(shared_by=len(companies))) if companies else None
    [company] = companies
    marked = any(_is_marked(text, span) for span in spans)
    if len(name) < _SHORTEST_ALONE and not company.stock_code and not marked:
        return None
    if any(_is_called_otherwise(company, text, span) for span in spans):
        return None
    return Identity(_identifiers(company), name_of(company))


def _canonical(name: str) -> str:
    """The name that a spelling stands for, where it can stand for one company only."""
    meant = {entry.name for entry in gazetteer().meanings(name) if not entry.bounded}
    return meant.pop() if len(meant) == 1 and not gazetteer().code_of(name) else name


def name_of(company: RegisteredCompany) -> str:
    """What we call a company: as our own tables or the user's do, else as the list has it."""
    return gazetteer().name_of(company.corp_code, company.stock_code) or company.name


@lru_cache(maxsize=4096)  # names repeat from story to story
def _named(name: str, _: UserFiles | None) -> tuple[RegisteredCompany, ...]:
    companies = company_codes().named(name)
    if not companies and (whole := _whole_of(name)):
        return (whole,)
    return tuple(companies)


def _whole_of(name: str) -> RegisteredCompany | None:
    """The listed company whose name a headline cut short, where none other begins like it."""
    key = key_of_name(name)
    if len(key) < _SHORTEST_CUT or is_company_end(name) or name.endswith(lexicon().trades) or not name.isalnum():
        return None
    longer = company_codes().beginning(key, most=2)
    if len(longer) != 1 or not longer[0].listed or len(key_of_name(longer[0].name)) - len(key) > _MOST_CUT:
        return None
    return longer[0]


def _told_by_code(name: str, text: str, spans: Iterable[Span]) -> Identity | None:
    """What a stock code in brackets behind the name says: 가람전자(012345), 가람전자(KOSDAQ 012345)."""
    for code, on_market in _codes_behind(text, spans):
        company = company_codes().coded(code)
        if company is not None and _may_be_called(company, name):
            return Identity(_identifiers(company), name_of(company))
        if company is None and on_market:
            return Identity(_bare(code))  # newer than the list
    return None


def _codes_behind(text: str, spans: Iterable[Span]) -> Iterator[tuple[str, bool]]:
    for _, end in spans:
        if brackets := _BRACKETS.match(text, end):
            pieces = _PIECES.split(brackets["inside"].strip())
            for piece in pieces:
                if found := _STOCK_CODE.fullmatch(piece):
                    yield found["code"], not _MARKETS.isdisjoint(pieces)


def _may_be_called(company: RegisteredCompany, name: str) -> bool:
    key, other = key_of_name(name), key_of_name(company.name)
    return name == name_of(company) or key[:_ALIKE] == other[:_ALIKE] or _english_begins_like(company, name)


def _is_foreign(text: str, spans: Iterable[Span]) -> bool:
    """Whether a country stands before the name somewhere: "미국 가람과", "독일 부품 기업 가람은"."""
    return any(_of_country().search(text, max(0, start - _REACH), start) for start, _ in spans)


def _is_marked(text: str, span: Span) -> bool:
    start, end = span
    return bool(_MARK.search(text, max(0, start - 5), start) or _MARK.match(text, end))


def _is_called_otherwise(company: RegisteredCompany, text: str, span: Span) -> bool:
    """Whether brackets behind the name give it in Latin letters, and not those of the company's English name."""
    brackets = _BRACKETS.match(text, span[1])
    word = _WORD.match(brackets["inside"]) if brackets else None
    if word is None or len(word[0]) < _SHORTEST_WORD or not company.english_name:
        return False
    return not _english_begins_like(company, word[0])


def _english_begins_like(company: RegisteredCompany, word: str) -> bool:
    key = key_of_english_name(word)
    return key.isascii() and key_of_english_name(company.english_name)[:_ALIKE] == key[:_ALIKE]


def _identifiers(company: RegisteredCompany) -> Identifiers:
    return Identifiers(
        corp_code=company.corp_code,
        stock_code=company.stock_code or None,
        english_name=company.english_name or None,
        listed=company.listed,
    )


def _bare(code: str) -> Identifiers:
    """What a code that the list does not have says by itself."""
    return Identifiers(corp_code=code) if len(code) == _CORP_CODE else Identifiers(stock_code=code)


_CORP_CODE = 8  # digits
_REACH = 24


@cache
def _of_country() -> re.Pattern[str]:
    countries = longest_of(lexicon().foreign_countries)
    return re.compile(
        rf"(?:(?<![가-힣])(?:{countries})|[美日中獨英佛])(?:의|계)?\s(?:(?:[가-힣A-Za-z·]{{1,8}}\s){{0,2}}"
        r"[가-힣]{0,6}(?:기업|업체|회사|스타트업|그룹|은행|제약사|제조사|개발사|통신사|운용사)인?\s)?[‘'“\"]?$"
    )


def with_identity(member: Member, organisations: Mapping[str, Organisation]) -> Member:
    """A member with the codes of the text's organisation of its id, or its own where the text has none of its name."""
    if organisation := organisations.get(member.id):
        update: dict[str, object] = {"identifiers": organisation.identifiers}
    elif identity := identity_of(member.name):
        update = {"identifiers": identity.identifiers}
        if identity.name and organisation_id(identity.name) != member.id:
            update |= {"id": organisation_id(identity.name), "name": identity.shown(member.name)}
    else:
        update = {}
    return member.model_copy(update=update) if any(update.values()) else member
