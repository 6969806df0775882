"""Cuts a stretch of a plain sentence into noun phrases with their particles."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Literal

from agents.tag.language.legal_forms import LegalForm, legal_forms
from agents.tag.language.lexicon import ends_with_word, is_kind_of_firm, is_person, is_told_by_its_end
from agents.tag.language.vocabulary import number_counted, vocabulary
from agents.tag.parties.particles import PARTICLES, particle_of
from search.hangul import is_hangul
from topics.records import Organisation, Span

_MARKS = "주|사|재|유|유한|의|학"  # a mark like (사) belongs to the name behind it
_PARENTHESIS = re.compile(
    rf"\((?:{_MARKS})\)|\s?\((?!(?:{_MARKS})\))[^()]{{0,80}}(?:\([^()]{{0,20}}\)[^()]{{0,60}})?\)"
    r"|\[[^\[\]]{0,30}\]"
)
_BRACKET = re.compile(r"[(\[]")
# "3개사(가람, 나래, 다솔)와": the names stand for the count.
_COUNTED_LIST = re.compile(
    r"(?<![^\s,])(?:[2-9]|1[0-9])개? ?(?:사|곳|개사|기관|기업|업체|대학|은행|회사|병원)\s?"
    r"\((?P<names>[^():,·]{2,20}(?:[,·] ?[^():,·]{2,20})+)\)"
)
_COUNTRIES_BOTH = re.compile(r"[한미중일북러독영](?<![^\s(].)(?:[·.ㆍ][한미중일북러독영])+(?= )")  # "한·일 3개사와"
_QUOTED = re.compile(r"'[^'\n]{1,60}'|\"[^\"\n]{1,20}\"")
_GLUED = re.compile(r"[ ·\-/&()]")  # within a name
_WORD = re.compile(r"\S+")
_MARKERS = "▲△▶▷◆◇●○■□"  # before each name of a list
_OUT, _GLUE = "\x01", "\x02"  # stand for characters left out, and for spaces inside one unit
_LETTER = "가-힣一-鿿A-Z"
_LIST = re.compile(
    rf"[,·/&×\-–—](?:(?<=[{_LETTER}\x01'],)(?=[{_LETTER}'])|(?<=[{_LETTER}0-9\x01'][·/&×])(?=[{_LETTER}'\x01])"
    rf"|(?<=[{_LETTER}\x01'][\-–—])(?<!\b[A-Z].)(?=[{_LETTER}'])|(?<=[가-힣]-)(?=[0-9]+개(?![가-힣])))"
)  # not "K-NARU사업단"
_COUNTRIES = frozenset("美英日中獨佛印伊加濠")
BETWEEN = ("간", "간의", "사이")  # "가람과 나래 간 협약"
_CLOSES = frozenset(("등", "및", *BETWEEN))
_EACH = re.compile(",? (?:각각|각기|따로)")
# Glued to the last name of a list: "가람, 나래등과", "가람과 나래간".
_CLOSING = re.compile(r"(?<=[가-힣A-Z0-9\x01'][가-힣A-Z\x01'])(?:등(?=[과와은이의에]?(?:,|$))|간(?=의?$))")
_BEHIND_A_BARE_NOUN = re.compile(" (?:등|측|간)(?:[과은이의] | )")  # "가람 엠브로 등 4개사"
_BARE_BEFORE = frozenset("등측간")
_SPACED_MARKS = frozenset("-–×xX")
_SPACED = re.compile(r" [\-–×xX] (?=\S)")  # "가람시 - 나래전자"


@dataclass(frozen=True, slots=True, eq=False)
class OrganisationSpan:
    """An organisation the gazetteer found; offsets in the sentence."""

    start: int
    end: int
    organisation: Organisation


@dataclass(slots=True)
class Unit:
    """A word with its particle, or a name of several words; offsets in the sentence."""

    start: int
    end: int
    text: str
    particle: str = ""
    joined: bool = False
    """A comma or a list mark follows."""
    known: OrganisationSpan | None = None
    rest: str = ""
    """What stands between a known name and its particle."""
    quoted: bool = False
    glossed: bool = False
    """A parenthesis follows the name."""
    marked: bool = False
    """A mark like △ stands before it."""
    incorporated: Literal["", "before", "behind"] = ""
    """Where its legal form stands, such as ㈜."""
    counted: bool = False
    """One of the bare names that a number behind them counts."""


def _units(sentence: str, start: int, end: int, known: Sequence[OrganisationSpan]) -> list[Unit]:
    while 0 < start < end and is_hangul(sentence[start - 1]) and is_hangul(sentence[start]):
        start += 1  # the rest of a word, such as the particle of a trigger
    heads = {k.start: k for k in known if start <= k.start and k.end <= end}
    ends = heads.keys() | {k.end for k in heads.values()}
    forms = list(legal_forms(sentence, start, end))
    masked = _masked(sentence, start, end, heads.values(), forms)
    marks = [mark.end() for mark in _LIST.finditer(masked, start, end)]
    before: list[Unit] = []
    for word in _WORD.finditer(masked, start, end):
        first, last = word.span()
        marked = masked[first] in _MARKERS
        if before and marked and not before[-1].particle:
            before[-1].joined = True
        inside = [mark for mark in marks if first < mark <= last] if marks else []
        edges = [mark for mark in inside if not _is_within_a_name(masked, mark, ends)]
        listed = edges or (before and (before[-1].joined or before[-1].particle == "with"))
        if listed and (glued := _CLOSING.search(masked, edges[-1] if edges else first, last)):
            edges += [glued.start()] if ends_with_word(masked[first : glued.end()], glued[0]) else []
        for a, b in pairwise([first, *edges, last]):
            unit = _unit(masked, sentence, a, b, heads)
            if unit is not None and unit.text == "측" and before and not (before[-1].particle or before[-1].joined):
                before[-1].particle, before[-1].joined, before[-1].end = unit.particle, unit.joined, unit.end
            elif unit is not None:
                if unit.known is None and unit.particle in ("topic", "subject", "with"):
                    _take_for_whole(unit, before, known)
                for form in forms:
                    if a <= form.start and form.end <= b:
                        unit.incorporated = "before" if form.before else "behind"
                unit.joined = unit.joined or (b < last and not masked.startswith("간", b))
                unit.marked = marked
                if before and before[-1].particle:
                    _give_back_end_of_name(before[-1], unit, sentence)
                before.append(unit)
    return before


def _is_within_a_name(masked: str, at: int, ends: Set[int]) -> bool:
    """Whether a hyphen before `at` stands in a Latin name, with no known organisation beside it: "SORA-TECH"."""
    return (
        masked[at - 1] == "-"
        and (masked[at - 2] + masked[at]).isalpha()
        and not ends & {at - 1, at}
        and (masked[at - 2] + masked[at]).isascii()
    )


def _masked(
    sentence: str, start: int, end: int, known: Collection[OrganisationSpan], forms: Sequence[LegalForm]
) -> str:
    """The sentence with every name in one word, and without parentheses and legal forms outside of names."""
    masked = sentence
    for k in known:
        if _GLUED.search(sentence, k.start, k.end):
            masked = masked[: k.start] + _GLUED.sub(_GLUE, masked[k.start : k.end]) + masked[k.end :]
    left_out = _brackets(sentence, start, end, known) if _BRACKET.search(sentence, start, end) else []
    left_out += [(f.start, f.end) for f in forms if not any(k.start <= f.start and f.end <= k.end for k in known)]
    for a, b in left_out:
        masked = masked[:a] + _OUT * (b - a) + masked[b:]
    masked = masked.replace("㈜", _OUT)
    for hit in _COUNTRIES_BOTH.finditer(masked, start, end):
        masked = masked[: hit.start()] + _OUT.join(hit[0][::2]) + masked[hit.end() :]
    for hit in _QUOTED.finditer(masked, start, end):
        inner = masked[hit.start() : hit.end()]
        masked = masked[: hit.start()] + inner.replace(" ", _GLUE).replace('"', "'") + masked[hit.end() :]
    return masked


def _brackets(sentence: str, start: int, end: int, known: Collection[OrganisationSpan]) -> list[Span]:
    """The parentheses outside of names; of one that lists the names of a count only what is no name of it."""
    left_out = [hit.span() for hit in _PARENTHESIS.finditer(sentence, start, end)]
    left_out = [(a, b) for a, b in left_out if not any(k.start <= a < k.end for k in known)]
    for counted in _COUNTED_LIST.finditer(sentence, start, end):
        left_out = [(a, b) for a, b in left_out if not counted.start("names") <= b - 1 <= counted.end("names")]
        left_out += [(counted.start(), counted.start("names")), (counted.end("names"), counted.end())]
    return left_out


def _give_back_end_of_name(unit: Unit, behind: Unit, sentence: str) -> None:
    """Takes what looks like the particle of a word before a title for the end of a person's name: "김연이 대표"."""
    if unit.known is not None or unit.joined:
        return
    whole = sentence[unit.start : unit.end]
    if is_person(whole) and behind.text.endswith(vocabulary().person_heads):
        unit.text, unit.particle = whole, ""


