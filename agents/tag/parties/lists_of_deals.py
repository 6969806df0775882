"""Finds the deals that one sentence lists, each with parties of its own: "가람과 나래, 다솔과 라온이 협약을 맺었다"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from agents.tag.language.legal_forms import legal_forms
from agents.tag.language.lexicon import is_person, is_single_noun
from agents.tag.language.vocabulary import size_of, vocabulary
from agents.tag.parties.name_candidates import is_common, is_inflected
from agents.tag.parties.noun_phrases import OrganisationSpan
from agents.tag.parties.party_count import parties_counted
from topics.records import Organisation

_KNOWN, _OF_IT = "\ue000", "\ue001"  # stand for the letters of a name that is known, spaces included
_FORM = "\ue002"  # stands for those of a legal form
_BARE_NAME = rf"(?:{_KNOWN}{_OF_IT}*[가-힣A-Za-z]{{0,6}}?|[가-힣A-Za-z][가-힣A-Za-z0-9.]{{1,19}}?)"
_LEGAL_FORM = f"{_FORM}*"
_NAME = _LEGAL_FORM + _BARE_NAME
_GLOSS = rf"{_FORM}*(?:\([^()]{{1,40}}\))?"
_WITH = "[와과] "
_MARK = r"[·&×/]| ?[-–—] ?"
_SIDE = r"(?<![가-힣A-Za-z0-9\ue000\ue001])"
_END = r"(?=(?:이|가|은|는|도|의|간)?(?:[\s,;△▲▷▶◇◆○●■①-⑳]|$))"
_GROUP = re.compile(rf"{_SIDE}{_NAME}{_GLOSS}(?:(?:{_WITH}|{_MARK}){_NAME}{_GLOSS}){{1,5}}{_END}")
_TIE = re.compile(rf"(?<=[^\s])(?:{_WITH}|{_MARK})")
_BETWEEN = re.compile(r"(?:이|가|은|는)?(?:[,;] ?(?:그리고 |또 )?| 및 | 그리고 |,? ?[△▲▷▶◇◆○●■①-⑳] ?)")
_MAY_LIST = re.compile(r"[,; △▲▷▶◇◆○●■①-⑳](?:(?<! )|(?:및|그리고) )")  # what stands in each of these
# "가람은 나래와, 다솔은 라온과"
_EACH_WITH = re.compile(
    rf"{_SIDE}{_LEGAL_FORM}(?P<first>{_BARE_NAME}){_GLOSS}[은는이가] (?:[^,.와과]{{0,30}} )?"
    rf"{_LEGAL_FORM}(?P<second>{_BARE_NAME}){_GLOSS}[와과](?=,? )"
)
_AND_EACH = re.compile(r",? (?:그리고 |또 )?")
_ONE_MORE = re.compile(rf"[,;] ?{_NAME}{_GLOSS}{_END}")
_ONE_BEFORE = re.compile(rf"{_NAME}{_GLOSS}, ?$")
_ONE_SIDE = re.compile(rf"{_LEGAL_FORM}(?P<name>{_BARE_NAME})(?={_GLOSS}$)")
_WITH_ANOTHER = re.compile(_WITH)
_COUNT_BEHIND = re.compile(r"(?: ?등)?\s?([가-힣0-9]+ ?[가-힣]+)")
_COMITATIVE = re.compile(r"(?: ?등)?[와과](?:의|는|도)?(?=[\s,]|$)")


@dataclass(frozen=True, slots=True)
class Listed:
    """A party of one of the deals that a sentence lists; offsets in the sentence."""

    name: str
    start: int
    end: int
    organisation: Organisation | None = None


def deals_listed(text: str, start: int, end: int, known: Sequence[OrganisationSpan]) -> list[list[Listed]]:
    """The parties of each deal of a list in a stretch of a plain sentence; none where it lists no deals.

    A deal is two parties or more with a tie between them (와, ·, -), a list two deals or more with commas or marks
    between them. Where the sentence counts all of their parties together ("4자 협약"), the list is one deal.
    """
    if _MAY_LIST.search(text, start, end) is None:
        return []
    masked = _masked(text, known)
    found = _grouped(masked, start, end) or _each_with_another(masked, start, end)
    deals = [[_listed(text, a, b, known) for a, b in group] for group in found]
    named = [party for deal in deals for party in deal]
    likely = all(any(map(_is_party, deal)) and all(map(_may_be_party, deal)) for deal in deals)
    if not likely or len({party.name for party in named}) <= len(deals):
        return []
    counted = max(parties_counted([text]) or 0, size_of(_counted_behind(text, named)))
    return [named] if named and counted >= len(named) else deals


def _counted_behind(text: str, named: Sequence[Listed]) -> str:
    """What may count the parties right behind a list: "등 4개사"."""
    behind = _COUNT_BEHIND.match(text, named[-1].end) if named else None
    return behind[1] if behind else ""


def _grouped(masked: str, start: int, end: int) -> list[list[tuple[int, int]]]:
    at = start
    while first := _GROUP.search(masked, at, end):
        groups, at = [first], first.end()
        while (gap := _BETWEEN.match(masked, at, end)) and (more := _GROUP.match(masked, gap.end(), end)):
            groups.append(more)
            at = more.end()
        if len(groups) > 1 and _lists_deals(masked, groups, end):
            return [list(_sides(masked, group)) for group in groups]
    return []


def _lists_deals(masked: str, groups: Sequence[re.Match[str]], end: int) -> bool:
    """Whether groups of parties are deals: not "가람·나래, 다솔·라온과", nor "가람·나래, 다솔·라온, 마루가"."""
    last = groups[-1]
    if last[0].endswith(("와", "과")) or _COMITATIVE.match(masked, last.end(), end):
        return False
    tied = all(_WITH_ANOTHER.search(group[0]) for group in groups)
    alone = _ONE_MORE.match(masked, last.end(), end) or _ONE_BEFORE.search(masked, 0, groups[0].start())
    return tied or not alone


def _sides(masked: str, group: re.Match[str]) -> Iterator[tuple[int, int]]:
    at = group.start()
    for tie in [*_TIE.finditer(masked, group.start(), group.end()), None]:
        stop = tie.start() if tie else group.end()
        if side := _ONE_SIDE.match(masked[at:stop]):
            yield at + side.start("name"), at + side.end("name")
        at = tie.end() if tie else stop


def _each_with_another(masked: str, start: int, end: int) -> list[list[tuple[int, int]]]:
    at = start
    while first := _EACH_WITH.search(masked, at, end):
        pairs, at = [first], first.end()
        while (gap := _AND_EACH.match(masked, at, end)) and (more := _EACH_WITH.match(masked, gap.end(), end)):
            pairs.append(more)
            at = more.end()
        if len(pairs) > 1:
            return [[pair.span("first"), pair.span("second")] for pair in pairs]
    return []


def _masked(text: str, known: Sequence[OrganisationSpan]) -> str:
    letters = list(text)
    for form in legal_forms(text):
        letters[form.start : form.end] = _FORM * (form.end - form.start)
    for name in known:
        letters[name.start : name.end] = [_KNOWN, *[_OF_IT] * (name.end - name.start - 1)]
    return "".join(letters)


def _listed(text: str, start: int, end: int, known: Sequence[OrganisationSpan]) -> Listed:
    same = next((k for k in known if k.start == start and k.end == end), None)
    return Listed(same.organisation.name if same else text[start:end], start, end, same.organisation if same else None)


def _is_party(party: Listed) -> bool:
    """Whether a name is known, or looks like one."""
    if party.organisation is not None and party.organisation.kind != "unknown":
        return True
    return _may_be_party(party) and not (is_common(party.name) or is_person(party.name))


def _may_be_party(party: Listed) -> bool:
    """Whether a name may be one, beside another that is: no word of the dictionary, though made of such."""
    name, lists = party.name, vocabulary()
    if party.organisation is not None and party.organisation.kind != "unknown":
        return True
    if size_of(name) or name in lists.places or name in lists.descriptors or name in lists.abbreviations:
        return False
    return not (name in lists.common or is_single_noun(name) or is_inflected(name))
