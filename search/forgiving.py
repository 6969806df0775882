"""What is answered where no article has all that was asked for: the nearest articles, and the query that was meant."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from search.alternatives import alternatives
from search.analysis import names_nothing
from search.query import Filter, Query, QueryError, parse_query
from search.share import FEWEST, Share, share_of
from search.slips import neighbours, other_mode, runs_of
from search.store import SearchResult
from search.synonyms import key_of, synonyms

_MOST_UNKNOWN = 3
"""Words of a query that are looked after: in one with more, hardly anything was meant that is there."""
_MOST_TRIED = 3
"""Corrections of a word that are tried, the most frequent first."""
_LONGEST_WORD = 60
"""Characters; what is longer was pasted."""
_NAMES = ("org", "person", "publisher")
"""Fields whose values are names that people mistype."""


@dataclass(frozen=True, slots=True)
class Ways:
    """How a store is asked, exactly."""

    find: Callable[[Query, Share | None], Awaitable[SearchResult]]
    count: Callable[[Query], Awaitable[int]]
    """How many articles match, or as many as are counted."""
    known: Callable[[str | None, Sequence[str]], Awaitable[Mapping[str, int]]]
    """Of some words, those that articles have, or of some keys those that are values of a field, with how many."""


async def search_forgiving(query: Query, ways: Ways) -> SearchResult:
    """The articles that match; where there are none, those with most of the words, and what may have been meant."""
    result = await ways.find(query, None)
    if result.total:
        return result
    ways = replace(ways, count=_once(ways.count))
    suggestion = await _suggestion(query, ways)
    share = await _share(query, ways)
    nearest = await ways.find(query, share) if share else result
    if not nearest.total:
        return replace(result, suggestion=suggestion)
    return replace(nearest, partial=True, suggestion=suggestion)


def _once(count: Callable[[Query], Awaitable[int]]) -> Callable[[Query], Awaitable[int]]:
    """Counts that are remembered."""
    counted: dict[Query, int] = {}

    async def remembered(query: Query) -> int:
        if query not in counted:
            counted[query] = await count(query)
        return counted[query]

    return remembered


async def _share(query: Query, ways: Ways) -> Share | None:
    """How much of the words must be there; None where a part of them would be no answer."""
    choices = alternatives(query.words)
    if len(choices) < FEWEST:
        return None
    counts = [
        None if names_nothing(choice.asked) else await ways.count(Query(choice.asked, tuple(choice.asked.split())))
        for choice in choices
    ]
    return share_of(counts, await ways.count(Query("")))


async def _suggestion(query: Query, ways: Ways) -> str | None:
    """The query with the words corrected that no article has; None where that finds nothing either."""
    asked = [(field, word) for field, word in _asked(query) if field or not names_nothing(word)]
    if any(len(word) > _LONGEST_WORD for _, word in asked):
        return None
    unknown: list[tuple[str | None, str]] = []
    for one in asked:
        if not await ways.count(_alone(*one)):
            unknown.append(one)
        if len(unknown) > _MOST_UNKNOWN:
            return None
    corrections = {word: meant for field, word in unknown if (meant := await _corrections(field, word, ways))}
    text = query.text
    for word, meant in list(corrections.items())[:-1]:
        text = text.replace(word, meant[0], 1)
    for word, meant in list(corrections.items())[-1:]:
        for correction in meant:
            corrected = text.replace(word, correction, 1)
            if await _finds(corrected, ways, partly=len(corrections) == len(unknown)):
                return corrected
    return None


def _asked(query: Query) -> list[tuple[str | None, str]]:
    """Every word and name that is asked for, with the field of a name; none twice."""

    def of_part(part: Query) -> Iterator[tuple[str | None, str]]:
        for word in chain(part.words, *(phrase.text.split() for phrase in part.phrases)):
            yield None, word
        for wanted in part.filters:
            if wanted.field in _NAMES:
                yield wanted.field, wanted.value

    return list(dict.fromkeys(one for part in query.parts() for one in of_part(part)))


def _alone(field: str | None, word: str) -> Query:
    return Query(word, filters=(Filter(field, word),)) if field else Query(word, (word,))


async def _corrections(field: str | None, word: str, ways: Ways) -> list[str]:
    """What a word that no article has was meant to be, the likeliest first."""
    found: list[str] = []
    other = other_mode(word)
    if other and await ways.count(_alone(field, other)):
        found.append(other)
    text = key_of(word) if field else word
    for run in runs_of(text):
        if not field:
            named = [new for other in neighbours(run) if synonyms().row_of(new := text.replace(run, other, 1))]
            found += [new for new in named[:_MOST_TRIED] if await ways.count(_alone(None, new))]
        # By what the word would be, what the store is asked for: a value is known as a whole, a word by its parts.
        meant = {new: new if field else other for other in neighbours(run) if (new := text.replace(run, other, 1))}
        known = await ways.known(field, list(meant.values()))
        by_number = {new: known[asked] for new, asked in meant.items() if asked in known}
        found += sorted(by_number, key=by_number.__getitem__, reverse=True)
    return found[:_MOST_TRIED]


async def _finds(text: str, ways: Ways, *, partly: bool) -> bool:
    """Whether a query finds something that has all of it or, where that will do, most of it."""
    try:
        query = parse_query(text)
    except QueryError:
        return False
    if await ways.count(query):
        return True
    share = await _share(query, ways) if partly else None
    return share is not None and (await ways.find(query, share)).total > 0
