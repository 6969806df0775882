"""Organisations that no list knows, by the places where only organisations stand."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from agents.tag.boundaries import particle_at, strip_particle
from agents.tag.shapes import Found
from agents.tag.words import is_generic, is_ordinary, is_person, rules

_EOJEOL = re.compile(r"[가-힣A-Za-z0-9&+][가-힣A-Za-z0-9&+.]*")
_QUOTES = "‘’“”'\"「」『』<>"
_WITH = frozenset({"와", "과", "와의", "과의", "와는", "과는"})
_SUBJECT = frozenset({"은", "는", "이", "가"})
_NOMINAL = _WITH | _SUBJECT | frozenset({"의", "을", "를", "에", "도", "로", "으로"})
_LATIN_GLOSS = re.compile(r"\((?P<latin>[A-Z][A-Za-z0-9&.\- ]{2,40})\)(?P<particle>은|는|이|가|와|과)(?![가-힣])")
_JOIN = re.compile(r"[·ㆍ\-–/]|, ?")
# How far behind "X와" the word of co-operation may stand: longer than most noun phrases between, shorter than a sentence.
_REACH = 70
_LONGEST = 20


def find_unlisted(text: str, known: Sequence[Found]) -> Iterator[Found]:
    """Provisional organisations (`kind` unknown) in the argument positions of a text; those known are passed over."""
    if not any(trigger in text for trigger in rules().triggers):
        return
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
            if start not in occupied and 2 <= len(noun) <= _LONGEST:
                if _is_argument(text, line, line_start, start, noun, particle, previous, first, edges):
                    yield Found(start, start + len(noun), noun, "unknown", 3)
            previous = word
            first = False
        line_start += len(line) + 1


def _split(word: str) -> tuple[str, str]:
    noun = strip_particle(word)
    return noun, word[len(noun) :]


def _is_argument(
    text: str,
    line: str,
    line_start: int,
    start: int,
    noun: str,
    particle: str,
    previous: str,
    first: bool,
    edges: set[int],
) -> bool:
    end = start + len(noun)
    before = text[max(0, start - 2) : start]
    after = text[end : end + 3]
    if not _may_be_name(noun):
        return False
    quoted = before[-1:] in _QUOTES and before[-1:] != ""
    cued = previous.endswith(rules().cues) and (before.endswith(" ") or quoted)
    closes = particle in _NOMINAL or after[:1] in _QUOTES or after[:1] in "(,·"
    if cued and closes and not is_generic(noun):
        return True
    if is_ordinary(noun):
        return False
    sentence = text[end : end + _REACH].split("다.", 1)[0].split("\n", 1)[0]
    triggered = any(trigger in sentence for trigger in rules().triggers)
    if particle in _WITH and triggered:
        return True
    if particle in _SUBJECT and first and any(t in line for t in rules().triggers):
        return True
    if _LATIN_GLOSS.match(text, end):
        return True
    if _joined_to(text, start, end, edges) and any(t in line for t in rules().triggers):
        return True
    return first and line_start == 0 and after.startswith((",", "·", "-")) and triggered


def _may_be_name(noun: str) -> bool:
    if noun in rules().stop or noun[0].isdigit() or noun.endswith("들") or is_person(noun):
        return False
    if noun.isascii():
        return len(noun) >= 3 and noun[0].isupper() and not noun.isdigit()
    return True


def _joined_to(text: str, start: int, end: int, edges: set[int]) -> bool:
    """True where a separator alone stands between the noun and a known organisation."""
    for edge in (start - 1, start - 2):
        if edge in edges and _JOIN.fullmatch(text[edge:start]):
            return True
    return any(edge in edges and _JOIN.fullmatch(text[end:edge]) for edge in (end + 1, end + 2)) and not particle_at(
        text, end
    )
