"""The kinds of search that people make, one of each, over the invented archive."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.invented_news import NAMES, PUBLISHERS
from search.store import Facet, Order


@dataclass(frozen=True, slots=True)
class KindOfSearch:
    """A query and how it is asked."""

    name: str
    query: str
    order: Order = Order.RELEVANCE
    facets: Sequence[Facet] = ()
    fold: bool = False
    offset: int = 0


KINDS = (
    KindOfSearch("a word of most stories", "협약"),
    KindOfSearch("a rare name", NAMES[3000]),
    KindOfSearch("two words", "인공지능 반도체"),
    KindOfSearch("a phrase", '"업무협약을 체결했다"'),
    KindOfSearch("a word without another", "투자 -수출"),
    KindOfSearch("a word with synonyms", "MOU"),
    KindOfSearch("a company", f"org:{NAMES[0]}"),
    KindOfSearch("a company and a word", f"org:{NAMES[20]} 협약"),
    KindOfSearch("a kind of a publisher", f"kind:mou publisher:{PUBLISHERS[3]}"),
    KindOfSearch("a word of half a year", "배터리 after:2025-07"),
    KindOfSearch("the latest of a word", "협약", Order.TIME),
    KindOfSearch("a word with all facets", "투자", facets=tuple(Facet)),
    KindOfSearch("a word with copies folded", "로봇", fold=True),
    KindOfSearch("the tenth page of a name", NAMES[1], offset=90),
)