def _take_for_whole(unit: Unit, before: Sequence[Unit], known: Sequence[OrganisationSpan]) -> None:
    """Takes a word for the organisation named before that it stands for: 공사 for 서울교통공사."""
    if unit.text not in vocabulary().short_for:
        return
    if before and before[-1].text.isascii() and not before[-1].particle:
        return  # "BRK(…) 은행은"
    named = (k for k in reversed(known) if k.end < unit.start)
    whole = next((k for k in named if k.organisation.name.endswith(unit.text)), None)
    if whole is not None:
        unit.known = OrganisationSpan(unit.start, unit.start + len(unit.text), whole.organisation)
        return
    longer = (u.text for u in reversed(before) if u.text.endswith(unit.text) and is_told_by_its_end(u.text))
    unit.text = next(longer, unit.text)


def _unit(masked: str, sentence: str, a: int, b: int, heads: Mapping[int, OrganisationSpan]) -> Unit | None:
    raw = masked[a:b]
    if raw.isalnum() and heads.keys().isdisjoint(range(a, b)):  # no mark to take off
        bears_none = masked[b + 1 : b + 2] in _BARE_BEFORE and _BEHIND_A_BARE_NOUN.match(masked, b) is not None
        particle, name = ("", raw) if bears_none else particle_of(raw, bare=raw[0] == "등", whole=True)
        return Unit(a, b, _bare(name), particle, _is_spaced(masked, b)) if name else None
    raw = raw.lstrip(_OUT)
    a = b - len(raw)
    stripped = raw.rstrip(",·/&×-–—;:'\x01")
    glossed = _OUT in masked[a:b]
    core_start = a + len(raw) - len(raw.lstrip("'\"(（㈜-·" + _MARKERS))
    core_end = a + len(stripped) if stripped else b
    if core_start >= core_end:
        return None
    joined = raw.rstrip("'\x01").endswith((",", "·", "/", "&", "×", "-", "–", "—")) or _is_spaced(masked, b)
    first = next((k for at, k in heads.items() if core_start <= at < core_end), None)
    text = masked[core_start:core_end]
    if first is not None and raw.startswith("'") and first.organisation.kind == "unknown" and core_start < first.start:
        first = None  # "'더 나래(The Narae)'와"
    if first is not None:
        tail = text[first.end - core_start :].replace(_OUT, "").lstrip("'")
        particle, suffix = particle_of(tail, bare=True)
        suffix = suffix.replace(_GLUE, " ").rstrip("' ")
        return Unit(first.start, core_end, first.organisation.name, particle, joined, first, suffix, glossed=glossed)
    clean = text.replace(_OUT, "")
    quoted = raw.startswith("'")
    particle, name = "", clean
    behind_gloss = text.rpartition(_OUT)[2]
    closing = clean.rfind("'")
    if quoted and closing > 0:
        particle, rest = particle_of(clean[closing + 1 :], bare=True)
        name = clean[:closing] if not rest else clean
    elif raw[len(stripped) :].startswith((_OUT, "'")):
        particle, name = "", clean  # closed by a gloss or a quote: a particle would stand behind it
    elif glossed and behind_gloss in PARTICLES:
        particle, name = particle_of(behind_gloss, bare=True)[0], clean.removesuffix(behind_gloss)  # of the gloss's end
    else:
        particle, name = particle_of(clean, bare=clean.startswith("등"), whole=not glossed)
    name = _bare(name.replace(_GLUE, " ").strip("' "))
    return Unit(core_start, core_end, name, particle, joined, None, "", quoted, glossed) if name else None


