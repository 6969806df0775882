"""What is found, counted: each value a link that narrows to it, or widens again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from dongmaeng.web.filters import Filters
from dongmaeng.web.texts import Texts
from search.alliances import AllianceFacet, AlliancesFound

_PARAMETERS = {
    AllianceFacet.KIND: "kind",
    AllianceFacet.ACTIVITY: "activity",
    AllianceFacet.STATUS: "status",
    AllianceFacet.ORGANISATION: "company",
}
ALLIANCE_FACETS = (*_PARAMETERS, AllianceFacet.DAY)


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a facet: a link that sets it, or clears it where it is set."""

    words: str
    count: int
    url: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class FacetLinks:
    """The values of one facet."""

    name: str
    values: tuple[Value, ...]


def facet_links(t: Texts, path: str, filters: Filters, found: AlliancesFound) -> list[FacetLinks]:
    """The facets of an answer as links to a page with these filters."""
    return [
        FacetLinks(facet.value, tuple(_values(t, path, filters, facet, counts)))
        for facet, counts in found.facets.items()
        if counts
    ]


def chosen(t: Texts, path: str, filters: Filters) -> list[tuple[str, str]]:
    """Every filter that is set: what it says, and the link that clears it."""
    return [(_said(t, name, value), filters.without(name, value).url(path)) for name, value in filters.asked]


def _said(t: Texts, name: str, value: str) -> str:
    if name in ("kind", "activity", "status"):
        return ", ".join(t.of(name, part.strip()) for part in value.split(","))
    if name in ("since", "until"):
        return t(f"filters.{name}_value", day=value)
    return t(f"filters.{name}") if name in ("dismissed", "held") else value


def _values(
    t: Texts, path: str, filters: Filters, facet: AllianceFacet, counts: Iterable[tuple[str, int]]
) -> Iterable[Value]:
    if facet is AllianceFacet.DAY:
        for day, count in sorted(counts, reverse=True):
            is_set = filters.value("since") == filters.value("until") == day
            rest = filters.without("since").without("until")
            one = rest if is_set else rest.with_one("since", day).with_one("until", day)
            yield Value(day, count, one.url(path), is_set)
        return
    parameter = _PARAMETERS[facet]
    for value, count in counts:
        is_set = value in filters.values(parameter)
        one = filters.without(parameter, value) if is_set else filters.with_one(parameter, value)
        words = value if facet is AllianceFacet.ORGANISATION else t.of(parameter, value)
        yield Value(words, count, one.url(path), is_set)
