"""All articles that match a query, as numbers in packed columns: how many, which are the newest, counted and folded."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import numpy as np

from search.alliances import MOST_FACET_VALUES, Counts
from search.embedded.columns import Numbers, columns_of, numbers_from
from search.embedded.file import ARTICLES, StoreFile
from search.embedded.match import Match
from search.embedded.packed import GROUP, NONE, PUBLISHED
from search.store import Facet

_DAY, _SEOUL = 24 * 3600, 9 * 3600  # seconds; Seoul is so much before UTC all year round
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Selection:
    """The docs that match."""

    def __init__(self, file: StoreFile, match: Match) -> None:
        self._columns = columns_of(file, ARTICLES)
        docs = np.unique(numbers_from(file, *match.selected()))
        published = self._columns.numbers(PUBLISHED, docs)
        inside = np.ones(len(docs), bool)
        if match.after is not None:
            inside &= published >= match.after
        if match.before is not None:
            inside &= (published < match.before) & (published != NONE)
        self.docs: Numbers = docs[inside]
        self._published: Numbers = published[inside]

    def latest(self, most: int) -> Numbers:
        """The docs published last, the latest first; those without a time behind all others."""
        docs, published = self.docs, self._published
        if most <= 0:
            return docs[:0]
        if len(docs) > most:
            last = np.partition(published, -most)[-most]
            docs, published = docs[published >= last], published[published >= last]
        return docs[np.lexsort((docs, ~published))][:most]

    def newest(self, most: int) -> array[int]:
        """The docs published last, by number: as many as there are, and at most so many."""
        return array("q", np.sort(self.latest(most)).tobytes())

    def counts(self, facet: Facet) -> Counts:
        """The most frequent values of a facet."""
        if facet is not Facet.DAY:
            return self._columns.counts(facet, self.docs)
        days, numbers = np.unique((self._published[self._published != NONE] + _SEOUL) // _DAY, return_counts=True)
        first = np.lexsort((days, -numbers))[:MOST_FACET_VALUES]
        return tuple(
            ((_EPOCH + timedelta(days=day)).date().isoformat(), number)
            for day, number in zip(days[first].tolist(), numbers[first].tolist(), strict=True)
        )

    def folded(self, ranked: Sequence[int]) -> tuple[dict[int, int], int]:
        """The first of each group of copies among ranked docs with its other copies, and how many groups match."""
        groups, sizes = np.unique(self._columns.numbers(GROUP, self.docs), return_counts=True)
        docs = np.array(ranked, np.int64)
        mine, first = np.unique(self._columns.numbers(GROUP, docs), return_index=True)
        copies = sizes[np.searchsorted(groups, mine)] - 1
        return dict(zip(docs[first].tolist(), copies.tolist(), strict=True)), len(groups)
