"""The examples of the tables: a text, an arrow and what is read from it, in a compact notation.

    headline || text → announced mou 2024-05-16: 가람전자, 나래통신 (host) {300억원; supply} [김하늘]; rumoured mou: …

Dates, what stands in braces (sums, stakes, purpose, activities) and what in square brackets (who signed, countries and
codes of members) need not be said. "nothing" is what is read from a
text without alliances. The text was published on PUBLISHED.
"""

from __future__ import annotations

import re
from datetime import datetime

from agents.tag.tag import tag_article
from topics.records import SEOUL, Article, Mention, Role

PUBLISHED = datetime(2024, 5, 16, 9, 30, tzinfo=SEOUL)
NOTHING = "nothing"
_DATE = re.compile(r" (?:19|20)\d\d(?:-\d\d){0,2}(?=:| ')")
_TERMS = re.compile(r" \{[^}]*\}")
_BESIDE = re.compile(r" \[[^\]]*\]")
_FILLER = re.compile(r"⟨(\d+)⟩")
_REPEATED = re.compile(r"⟨([^⟨⟩×]+)×(\d+)⟩")
_NEUTRAL = "날씨는 대체로 맑고 바람은 약하다. "


def split(example: str) -> tuple[str, str]:
    """The text and the reading of an example."""
    text, _, reading = example.rpartition(" → ")
    return text, reading


def article_of(text: str) -> Article:
    """The article of an example's text.

    ⟨600⟩ stands for so many characters of sentences that tell nothing, ⟨매×9⟩ for so many times what is before the ×.
    """
    text = _REPEATED.sub(lambda hit: hit[1] * int(hit[2]), text)
    title, mark, body = text.partition(" || ")
    if not mark:
        title, body = "", text
    body = _FILLER.sub(lambda hit: _filler(int(hit[1])), body)
    url = "https://news.example/1"
    return Article(id="0" * 16, url=url, canonical_url=url, title=title, body=body, published=PUBLISHED)


def reading_of(article: Article) -> str:
    """What is read from an article: each mention with status, kind, date, name, members, roles and terms."""
    return "; ".join(map(_shown, tag_article(article).mentions)) or NOTHING


def agrees(reading: str, expected: str) -> bool:
    """Whether a reading is the expected one; where that leaves out what need not be said, any will do."""
    for need_not_be_said in (_DATE, _TERMS, _BESIDE):
        if need_not_be_said.search(expected) is None:
            reading = need_not_be_said.sub("", reading)
    return reading == expected


def _shown(mention: Mention) -> str:
    members = ", ".join(
        member.name + (f" ({member.role})" if member.role is not Role.SIGNATORY else "") for member in mention.members
    )
    date, name = f" {mention.date}" if mention.date else "", f" '{mention.name}'" if mention.name else ""
    return f"{mention.status} {mention.kind}{date}{name}: {members}{_terms(mention)}{_beside(mention)}"


def _terms(mention: Mention) -> str:
    purpose = [f"for {mention.purpose}"] if mention.purpose else []
    activities = [told.activity.value for told in mention.tie.activities]
    terms = [*mention.amounts, *mention.stakes, *purpose, *activities]
    return f" {{{'; '.join(terms)}}}" if terms else ""


def _beside(mention: Mention) -> str:
    signed = [told.name for told in mention.tie.signatories]
    countries = [told.country for told in mention.tie.countries]
    told = (member.identifiers for member in mention.members)
    codes = [code for one in told if one and (code := one.corp_code or one.stock_code)]
    beside = [*signed, *countries, *codes]
    return f" [{'; '.join(beside)}]" if beside else ""


def _filler(length: int) -> str:
    return (_NEUTRAL * (length // len(_NEUTRAL) + 1))[:length]
