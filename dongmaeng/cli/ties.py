"""What kind of tie a deal is, for people to read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from topics.records import Duration, Grounds, Tie, Venture


def tie_lines(tie: Tie, names: Mapping[str, str], *, grounds: bool = True) -> Iterator[str]:
    """A line for each detail; `names`: those of the members by id; `grounds`: with what each rests on."""

    def because(told: Grounds) -> str:
        return f"  ({told.rule}: “{told.said}”)" if grounds else ""

    for one in tie.activities:
        yield f"activity: {one.activity}{because(one)}"
    for country in tie.countries:
        yield f"country: {names.get(country.member, country.member)} {country.country}{because(country)}"
    if tie.cross_border is not None:
        yield f"cross-border: {'yes' if tie.cross_border else 'no'}"
    if tie.term:
        yield f"term: {_length(tie.term)}{because(tie.term)}"
    if tie.venture:
        yield f"venture: {_founded(tie.venture)}{because(tie.venture)}"
    for person in tie.signatories:
        who = " ".join(filter(None, (person.name, person.organisation, person.role)))
        yield f"signed by: {who}{because(person)}"


def _length(term: Duration) -> str:
    return f"until {term.until}" if term.until else f"{term.months} months"


def _founded(venture: Venture) -> str:
    capital = f"capital {venture.capital}" if venture.capital else None
    return ", ".join(filter(None, (venture.name, venture.what, capital)))
