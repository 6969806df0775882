"""Organisations that no list knows, by the places where only organisations stand."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass

from agents.tag.boundaries import strip_particle
from agents.tag.shapes import Found
from agents.tag.words import is_generic, is_ordinary, is_person, rules

_EOJEOL = re.compile(r"[가-힣A-Za-z0-9&+][가-힣A-Za-z0-9&+.]*")
_QUOTES = "‘’“”'\"「」『』<>"
_WITH = frozenset({"와", "과", "와의", "과의", "와는", "과는"})
_SUBJECT = frozenset({"은", "는", "이", "가"})
_NOMINAL = _WITH | _SUBJECT | frozenset({"의", "을", "를", "에", "도", "로", "으로"})
_LATIN_GLOSS = re.compile(r"\((?P<latin>[A-Z][A-Za-z0-9&.\- ]{2,40})\)(?P<particle>은|는|이|가|와|과)(?![가-힣])")
_JOIN = re.compile(r"[·ㆍ\-–/]|, ?")
# How far behind "X와" the word of co-operation may stand: longer than most noun phrases, shorter than a sentence.
_REACH = 70
_LONGEST = 20
# Shorter words in capitals are mostly terms of the trade (ESS, ERP).
_SHORTEST_LATIN = 4
_NAME = r"[가-힣A-Za-z0-9&]{2,14}(?: [가-힣A-Za-z0-9&]{2,8})?"
_ITEM = re.compile(rf"(?P<name>{_NAME})(?:\((?P<latin>[A-Z][A-Za-z]+)?[^()\n]{{0,30}}\))?(?:, ?|·)?")
# A list of more names than this is no list of names.
_LIST = re.compile(
    rf"(?<![가-힣A-Za-z0-9])(?:{_NAME}(?:\([^()\n]{{1,30}}\))?(?:, ?|·)){{2,20}}[가-힣A-Za-z0-9&]{{2,16}}"
)
_LIST_OF_COMPANIES = re.compile(r"\)? 등 ?[^.\n]{0,16}(?:기업|업체|회사|개사|스타트업|기관|\d사)")
_QUOTED_NAME = re.compile(
    r"[‘“'\"](?P<name>[가-힣A-Za-z0-9&]{2,12}(?: [가-힣A-Za-z0-9&]{1,12}){1,2})[’”'\"]"
    r"(?:\([^)]{2,30}\))?(?P<particle>[가-힣]?)"
)


def find_unlisted(text: str, known: Sequence[Found]) -> Iterator[Found]:
    """Provisional organisations (`kind` unknown) in the argument positions of a text; those known are passed over."""
    if not any(trigger in text for trigger in rules().triggers):
        return
    yield from _quoted_names(text)
    yield from _listed(text, known)
    occupied = {position for f in known for position in range(f.start, f.end)}
    edges = {f.start for f in known} | {f.end for f in known}
    line_start = 0
    for line in text.split("\n"):
        previous = ""
        first = True
        for match in _EOJEOL.finditer(line):
            word = match.group().rstrip(".")
            start = line_start + match.start()
            noun, particle = _split(word)
            place = _Place(text, line, line_start, start, noun, particle, previous, first, edges)
            if start not in occupied and 2 <= len(noun) <= _LONGEST and _is_argument(place):
                yield Found(start, start + len(noun), noun, "unknown", 3)
            previous = word
            first = False
        line_start += len(line) + 1


def _split(word: str) -> tuple[str, str]:
    noun = strip_particle(word)
    return noun, word[len(noun) :]


@dataclass(frozen=True, slots=True)
class _Place:
    """A noun where it stands."""

    text: str
    line: str
    line_start: int
    start: int
    noun: str
    particle: str
    previous: str
    """The word before."""
    first: bool
    """True for the first word of its line."""
    edges: Set[int]
    """Where known organisations start and end."""


def _is_argument(place: _Place) -> bool:
    text, noun, particle, start = place.text, place.noun, place.particle, place.start
    end = start + len(noun)
    after = text[end : end + 3]
    if not _may_be_name(noun) or noun + particle in rules().generic:
        return False
    quoted = start > 0 and text[start - 1] in _QUOTES
    closed = particle in _NOMINAL or (after != "" and after[0] in _QUOTES + "(,·")
    if closed and _is_cued(place, quoted) and not is_generic(noun):
        return True
    if is_ordinary(noun) or (noun.isupper() and len(noun) < _SHORTEST_LATIN):
        return False
    if _LATIN_GLOSS.match(text, end):
        return True
    if not any(trigger in place.line for trigger in rules().triggers):
        return False
    if particle in _SUBJECT and place.first:
        return True
    if _joined_to(place, end):
        return True
    sentence = text[end : end + _REACH].split("다.", 1)[0].split("\n", 1)[0]
    if not any(trigger in sentence for trigger in rules().triggers):
        return False
    return particle in _WITH or (place.first and place.line_start == 0 and after.startswith((",", "·", "-")))


def _is_cued(place: _Place, quoted: bool) -> bool:
    """True where a word for a company stands right before; a quoted name behind "플랫폼" is rather a product."""
    if quoted and place.previous.endswith(rules().product_cues):
        return False
    spaced = place.text[place.start - 1 : place.start] == " " or quoted
    return spaced and place.previous.endswith(rules().cues)


def _may_be_name(noun: str) -> bool:
    if (
        noun in rules().stop
        or noun in rules().second_words
        or noun[0].isdigit()
        or noun.endswith("들")
        or is_person(noun)
    ):
        return False
    if noun.isascii():
        return len(noun) >= 3 and noun[0].isupper() and not noun.isdigit()
    return True


def _joined_to(place: _Place, end: int) -> bool:
    """True where a separator alone stands between the noun and a known organisation.

    A comma also parts the subject of a headline from the rest: it joins only what has a particle or goes on with one.
    """
    text, start = place.text, place.start
    listed = place.particle in _NOMINAL or text[end : end + 1] in {",", "·", "("} or text.startswith(" 등", end)
    for edge in (start - 1, start - 2):
        if edge in place.edges and _JOIN.fullmatch(text[edge:start]):
            return listed or text[edge] != ","
    if text.startswith(" 및 ", end) and end + 3 in place.edges:
        return True
    return any(edge in place.edges and _JOIN.fullmatch(text[end:edge]) for edge in (end + 1, end + 2))


def _listed(text: str, known: Sequence[Found]) -> Iterator[Found]:
    """Names in a list with two known organisations, or that "등 … 기업" closes."""
    starts = {f.start for f in known}
    for match in _LIST.finditer(text):
        items = list(_ITEM.finditer(text, match.start(), match.end()))
        closed = _LIST_OF_COMPANIES.match(text, match.end()) is not None
        bare = strip_particle(items[-1]["name"])
        if not closed and items[-1]["name"] == bare and not text.startswith((" 등", "("), items[-1].end("name")):
            items.pop()  # in a headline a comma also parts the names from the rest
        sure = sum(item.start() in starts for item in items)
        if len(items) < 2 or (sure < 2 and not closed):
            continue
        for item in items:
            bare = strip_particle(item["name"])
            name = bare if item.end() == match.end() else item["name"]
            if item.start() in starts or not _may_be_name(name):
                continue
            if item["latin"] or not (is_generic(name) or is_generic(bare)):
                yield Found(item.start(), item.start() + len(name), name, "unknown", 3)


def _quoted_names(text: str) -> Iterator[Found]:
    """Quoted names of two or three words with the particle of an organisation where one is expected."""
    for match in _QUOTED_NAME.finditer(text):
        if match["particle"] not in {"와", "과", "는", "은", "가", "이"}:
            continue
        name, before = match["name"], text[max(0, match.start() - 12) : match.start()].split()
        cued = bool(before) and before[-1].endswith(rules().cues) and not before[-1].endswith(rules().product_cues)
        behind = text[match.end() : match.end() + _REACH].split("다.", 1)[0]
        wanted = cued or (match["particle"] in _WITH and any(trigger in behind for trigger in rules().triggers))
        if wanted and not any(is_ordinary(word) for word in name.split()):
            yield Found(match.start("name"), match.end("name"), name, "unknown", 2)
