"""The terms that an index makes of texts, asked of the server once for each."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence

from elasticsearch import AsyncElasticsearch

from search.analysis import BREAK, Term
from search.elastic.analysis import SENTENCE_END

_KEPT_SECONDS = 3600.0  # seconds: of an index that took the alias over nothing may have been found that tells it
_MOST_KEPT = 50_000
_MOST_AT_ONCE = 500  # texts of a request; the server refuses one that makes more than 10,000 tokens


class Terms:
    """Remembers how texts are analysed."""

    def __init__(self, client: AsyncElasticsearch, index: str) -> None:
        self._client = client
        self._index = index
        self._known: dict[str, tuple[Term, ...]] = {}
        self._since = 0.0
        self._of: str | None = None

    async def ask(self, texts: Sequence[str]) -> None:
        """Have the terms of these texts ready."""
        if time.monotonic() - self._since > _KEPT_SECONDS or len(self._known) > _MOST_KEPT:
            self._known, self._since = {}, time.monotonic()
        unknown = [text for text in dict.fromkeys(texts) if text not in self._known]
        for start in range(0, len(unknown), _MOST_AT_ONCE):
            part = unknown[start : start + _MOST_AT_ONCE]
            answer = await self._client.indices.analyze(index=self._index, analyzer="korean_words", text=part)
            self._keep(part, answer["tokens"])

    def are_of(self, indices: Iterable[str]) -> None:
        """What was found is in these indices, of which another than before may have another dictionary."""
        for index in set(indices) - {self._of}:
            self._known, self._of = self._known if self._of is None else {}, index

    def of(self, text: str) -> tuple[Term, ...]:
        """The terms of a text that was asked for."""
        return self._known[text]

    def _keep(self, texts: Sequence[str], tokens: Sequence[dict[str, object]]) -> None:
        # The offsets of each text begin one after the end of the text before it, in UTF-16 code units.
        starts = [0]
        for text in texts:
            starts.append(starts[-1] + len(text.encode("utf-16-le", "surrogatepass")) // 2 + 1)
        found: list[list[Term]] = [[] for _ in texts]
        number = 0
        for token in tokens:
            start, end = int(str(token["start_offset"])), int(str(token["end_offset"]))
            while start >= starts[number + 1]:
                number += 1
            text = BREAK if token["token"] == SENTENCE_END else str(token["token"])
            found[number].append(Term(text, start - starts[number], end - starts[number]))
        for text, terms in zip(texts, found, strict=True):
            while terms and terms[-1].text == BREAK:
                terms.pop()
            self._known[text] = tuple(terms)
