"""What the page of a search shows, made from what was found."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from dongmaeng.web.facets import FacetLinks, Value
from dongmaeng.web.marking import Piece, Place, pieces
from dongmaeng.web.texts import Texts
from search.alliances import AllianceQuery
from search.query import Query
from search.store import Facet, Highlight, Hit, SearchResult, Store
from topics.records import Alliance

MOST_BESIDE = 6
"""Alliances that stand beside the articles."""

_MOST_NAMES = 4
_FIELDS = {Facet.ORGANISATION: "org", Facet.PUBLISHER: "publisher", Facet.KIND: "kind"}


@dataclass(frozen=True, slots=True)
class HitView:
    """An article that was found, with what matched marked."""

    hit: Hit
    title: Sequence[Piece]
    passages: Sequence[Sequence[Piece]]


def hit_views(hits: Iterable[Hit]) -> list[HitView]:
    """Hits with their matches marked."""
    return [_view(hit) for hit in hits]


def found_words(t: Texts, result: SearchResult) -> str:
    """How many there are."""
    count = f"{result.total:,}"
    return t("search.more_than" if result.at_least else "search.found", count=count)


def search_url(query: str, parameters: Mapping[str, object]) -> str:
    """The page of a search."""
    given = {name: str(value) for name, value in parameters.items() if value is not None}
    return f"/search?{urlencode({'q': query, **given})}"


def facets_of(t: Texts, query: str, result: SearchResult, parameters: Mapping[str, object]) -> list[FacetLinks]:
    """The facets of an answer: each value leads to the query that asks for it too, or no longer."""
    return [
        FacetLinks(facet.value, tuple(_values(t, query, facet, counts, parameters)))
        for facet, counts in result.facets.items()
        if counts
    ]


async def alliances_asked_for(store: Store | None, query: Query) -> list[Alliance]:
    """The latest alliances of the companies that a query names; of those that are all in one, that one first."""
    names = _names(query)
    found: dict[str, Alliance] = {}
    shared: dict[str, int] = {}
    for name in names if store else ():
        assert store is not None
        for alliance in (await store.alliances(AllianceQuery(organisations=(name,)), MOST_BESIDE)).alliances:
            found[alliance.id] = alliance
            shared[alliance.id] = shared.get(alliance.id, 0) + 1
    latest = sorted(found.values(), key=lambda one: (-shared[one.id], -one.first_told.timestamp()))
    return latest[:MOST_BESIDE]


def _names(query: Query) -> list[str]:
    """What of a query may be the name of a company."""
    asked = [one.value for one in query.filters if one.field == "org"]
    words = [*query.words, *(phrase.text for phrase in query.phrases)]
    pairs = [f"{a} {b}" for a, b in zip(query.words, query.words[1:], strict=False)]
    return list(dict.fromkeys([*asked, *words[:_MOST_NAMES], *pairs[:_MOST_NAMES]]))


def _view(hit: Hit) -> HitView:
    title = next((one for one in hit.highlights if one.field == "title"), None)
    return HitView(
        hit,
        _marked(title) if title and title.text == hit.title else [Piece(hit.title)],
        [_marked(one) for one in hit.highlights if one.field != "title"],
    )


def _marked(highlight: Highlight) -> list[Piece]:
    return pieces(highlight.text, [Place(start, end, "hit") for start, end in highlight.spans])


def _values(
    t: Texts, query: str, facet: Facet, counts: Iterable[tuple[str, int]], parameters: Mapping[str, object]
) -> Iterable[Value]:
    for value, count in sorted(counts, reverse=True) if facet is Facet.DAY else counts:
        clause = _clause(facet, value)
        is_set = f" {clause} " in f" {query} "
        asked = f" {query} ".replace(f" {clause} ", " ").strip() if is_set else f"{query} {clause}"
        words = t.of("kind", value) if facet is Facet.KIND else value
        yield Value(words, count, search_url(asked, parameters), is_set)


def _clause(facet: Facet, value: str) -> str:
    """What a query says to ask for a value of a facet."""
    if facet is Facet.DAY:
        day = date.fromisoformat(value)
        return f"after:{day} before:{day + timedelta(days=1)}"
    plain = value.replace('"', " ")
    return f'{_FIELDS[facet]}:"{plain}"' if not plain.isalnum() else f"{_FIELDS[facet]}:{plain}"
