"""What is said of a deal beyond who, when and what kind, for people to read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from rich.console import Console
from rich.text import Text

from dongmaeng.shapes.organisations import MemberShape
from dongmaeng.shapes.statements import TermsShape
from topics.records import Duration, Grounds, Member, Terms, Tie, Venture


def show_terms(
    out: Console,
    of: Terms | TermsShape,
    members: Iterable[Member | MemberShape],
    *,
    grounds: bool = True,
    score: bool = True,
) -> None:
    """Print what is said of a deal; `grounds`: with what each detail of its tie rests on."""
    given = {"purpose": of.purpose, "amounts": ", ".join(of.amounts), "stakes": ", ".join(of.stakes)}
    for what, said in given.items():
        if said:
            out.print(Text(f"   {what}: {said}"))
    for line in _tie_lines(of.tie, {member.id: member.name for member in members}, grounds):
        out.print(Text(f"   {line}"))
    if score and of.score is not None:
        out.print(Text(f"   score: {of.score} ({'; '.join(of.reasons)})", "dim"))


def _tie_lines(tie: Tie, names: Mapping[str, str], grounds: bool) -> Iterator[str]:
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