def _is_spaced(masked: str, end: int) -> bool:
    """Whether a list mark with spaces around stands behind a word."""
    return masked[end + 1 : end + 2] in _SPACED_MARKS and _SPACED.match(masked, end) is not None


def _bare(name: str) -> str:
    """The name without 측: 가람 of "가람측은", but 양측, which stands for both."""
    return name[:-1] if name[-1:] == "측" and len(name) > 2 and name not in vocabulary().sets else name


def _with_bare_lists(sentence: str, units: list[Unit]) -> list[Unit]:
    """The units, those of a list without marks joined: "가람 나래 다온 등", where all are known or end as names do."""
    for last, unit in enumerate(units):
        if unit.text != "등" or last < 2:
            continue
        first = last
        while (
            first > 0
            and (units[first - 1].known is not None or is_told_by_its_end(units[first - 1].text))
            and not (units[first - 1].rest or units[first - 1].particle)
        ):
            first -= 1
        for listed in _counted(units, last):
            listed.counted = listed.joined = True
        for listed in units[first : last - 1]:
            listed.joined = True
    _join_partners_of_each(sentence, units)
    return units


def _counted(units: Sequence[Unit], closing: int) -> Sequence[Unit]:
    """The bare names before 등 that are as many as it says behind: "새빛 다온 RCA 등 3개 보험사"."""
    number = number_counted(units[closing + 1].text) if closing + 1 < len(units) else 0
    named, lists = units[max(0, closing - number) : closing], vocabulary()
    for unit in named:
        ordinary = unit.text in lists.common or unit.text in lists.places or unit.text in lists.descriptors
        if unit.particle or unit.rest or (unit.known is None and (ordinary or is_kind_of_firm(unit.text))):
            return ()
    return named if len(named) == number > 1 else ()


