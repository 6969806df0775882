"""Lists of as many names as the story says that its parties are: "가람, 나래, 다솔은 … 세 회사는"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from agents.tag.language.lexicon import is_person, is_single_noun, lexicon
from agents.tag.language.vocabulary import is_count, number_of, vocabulary
from agents.tag.parties.name_candidates import is_inflected
from agents.tag.parties.noun_phrases import Unit

_COUNT = re.compile(
    r"(?<![가-힣0-9])(?P<many>[3-9]|1[0-9]|세|네|다섯|여섯|일곱|여덟|아홉|열)"
    r" ?(?:개 ?)?(?:[가-힣]{1,4} )?(?:사|곳|기관|기업|업체|회사|대학|병원|은행|단체|브랜드|인방)(?![가-힣]{4})"
)


def names_counted(told: Sequence[tuple[str, Sequence[Sequence[Unit]]]]) -> Iterator[str]:
    """The names of each list that is as long as one of the counts of a story's sentences, cut into phrases."""
    counts = {number_of(hit["many"]) for text, _ in told for hit in _COUNT.finditer(text)}
    if not counts:
        return
    for _, cut in told:
        for items in _lists(cut):
            if len(items) in counts and _may_be_names(items):
                yield from (unit.text for unit in items if unit.known is None)


def _lists(cut: Sequence[Sequence[Unit]]) -> Iterator[list[Unit]]:
    """The heads of phrases that are coordinated with one another."""
    items: list[Unit] = []
    for phrase in cut:
        head = phrase[-1]
        if head.text in ("등", "및"):
            if head.text == "등":
                yield items
                items = []
            continue
        last = phrase[-2] if len(phrase) > 1 and is_count(head.text) else head
        items.append(last)
        if not (head.joined or head.particle == "with"):
            yield items
            items = []


def _may_be_names(items: Sequence[Unit]) -> bool:
    """Whether all of a list may be names, and most are no words of the dictionary."""
    unknown = [unit for unit in items if unit.known is None]
    if not all(2 <= len(unit.text) <= 15 and not _is_ordinary(unit) for unit in unknown):
        return False
    return 2 * sum(is_single_noun(unit.text) for unit in unknown) <= len(items)


def _is_ordinary(unit: Unit) -> bool:
    name, lists, known = unit.text, vocabulary(), lexicon()
    listed = name in lists.common or name in lists.places or name in lists.descriptors
    counted = is_count(name) or name[0].isdigit()
    return listed or counted or name in known.generic or name in known.stop or is_person(name) or is_inflected(name)
