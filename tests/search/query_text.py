"""A query as a text that means the same."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from search.query import QUOTES, Phrase, Query
from topics.records import SEOUL


def text_of(query: Query) -> str:
    """A text that is read as this query again, whatever the day."""
    only = query.one_of[0] if len(query.one_of) == 1 and query == Query(query.text, one_of=query.one_of) else ()
    return _choice(only) if only else _conjunction(query)


def _choice(group: Sequence[Query]) -> str:
    return " OR ".join(map(_conjunction, group))


def _conjunction(query: Query) -> str:
    return " ".join(_clauses(query))


def _clauses(query: Query) -> Iterator[str]:
    yield from query.words
    yield from (_quoted(phrase.text) for phrase in query.phrases)
    yield from ("-" + _phrase(phrase) for phrase in query.without)
    yield from (f"{wanted.field}:{_quoted(wanted.value)}" for wanted in query.filters)
    yield from (f"-{wanted.field}:{_quoted(wanted.value)}" for wanted in query.without_filters)
    for field, moment in (("after", query.after), ("before", query.before)):
        if moment:
            yield f"{field}:{_day(moment)}"
    yield from (f"({_choice(group)})" for group in query.one_of)
    yield from (f"-({text_of(unwanted)})" for unwanted in query.none_of)


def _phrase(phrase: Phrase) -> str:
    return _quoted(phrase.text) if phrase.quoted else phrase.text


def _quoted(text: str) -> str:
    """The text between quotation marks of which it does not hold the closing one."""
    opening, closing = next(((o, c) for o, c in QUOTES.items() if c not in text), ('"', '"'))
    return f"{opening}{text}{closing}"


def _day(moment: datetime) -> str:
    return moment.astimezone(SEOUL).date().isoformat()
