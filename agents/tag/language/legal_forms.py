"""Finds the legal forms of companies, which stand before or behind their names: "주식회사 가람", "Gaon Co., Ltd."."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from agents.tag.language.vocabulary import vocabulary

_LETTER = "가-힣A-Za-z0-9"
_PARTICLE = rf"(?:(?:은|는|이|가|을|를|과|와|의|도|에|로|으로|에서|에게|에는|과의|와의|측|등)(?![{_LETTER}]))"
_INITIALS = 2  # letters of a word each of which may have its dot: "S.à r.l."
_SURE = 3  # letters: shorter forms abroad may be capitals of the trade, too


@dataclass(frozen=True, slots=True)
class LegalForm:
    """The place of a legal form, with the space or comma between it and its name; offsets in the text."""

    start: int
    end: int
    before: bool
    """It stands before its name."""


def legal_forms(text: str, start: int = 0, end: int | None = None) -> Iterator[LegalForm]:
    """The legal forms that stand beside a name in a stretch of text, in their order."""
    stop = len(text) if end is None else end
    return (form for form in _all_forms(text) if start <= form.start and form.end <= stop)


@lru_cache(maxsize=64)  # a sentence is cut into phrases again and again
def _all_forms(text: str) -> tuple[LegalForm, ...]:
    abroad = _ends_abroad().search(text) is not None
    if not abroad and not any(form in text for form in _korean_forms()):
        return ()
    return tuple(LegalForm(m.start(), m.end(), m.lastgroup == "before") for m in _forms(abroad=abroad).finditer(text))


@cache
def _korean_forms() -> tuple[str, ...]:
    return (*vocabulary().legal_forms, *vocabulary().legal_forms_before)


@cache
def _ends_abroad() -> re.Pattern[str]:
    """What stands in every text that has a form from abroad: a search that costs less than that for the forms."""
    words = [form.rstrip(".").split() for form in vocabulary().legal_forms_abroad]
    ends = {"".join(form[first:]) for form in words for first in range(len(form))}  # spaces may be left out
    return re.compile(rf"(?=[A-Za-z])(?:(?<![A-Za-z])(?i:{_any_of(ends)})(?![A-Za-z])|[A-Za-z]\.[A-Za-z])")


@cache
def _forms(*, abroad: bool) -> re.Pattern[str]:
    lists = vocabulary()
    korean, leading = _any_of(lists.legal_forms), _any_of(_korean_forms())
    leads = _any_of(lists.person_heads)
    sure = [form for form in lists.legal_forms_abroad if len(form) >= _SURE]
    short = [form for form in lists.legal_forms_abroad if len(form) < _SURE]
    alone = rf"(?={_PARTICLE}|[,()·/&'\"]|$| (?:{leads}))"  # "가람전자 주식회사 대표이사", not "주식회사 가람"
    of_korea = (
        rf"(?<=[{_LETTER})'])(?:{korean})(?={_PARTICLE}|[^{_LETTER}]|$)"
        rf"|(?<=[{_LETTER})']) (?:{korean}){alone}"
        rf"|(?<![{_LETTER}])(?P<before>(?:(?:{leading})(?!{_PARTICLE}) ?)+)(?=['\"]?[{_LETTER}])"
    )
    from_abroad = (
        rf"|(?:(?<=[가-힣])|(?<=[{_LETTER})']),? |(?<=[A-Za-z]),)(?i:{_spelt(sure)})(?![A-Za-z0-9])"
        rf"|(?:(?<=[가-힣]) |(?<=[A-Za-z]{{2}}),? )(?:{_spelt(short)}){alone}"
    )
    return re.compile(of_korea + from_abroad if abroad else of_korea)


def _any_of(words: Iterable[str]) -> str:
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))


def _spelt(forms: Iterable[str]) -> str:
    """The forms with the dots and commas that they may have: "Co., Ltd.", "S.A."."""
    return "|".join(r"[.,]{0,2} ?".join(map(_word, form.split())) for form in sorted(forms, key=len, reverse=True))


def _word(word: str) -> str:
    if word.endswith("."):
        return re.escape(word)
    initials = sum(map(str.isupper, word)) > 1 or len(word) <= _INITIALS
    return r"\.?".join(word) + r"\.?" if initials else word + r"\.?"
