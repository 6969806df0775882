"""What the pages of companies show, made from what is known of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dongmaeng.backend.companies import Company, Partner
from topics.records import Kind

_BAR_WIDTH = 100


@dataclass(frozen=True, slots=True)
class Stretch:
    """The part of a bar that stands for one kind."""

    kind: Kind
    count: int
    x: float
    width: float


@dataclass(frozen=True, slots=True)
class Bar:
    """One year: how many alliances of each kind, and the bar that shows it."""

    year: int
    total: int
    stretches: Sequence[Stretch]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two companies' partners: those of both, with what each has, and those of one alone."""

    both: Sequence[tuple[Partner, Partner]]
    one_alone: Sequence[Partner]
    other_alone: Sequence[Partner]


def years_of(company: Company) -> list[Bar]:
    """The years from the first alliance to the latest, each with the kinds of its alliances."""
    counts = company.kinds_by_year
    if not counts:
        return []
    most = max(sum(kinds.values()) for kinds in counts.values())
    return [_bar(year, counts.get(year, {}), most) for year in range(min(counts), max(counts) + 1)]


def comparison(one: Company, other: Company) -> Comparison:
    """What the partners of two companies have in common."""
    of_one = {partner.id: partner for partner in one.partners if partner.id != other.id}
    of_other = {partner.id: partner for partner in other.partners if partner.id != one.id}
    return Comparison(
        [(of_one[id], of_other[id]) for id in of_one if id in of_other],
        [partner for id, partner in of_one.items() if id not in of_other],
        [partner for id, partner in of_other.items() if id not in of_one],
    )


def filter_of(company: Company) -> str:
    """The query that finds what tells of a company: by a code where one is known, else by its name."""
    codes = company.identifiers
    code = (codes.corp_code or codes.stock_code) if codes and not codes.shared_by else None
    name = company.name.replace('"', " ")
    return f"org:{code}" if code else f'org:"{name}"' if " " in name else f"org:{name}"


def _bar(year: int, counts: Mapping[Kind, int], most: int) -> Bar:
    stretches = []
    x = 0.0
    for kind in Kind:
        if count := counts.get(kind, 0):
            width = round(count * _BAR_WIDTH / most, 1)
            stretches.append(Stretch(kind, count, round(x, 1), width))
            x += width
    return Bar(year, sum(counts.values()), stretches)
