"""Names that nobody knows, guessed from what stands before them or from their place, where a deal lacks a party."""

from __future__ import annotations

from collections.abc import Sequence

from agents.tag.language.lexicon import is_done, is_told_by_its_end
from agents.tag.language.vocabulary import vocabulary
from agents.tag.parties.name_candidates import (
    is_counted,
    is_plausible,
    may_be_called,
    may_open_a_sentence,
    may_stand_before_a_name,
)
from agents.tag.parties.noun_phrases import OrganisationSpan, Unit, phrases

_PARTY = ("topic", "subject", "with")


def called_firms(sentence: str, start: int, end: int, known: Sequence[OrganisationSpan]) -> frozenset[str]:
    """Names that the dictionary has as words, where a word for a firm stands right before: "반도체 기업 바탕은"."""
    firms, found = vocabulary().firms, set()
    if not any(sentence.find(firm, start, end) >= 0 for firm in firms):
        return frozenset()
    for phrase in phrases(sentence, start, end, known):
        called = len(phrase) > 1 and phrase[-2].text in firms and phrase[-1].particle in _PARTY
        if called and may_be_called(phrase[-1]):
            found.add(phrase[-1].text)
    return frozenset(found)


def plausible_names(sentence: str, start: int, end: int, known: Sequence[OrganisationSpan]) -> frozenset[str]:
    """Names nobody knows at the places of parties: behind "A와" or before "와" itself, or as the clause's topic."""
    found: set[str] = set()
    coordinated = False
    opens = start == 0 or sentence[:start].rstrip(", ").endswith("고")  # "…을 체결했고, 나래유압은"
    for at, phrase in enumerate(phrases(sentence, start, end, known)):
        head = phrase[-1]
        if at == 0 and opens and len(phrase) == 1 and head.particle == "topic" and may_open_a_sentence(head):
            found.add(head.text)
        if at == 0 and opens and len(phrase) == 1 and head.particle == "subject" and is_plausible(head):
            found.add(head.text)
        alone = len(phrase) == 1 or (may_stand_before_a_name(phrase[-2]) and not is_counted(phrase))
        placed = head.particle == "with" or (coordinated and head.particle in ("topic", "subject"))
        described = len(phrase) > 1 and phrase[-2].text in vocabulary().descriptors
        if placed and ((alone and is_plausible(head)) or (described and may_be_called(head))):
            found.add(head.text)
        named = head.known is not None or head.text in found or is_told_by_its_end(head.text)
        coordinated = named and (head.particle == "with" or head.joined)
    return frozenset(found | _of_a_closed_list(sentence, phrases(sentence, start, end, known)))


def _of_a_closed_list(sentence: str, cut: Sequence[Sequence[Unit]]) -> set[str]:
    """The names of common nouns in a list of partners that 등 closes: "대풍스틸, 노을코팅 등과"."""
    found: set[str] = set()
    items: list[Unit] = []
    for phrase in cut:
        head = phrase[-1]
        closes = head.text == "등" and head.particle == "with" and not sentence.startswith(" 함께", head.end)
        if closes and len(items) > 1 and not all(is_done(item.text[-2:]) for item in items):
            found |= {item.text for item in items if item.known is None}
        named = head.known is not None or is_plausible(head)
        if not (head.joined and named) or (items and len(phrase) > 1):
            items = []
        else:
            items.append(head)
    return found
