"""Judges what kind of tie a story's alliances are said to be, detail by detail, against its label."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping

from pydantic import BaseModel, ConfigDict, Field

from topics.records import Activity, Duration, Mention, Tie

DETAILS = ("activity", "cross_border", "countries", "term", "venture", "signatories")

Said = set[tuple[str, ...]]
"""The facts that a detail holds, each of which is found or not."""

Same = Callable[[str], str]
"""Gives all spellings of a name one form."""

_LENGTH = re.compile(r"([0-9]+)\s?(년|개월|달)")
_DAY = re.compile(r"(20[0-9]{2})(?:년|-)?\s?(?:([0-9]{1,2})(?:월|-)?)?\s?(?:([0-9]{1,2})일?)?")


class VentureLabel(BaseModel):
    name: str | None = None
    capital: str | None = None


class SignatoryLabel(BaseModel):
    name: str
    role: str | None = None
    organisation: str | None = None


class TieLabel(BaseModel):
    """What is right for the tie of one story; a detail that is not there is not judged, null says that there is none.

    What `…_alt` gives is neither missed where it is not found, nor wrong where it is. `countries` may leave out members
    from Korea, which a Korean paper seldom says.
    """

    model_config = ConfigDict(extra="ignore")

    activity: list[Activity] | None = None
    activity_alt: list[Activity] = Field(default_factory=list)
    cross_border: bool | None = None
    cross_border_alt: bool | None = None
    countries: dict[str, str] | None = None
    countries_alt: dict[str, str] = Field(default_factory=dict)
    """What is right too: what follows only from what is around a name."""
    term: str | None = None
    """As the story has it: "3년", "18개월", "2027년 12월"."""
    term_alt: str | None = None
    venture: VentureLabel | None = None
    signatories: list[SignatoryLabel] | None = None

    def judged(self, detail: str) -> bool:
        return detail in self.model_fields_set


def expected(label: TieLabel, same: Same) -> dict[str, Said]:
    """The facts of each detail that the label judges."""
    said: dict[str, Said] = {
        "activity": {(activity.value,) for activity in label.activity or ()},
        "cross_border": {(str(label.cross_border),)} if label.cross_border is not None else set(),
        "countries": {(same(name), code) for name, code in (label.countries or {}).items()},
        "term": {_length(label.term)} if label.term else set(),
        "venture": _venture(label.venture.name, label.venture.capital) if label.venture else set(),
        "signatories": {_person(s.name, s.role, s.organisation, same) for s in label.signatories or ()},
    }
    return {detail: facts for detail, facts in said.items() if label.judged(detail)}


def found(label: TieLabel, mentions: Iterable[Mention], same: Same) -> dict[str, Said]:
    """The facts of each detail in the new alliances of a story, those left out that the label does not judge."""
    said: dict[str, Said] = {detail: set() for detail in DETAILS}
    for mention in mentions:
        for detail, facts in _facts(mention.tie, {m.id: m.name for m in mention.members}, same).items():
            said[detail] |= facts
    must = expected(label, same)
    for detail, facts in _also_right(label, same).items():
        said[detail] -= facts - must.get(detail, set())
    labelled = {same(name) for name in label.countries or ()}
    said["countries"] = {fact for fact in said["countries"] if fact[1] != "KR" or fact[0] in labelled}
    return {detail: facts for detail, facts in said.items() if label.judged(detail)}


def _also_right(label: TieLabel, same: Same) -> dict[str, Said]:
    return {
        "activity": {(activity.value,) for activity in label.activity_alt},
        "cross_border": {(str(label.cross_border_alt),)},
        "countries": {(same(name), code) for name, code in label.countries_alt.items()},
        "term": {_length(label.term_alt)} if label.term_alt else set(),
    }


def count(counts: Counter[str], right: Mapping[str, Said], got: Mapping[str, Said], *, hit: bool) -> None:
    """Add what one story has to the counts: for each detail the facts that are right, found and expected.

    `hit`: an alliance was found in it, so that its details could be.
    """
    for detail, facts in right.items():
        counts[f"{detail} right"] += len(facts & got[detail])
        counts[f"{detail} found"] += len(got[detail])
        counts[f"{detail} expected"] += len(facts)
        counts[f"{detail} expected of hits"] += len(facts) if hit else 0


def fractions(counts: Mapping[str, int]) -> dict[str, tuple[int, int]]:
    """Precision and recall of each detail over the alliances found, as right of all."""
    shares = {}
    for detail in DETAILS:
        right = counts.get(f"{detail} right", 0)
        shares[f"{detail} precision"] = (right, counts.get(f"{detail} found", 0))
        shares[f"{detail} recall"] = (right, counts.get(f"{detail} expected of hits", 0))
    return shares


def shares_of_all(counts: Mapping[str, int]) -> dict[str, float]:
    """What can have floors: precision, and what is right of all that should be, found or not."""
    shares = {}
    for detail in DETAILS:
        right = counts.get(f"{detail} right", 0)
        if found_of := counts.get(f"{detail} found", 0):
            shares[f"{detail} precision"] = right / found_of
        if expected_of := counts.get(f"{detail} expected", 0):
            shares[f"found with {detail}"] = right / expected_of
    return shares


def _facts(tie: Tie, names: Mapping[str, str], same: Same) -> dict[str, Said]:
    return {
        "activity": {(one.activity.value,) for one in tie.activities},
        "cross_border": {(str(tie.cross_border),)} if tie.cross_border is not None else set(),
        "countries": {(same(names[one.member]), one.country) for one in tie.countries},
        "term": {_duration(tie.term)} if tie.term else set(),
        "venture": _venture(tie.venture.name, tie.venture.capital) if tie.venture else set(),
        "signatories": {_person(s.name, s.role, s.organisation, same) for s in tie.signatories},
    }


def _venture(name: str | None, capital: str | None) -> Said:
    parts = {"name": name, "capital": capital}
    return {("founded",), *((part, _bare(value).removeprefix("약")) for part, value in parts.items() if value)}


def _person(name: str, role: str | None, organisation: str | None, same: Same) -> tuple[str, ...]:
    return name, _bare(role or ""), same(organisation or "")


def _bare(text: str) -> str:
    return re.sub(r"[\s,㈜]", "", text)


def _duration(term: Duration) -> tuple[str, ...]:
    return (f"{term.months} months",) if term.months else (str(term.until),)


def _length(text: str) -> tuple[str, ...]:
    if day := _DAY.match(text):
        return ("-".join(part.zfill(2) for part in day.groups() if part),)
    if length := _LENGTH.search(text):
        return (f"{int(length[1]) * (12 if length[2] == '년' else 1)} months",)
    return (text,)


def faults(right: Mapping[str, Said], got: Mapping[str, Said]) -> list[tuple[str, str, str]]:
    """What differs: the detail, what was expected and not found, what was found and not expected."""
    return [
        (detail, _shown(facts - got[detail]), _shown(got[detail] - facts))
        for detail, facts in right.items()
        if facts != got[detail]
    ]


def _shown(facts: Said) -> str:
    return "; ".join(" ".join(fact) for fact in sorted(facts))
