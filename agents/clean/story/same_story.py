"""Whether a page tells the story that its address was named for, or another in its place."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from urllib.parse import urljoin, urlsplit

from agents.letters import is_improbable
from agents.urls import canonical_url

_WORD = re.compile(r"[가-힣]{2,}|[A-Za-z]{3,}|\d{2,}")
_NUMBER = re.compile(r"(?<!\d)(?!(?:19|20)\d\d(?!\d))\d{4,}")
"""Of a story; the years in addresses are no such."""

_DIGITS = re.compile(r"\d+")
_LENGTHS_DIFFER = 1
"""Digits by which the numbers of one scheme differ in length: stories 99,999 and 100,000."""

_SCHEME_AND_PREFIX = re.compile(r"^(?:www|m|amp|mobile)\.")

_FEWEST_WORDS = 3
"""Words of a title by which it is told from others; with fewer it may be the name of a column."""

_ALIKE = 0.2
"""Share of a title's words that stand in its story, however its headline was rewritten since."""

_ALIKE_ELSEWHERE = 0.34
"""The same where the address asked for led to one with another number."""


def is_another_story(asked: str, final: str, named: str | None, told: str, *, states_another: bool = False) -> bool:
    """Whether what a page tells is not what it was asked for.

    `asked` and `final` are the addresses before and after redirects, `named` is the title that the source gave, `told`
    the title and text of the page. Without a title, only an address of the same form with another number tells, be it
    where the page was led to or what it states as its own, `states_another`.
    """
    moved = states_another or _has_other_number(asked, final)
    words = _words(named or "")
    if len(words) < _FEWEST_WORDS or is_improbable(named or ""):
        return moved
    text = "".join(unicodedata.normalize("NFC", told).lower().split())
    found = sum(word in text for word in words)
    return found < (_ALIKE_ELSEWHERE if moved else _ALIKE) * len(words)


def states_another_number(final: str, stated: Sequence[str], markup: bytes) -> bool:
    """Whether a page fetched at `final` states as its own an address of the same form with another number.

    Some sites do so carelessly: a page that names the number of its own address anywhere is believed to be that story.
    """
    numbers = _NUMBER.findall(final)
    if not numbers or any(number.encode() in markup for number in numbers):
        return False
    own = canonical_url(final)
    return any(_has_other_number(_with_parameters_of(own, address), address) for address in _joined(final, stated))


def _joined(final: str, links: Iterable[str]) -> Iterator[str]:
    for link in links:
        try:
            yield canonical_url(urljoin(final, link.strip()))
        except ValueError:
            continue


def _with_parameters_of(own: str, other: str) -> str:
    """An address with those of its parameters alone that another has too."""
    here, there = urlsplit(own), urlsplit(other)
    names = {pair.partition("=")[0] for pair in there.query.split("&")}
    kept = "&".join(pair for pair in here.query.split("&") if pair.partition("=")[0] in names)
    return here._replace(query=kept).geturl()


def _words(title: str) -> set[str]:
    """The words of a title, without a last letter that may be a particle."""
    title = unicodedata.normalize("NFC", title).lower()
    return {word[: max(2, len(word) - 1)] if "가" <= word[0] <= "힣" else word for word in _WORD.findall(title)}


def _has_other_number(asked: str, final: str) -> bool:
    """Whether two addresses of a site are of one form but for the number of the story."""
    if asked == final:
        return False
    one, other = urlsplit(asked), urlsplit(final)
    if _SCHEME_AND_PREFIX.sub("", one.netloc) != _SCHEME_AND_PREFIX.sub("", other.netloc):
        return False
    before, after = f"{one.path}?{one.query}", f"{other.path}?{other.query}"
    numbers, others = _NUMBER.findall(before), _NUMBER.findall(after)
    return (
        len(numbers) == len(others) > 0
        and _DIGITS.sub("0", before) == _DIGITS.sub("0", after)
        and set(numbers).isdisjoint(others)
        and all(abs(len(n) - len(o)) <= _LENGTHS_DIFFER for n, o in zip(numbers, others, strict=True))
    )