def _join_partners_of_each(sentence: str, units: Sequence[Unit]) -> None:
    """Joins two names side by side that one has deals with: "가람협회 나래재단과 각각 협약을 맺었다"."""
    for one, other in pairwise(units):
        if other.particle != "with" or not _EACH.match(sentence, other.end):
            continue
        named = all(unit.known is not None or is_told_by_its_end(unit.text) for unit in (one, other))
        if named and not (one.rest or one.particle or other.rest):
            one.joined = True


def phrases(sentence: str, start: int, end: int, known: Sequence[OrganisationSpan]) -> Sequence[Sequence[Unit]]:
    """Noun phrases: words up to one with a particle or a list mark."""
    return _phrases(sentence, start, end, tuple(known))


@lru_cache(maxsize=16)  # a stretch is cut again where its parties are looked for in another way
def _phrases(sentence: str, start: int, end: int, known: tuple[OrganisationSpan, ...]) -> tuple[tuple[Unit, ...], ...]:
    return tuple(map(tuple, _cut(sentence, start, end, known)))


def _cut(sentence: str, start: int, end: int, known: Sequence[OrganisationSpan]) -> Iterator[list[Unit]]:
    phrase: list[Unit] = []
    for unit in _with_bare_lists(sentence, _units(sentence, start, end, known)):
        if unit.text in _COUNTRIES and phrase and phrase[-1].known is not None:
            phrase[-1].joined = True  # "가람전자 英 '나래'와"
            yield phrase
            phrase = []
        phrase.append(unit)
        if unit.particle or unit.joined or unit.text in _CLOSES or unit.text in vocabulary().postpositions:
            if unit.text in ("등", "및") and len(phrase) > 1:
                phrase[-2].joined = True
                yield phrase[:-1]
                phrase = [unit]
            yield phrase
            phrase = []
    if phrase:
        yield phrase
