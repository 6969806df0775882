"""One organisation under one name where a text also calls it by a part of its name or in another spelling."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from agents.tag.language.boundaries import starts_word, word_end
from agents.tag.language.lexicon import is_ordinary, is_trade_name, lexicon
from agents.tag.names.candidate import NameCandidate
from agents.tag.names.gazetteer import gazetteer
from agents.tag.names.phrasing import PATTERNS

_MARK_WITHIN = re.compile(r"[&·ㆍ](?<=[가-힣].)(?=[가-힣])")
_TIE = re.compile(r"(?:와|과|및|·|ㆍ|,|-|/)\s?")
_TIE_AT_END = re.compile(rf"{_TIE.pattern}$")
_SENTENCE_END = re.compile(r"(?<=다)\.|\n")
_WITH = ("와", "과")
_REACH = 8  # characters before a name


def joined_tails(taken: list[NameCandidate]) -> list[NameCandidate]:
    """The finds with one name for an institution that the text also calls by the tail of its name.

    "남대문경찰서" is "서울남대문경찰서" where the text names that one too.
    """
    bodies = [f for f in taken if f.kind in {"agency", "institute", "association"}]
    whole = {f.name for f in bodies}
    sure = {f.name.replace(" ", ""): f.name for f in bodies if f.rank >= 2}
    tails: dict[str, set[str]] = {}
    for name in whole:
        letters = name.replace(" ", "")
        for start in range(len(letters)):
            if (tail := sure.get(letters[start:])) is not None and tail != name:
                tails.setdefault(tail, set()).add(name)
    longer = {tail: next(iter(names)) for tail, names in tails.items() if len(names) == 1}
    return [replace(f, name=longer.get(f.name, f.name)) for f in taken] if longer else taken


def in_one_spelling(taken: list[NameCandidate]) -> list[NameCandidate]:
    """The finds with one name for what a text also writes without its mark: 가람&나래협회, 가람나래협회."""
    marked = {f.name for f in taken if _MARK_WITHIN.search(f.name)}
    bare = {_MARK_WITHIN.sub("", name): name for name in marked}
    plain = {name: f.name for f in taken if (name := bare.get(f.name.replace(" ", "")))}
    return [replace(f, name=plain.get(f.name, f.name)) for f in taken] if plain else taken


def with_short_names(text: str, taken: Sequence[NameCandidate]) -> list[NameCandidate]:
    """The finds and the places where a text calls a company by the head of its name: 미르핀 for 미르핀테크놀로지.

    The whole name must stand first, be the only one that begins so, and never beside the short one in a list.
    """
    whole: dict[str, dict[str, NameCandidate]] = {}
    for one in taken:
        if one.kind in ("company", "unknown") and (head := _head_of(text[one.start : one.end])):
            whole.setdefault(head, {}).setdefault(one.name, one)
    added: list[NameCandidate] = []
    for head, named in whole.items():
        if len(named) == 1 and _means_nobody_else(head) and f"{head}그룹" not in text:
            [first] = named.values()
            places = list(_short_places(text, head, first))
            if not any(_is_beside(text, place, first) for place in places):
                added += places
    spans = {(one.start, one.end) for one in added}
    kept = [one for one in taken if one.kind != "unknown" or (one.start, one.end) not in spans]
    occupied = {place for one in kept for place in range(one.start, one.end)}
    return sorted([*kept, *(one for one in added if one.start not in occupied)], key=lambda one: one.start)


def _means_nobody_else(head: str) -> bool:
    return all("context" in meant.flags for meant in gazetteer().meanings(head))


def _head_of(name: str) -> str:
    """What stands before the end of a company's name that tells what it is; empty where that is no name."""
    ending = lexicon().ending_of(name)
    trade = next((t for t in lexicon().trades if name.endswith(t)), "") if is_trade_name(name) else ""
    end = ending.text if ending is not None and ending.kind == "company" else trade
    head = name.removesuffix(end).rstrip() if end else ""
    return head if len(head) > 1 and " " not in head else ""


def _short_places(text: str, head: str, whole: NameCandidate) -> Iterator[NameCandidate]:
    start = text.find(head, whole.end)
    while start >= 0:
        end = start + len(head)
        alone = starts_word(text, start) and word_end(text, end) is not None
        sure = not is_ordinary(head) or PATTERNS["side"].match(text, end) is not None
        if alone and sure and not PATTERNS["behind_others"].search(text, max(0, start - _REACH), start):
            yield replace(whole, start=start, end=end)
        start = text.find(head, end)


def _is_beside(text: str, short: NameCandidate, whole: NameCandidate) -> bool:
    """Whether a short name stands beside the whole one as another company does: "다온페이는 다온과 손잡았다"."""
    name = text[whole.start : whole.end]
    tie = _TIE.match(text, short.end)
    if tie is not None and text.startswith(name, tie.end()):
        return True
    sentence = _SENTENCE_END.split(text[: short.start])[-1]
    tied = _TIE_AT_END.search(sentence)
    listed = tied is not None and sentence.endswith(name, 0, tied.start())
    return listed or (name in sentence and text.startswith(_WITH, short.end))
