"""Finds the sentences that list who takes part in a deal told before: "협약식에는 가람 대표와 나래 대표가 참석했다".

What such sentences look like stands in `rosters.toml`, each with examples.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from agents.regex_set import RareRegex
from agents.rule_table import TableRow, read_table
from agents.tag.language.lexicon import is_single_noun, is_told_by_its_end
from agents.tag.language.vocabulary import is_count, vocabulary, with_terms
from agents.tag.parties.clause_parties import parties
from agents.tag.parties.leaders import organisations_led
from agents.tag.parties.lists_of_deals import deals_listed
from agents.tag.parties.lists_of_parties import is_where_one_is
from agents.tag.parties.name_candidates import ends_as_a_university, is_name, is_plausible, may_be_called
from agents.tag.parties.noun_phrases import OrganisationSpan, Unit, phrases
from agents.tag.parties.party import Came, Party
from agents.tag.parties.phrase_party import party_of
from agents.tag.parties.phrasing import PATTERNS
from search.hangul import has_final_consonant

OWN = Path(__file__).with_name("rosters.toml")

_AND_OTHERS = ("등이며", "등이고")
_BARE = re.compile("이다|다|입니다| 측")
_SEAT = RareRegex(
    r"(?<![가-힣])(?:[가-힣]{2,5}[·ㆍ])*[가-힣]{1,4}(?:시|군|구|도)(?: [가-힣]{1,4}[시군구읍면동])? "
    r"(?:소재|에 있는|에 본사를 둔) "
    r"|(?<![가-힣])[가-힣A-Z]{2,10} ?(?:분야|부문|업종)(?:의|에서는?|에는) "
)


@dataclass(frozen=True, slots=True)
class RosterRow:
    """A shape of sentences that list who takes part."""

    id: str
    pattern: re.Pattern[str]
    loose: bool
    alone: bool
    """One name will do: the partner of whom the deal names."""
    counted: bool
    """Only for a deal that counts its partners without their names: "지역 기업 4곳과"."""
    led: bool
    """Those who take part stand for whom they lead, and nobody else counts."""
    right: tuple[str, ...]
    wrong: tuple[str, ...]


def load(path: Path) -> tuple[RosterRow, ...]:
    """The rows of a table of rosters; raises RuleTableError, naming the file and the row that is wrong."""
    table = read_table(path)
    whole = TableRow(path.name, "roster", table)
    if not table.get("roster"):
        raise whole.error("rows", "there are none")
    rows = (TableRow.of(path.name, str(row.get("id")), row) for row in table["roster"])
    return tuple(map(_row, rows))


def _row(row: TableRow) -> RosterRow:
    row.refuse_others(("id", "pattern", "loose", "alone", "counted", "led", "right", "wrong"))
    try:
        pattern = re.compile(with_terms(row.text("pattern")))
    except (re.error, KeyError) as error:
        raise row.error("pattern", error) from error
    if "who" not in pattern.groupindex:
        raise row.error("pattern", "finds no list (?P<who>…)")
    loose, alone, counted, led = map(row.flag, ("loose", "alone", "counted", "led"))
    return RosterRow(row.text("id"), pattern, loose, alone, counted, led, *row.examples(right=1, wrong=1))


ROWS = list(load(OWN))


def roster(sentence: str, known: Sequence[OrganisationSpan], hints: frozenset[str], *, counted: int = 0) -> list[Party]:
    """Those whom a plain sentence lists as taking part; none where it is no such list.

    `counted`: how many partners the deal counts that it does not name.
    """
    sentence, known = _without_seats(sentence, known)
    for row in (row for row in ROWS if not row.led):
        found = _read_by(row, sentence, known, hints) if counted or not row.counted else []
        if found and not (row.counted and len(found) > counted + 1):  # with whom they deal may stand among them
            return found
    return []


def attendees(sentence: str, known: Sequence[OrganisationSpan]) -> list[Party]:
    """The organisations of those who a plain sentence says are at a signing; none where it names nobody so."""
    rows = (row.pattern.search(sentence) for row in ROWS if row.led)
    lists = (organisations_led(sentence, *listed.span("who"), known) for listed in rows if listed)
    return next(([replace(party, came=Came.ROSTER) for party in found] for found in lists if found), [])


def _read_by(row: RosterRow, sentence: str, known: Sequence[OrganisationSpan], hints: frozenset[str]) -> list[Party]:
    """Those whom a plain sentence lists by one row of the table."""
    listed = row.pattern.search(sentence)
    if listed is None or PATTERNS["audience"].search(listed["who"]):
        return []
    start, end = listed.span("who")
    found = _listed(sentence, start, end, known, hints)
    if not found and row.loose:
        found = _said_loosely(sentence, start, end, known, hints)
    if len(found) < 2 and (among := PATTERNS["including"].search(sentence, start, end)):
        found = _listed(sentence, start, among.start(), known, hints)
    return [replace(party, came=Came.ROSTER) for party in found] if len(found) >= (1 if row.alone else 2) else []


def _said_loosely(
    sentence: str, start: int, end: int, known: Sequence[OrganisationSpan], hints: frozenset[str]
) -> list[Party]:
    """The parties of a stretch that may say more than a list; none where it lists several deals."""
    sentence = _with_particle(sentence, end)
    end = min(end + 1, len(sentence))
    if len(deals_listed(sentence, start, end, known)) > 1:
        return []
    found = parties(sentence, start, end, known, hints)
    return [p for p in found if p.role in ("topic", "subject", "with", "list") and not p.size]


def _without_seats(sentence: str, known: Sequence[OrganisationSpan]) -> tuple[str, Sequence[OrganisationSpan]]:
    """The sentence, blank where it says the seat or field of the next firm: "새빛시 소재 ㈜가람"."""
    for seat in _SEAT.finditer(sentence):
        a, b = seat.span()
        sentence = sentence[:a] + " " * (b - a) + sentence[b:]
        known = [k for k in known if not a <= k.start < b]
    return sentence, known


def _with_particle(sentence: str, end: int) -> str:
    """The sentence with a particle behind a list that 이다 or 측 follows."""
    if _BARE.match(sentence, end) is None:
        return sentence
    return f"{sentence[:end]}{'은' if has_final_consonant(sentence[end - 1]) else '는'}{sentence[end:]}"


def list_follows(sentence: str) -> bool:
    """Whether the lines behind a sentence are a list that it announces: "참여 기업은 다음과 같다"."""
    return PATTERNS["list_follows"].search(sentence) is not None


def listed_in_lines(lines: Iterable[tuple[str, Sequence[OrganisationSpan]]]) -> list[Party]:
    """The parties of the lines behind a sentence that announces a list, up to the first line that is none.

    `lines` are plain sentences with the organisations known in each; the offsets of a party are those in its line.
    """
    found: list[Party] = []
    for text, known in lines:
        listed = _listed(text, 0, len(text), known, frozenset())
        if not listed:
            break
        found += [replace(party, came=Came.ROSTER) for party in listed]
    return found


def _listed(
    sentence: str, start: int, end: int, known: Sequence[OrganisationSpan], hints: frozenset[str]
) -> list[Party]:
    """The parties of a stretch that is a list of names and no more; none where it says anything else."""
    found: list[Party] = []
    for units in phrases(sentence, start, end, known):
        phrase = units[:-1] if len(units) > 1 and units[-1].text in _AND_OTHERS else units
        head = phrase[-1]
        if head.text in ("등", "및", *_AND_OTHERS) or is_where_one_is(head) or is_count(head.text):
            continue
        party = party_of(phrase, sentence, hints, in_chain=True) or _named(phrase)
        if party is None or party.size or head.particle not in ("", "with", "subject"):
            return []
        found.append(party)
    return found


def _named(phrase: Sequence[Unit]) -> Party | None:
    """A name where nothing but names stands, though it is made of common nouns; 나래 of "업계 3위인 나래", too."""
    head = phrase[-1]
    told = next((at + 1 for at, unit in enumerate(phrase[:-1]) if unit.text.endswith("인")), 0)
    named = is_plausible(head) or is_told_by_its_end(head.text) or is_name(head.text, head, described=False)
    strange = (may_be_called(head) or ends_as_a_university(head.text)) and not is_single_noun(head.text)
    named = named or strange or (head.glossed and head.text not in vocabulary().common)
    return Party(head.text, head.start, head.end, "") if named and len(phrase) == told + 1 else None
