"""What kind of tie an alliance is, as several accounts have it; pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from agents.resolve.claims import Claim
from agents.resolve.figures import figure_key
from topics.records import CountryTold, Grounds, Tie

Told = TypeVar("Told", bound=Grounds)


def joined_ties(ties: Sequence[Tie]) -> Tie:
    """The tie of the first account that gives each detail; the spans, which count in one article, are left out."""
    countries: dict[str, CountryTold] = {}
    for tie in ties:
        for told in tie.countries:
            countries.setdefault(told.member, _placeless(told))
    return Tie(
        activities=next(([_placeless(one) for one in tie.activities] for tie in ties if tie.activities), []),
        countries=list(countries.values()),
        cross_border=next((tie.cross_border for tie in ties if tie.cross_border is not None), None),
        term=next((_placeless(tie.term) for tie in ties if tie.term), None),
        venture=next((_placeless(tie.venture) for tie in ties if tie.venture), None),
        signatories=next(([_placeless(one) for one in tie.signatories] for tie in ties if tie.signatories), []),
    )


def _placeless(told: Told) -> Told:
    return told.model_copy(update={"span": None})


def disputable(claim: Claim) -> Iterator[tuple[str, dict[str, str]]]:
    """The details of an account that another may contradict: the matter, and its facts by what is compared."""
    tie = claim.tie
    yield "activity", {one.activity.value: one.activity.value for one in tie.activities}
    if tie.term:
        yield "term", {f"{tie.term.months} {tie.term.until}": tie.term.said}
    if tie.venture and tie.venture.name:
        yield "venture", {"".join(tie.venture.name.split()): tie.venture.name}
    if tie.venture and tie.venture.capital:
        yield "capital", {figure_key(tie.venture.capital): tie.venture.capital}


def by_member(claims: Iterable[Claim]) -> Iterator[tuple[str, str, Claim]]:
    """What accounts say of single members: the matter with the member, what is said, and by whom."""
    for claim in claims:
        names = {member.id: member.name for member in claim.members}
        for told in claim.tie.countries:
            yield f"country of {names.get(told.member, told.member)}", told.country, claim
        for signed in claim.tie.signatories:
            yield f"signatory of {signed.organisation}", signed.name, claim
