"""What a headline says of the text below it: the names it begins with."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from agents.tag.language.clauses import Sentence
from agents.tag.language.lexicon import is_kind_of_firm, lexicon
from agents.tag.language.vocabulary import vocabulary
from agents.tag.names.spaced_names import may_be_within
from agents.tag.parties.noun_phrases import OrganisationSpan
from topics.records import Organisation

_SUBJECT = re.compile(r"'?(?:\([^)]{1,20}\))?,")

_IN_LIST = re.compile(r"(?:([가-힣]{2,5})(?=[·/]))|(?:(?<=[·/])([가-힣]{2,5}?)(?=등?[ ,·/…]|$))")
_HEAD_OF_TITLE = re.compile(
    r"^['\s]*([가-힣A-Za-z0-9&]{2,15})(?:\([^)]{1,20}\))?(?:[,·/&\-–]\s?([가-힣A-Za-z0-9&]{2,15})(?=[,·\s]))?(?=[,·/&\-–])"
)

_SPACED_HEAD = re.compile(r"['\s]*(?P<first>[가-힣A-Za-z0-9&]{2,10}) (?P<last>[가-힣A-Za-z0-9&]{2,10}),")
_ELLIPSIS = re.compile(r"…|\.{2,}")
_MARK = re.compile("[·/&]")
_SEVERAL_AT_HEAD = re.compile(r"^['\s]*([가-힣A-Za-z0-9&]{2,15}(?:[·/&][가-힣A-Za-z0-9&]{2,15}){2,5}),")


def subject(title: str, known: Sequence[OrganisationSpan]) -> Organisation | None:
    """The organisation that a headline or a part of it begins with as its subject: 가람시 in "가람시, …"."""
    for name in known:
        opens = title[: name.start].rstrip(" '")
        if (not opens or opens.endswith(("…", ".."))) and _SUBJECT.match(title, name.end):
            return name.organisation
    return None


def shortened(title: str, names: Iterable[str]) -> frozenset[str]:
    """The words of a headline's lists that one name alone of the text begins with: 미르 of "가람·미르등 7개사"."""
    whole, ordinary = [*names], (vocabulary().common, vocabulary().places, lexicon().generic, lexicon().stop)
    words = {word for hit in _IN_LIST.finditer(title) for word in hit.groups() if word}
    words = {word for word in words if not any(word in listed for listed in ordinary)}
    return frozenset(word for word in words if sum(n.startswith(word) and n != word for n in whole) == 1)


def spaced_heads(title: str, body: str) -> frozenset[str]:
    """The name of two words that a headline begins with and that sentences of the text have as their subject."""
    head = _SPACED_HEAD.match(title)
    if head is None or not may_be_within(head["first"]) or head["last"].endswith(vocabulary().person_heads):
        return frozenset()
    ordinary = head["last"] in vocabulary().common or head["last"] in lexicon().generic
    if (ordinary and head["last"] not in lexicon().trades) or is_kind_of_firm(head["last"]):
        return frozenset()
    name = f"{head['first']} {head['last']}"
    told = re.findall(rf"(?:^|[다요]\.['\"]?\s|\n){re.escape(name)}(?: ?측)?(?:은|는|이|가) ", body)
    return frozenset({name}) if told else frozenset()


def heads(title: Sequence[Sentence]) -> frozenset[str]:
    """The names a headline begins with: "하늘시, …", "한빛·가온·새움, …"."""
    found: set[str] = set()
    for sentence in title:
        for part in _ELLIPSIS.split(sentence.text):
            if head := _HEAD_OF_TITLE.match(part.strip()):
                found.update(g for g in head.groups() if g)
            if several := _SEVERAL_AT_HEAD.match(part.strip()):
                found.update(_MARK.split(several[1]))
    lists = vocabulary()
    return frozenset(
        f
        for f in found
        if f not in lists.common
        and f not in lists.places
        and not f[0].isdigit()
        and f not in lexicon().trades
        and not f.endswith(("대통령", "총리", "장관", "의원"))
    )
