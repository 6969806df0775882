"""The query language: words, "phrases", -not, and fields such as org:KT or after:2020-06-01."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime

from topics.records import SEOUL, Activity, Kind, Status

# What a person types is shorter; the bound keeps a pasted article from becoming a query.
LONGEST_QUERY = 1000
MOST_CLAUSES = 64

_QUOTES = {'"': '"', "“": "”", "”": "”", "„": "”", "«": "»"}
_CLOSING = frozenset('"”“»')
_FIELD = re.compile(r"([a-z_]+):")
_COUNTRY = re.compile(r"[A-Za-z]{2}")
_CHOICES = {
    "kind": [kind.value for kind in Kind],
    "status": [status.value for status in Status],
    "activity": [activity.value for activity in Activity],
    "border": ["yes", "no"],
}
_DAY = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")


class QueryError(ValueError):
    """A query that cannot be understood; `position` is the offset of the character where the trouble starts."""

    def __init__(self, message: str, position: int) -> None:
        super().__init__(f"{message} (at character {position + 1})")
        self.message = message
        self.position = position


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that must follow one another, with at most particles between."""

    text: str
    quoted: bool = True
    """False for a single word typed without quotation marks, which may also be written in its other spellings."""


@dataclass(frozen=True, slots=True)
class Filter:
    """A fact that the article must have: its field and value, as typed."""

    field: str
    value: str


@dataclass(frozen=True, slots=True)
class Query:
    """What to look for; every clause must hold."""

    text: str
    words: tuple[str, ...] = ()
    """All must be there; neighbours may together be one name ("LG 유플러스")."""
    phrases: tuple[Phrase, ...] = ()
    without: tuple[Phrase, ...] = ()
    filters: tuple[Filter, ...] = ()
    """Of all fields but after and before."""
    without_filters: tuple[Filter, ...] = ()
    after: datetime | None = None
    """Published at this moment or later."""
    before: datetime | None = None
    """Published before this moment."""


FIELDS = ("org", "person", "kind", "status", "publisher", "activity", "country", "border", "after", "before")


def parse_query(text: str) -> Query:
    """Read a query; raises `QueryError` with a message and the position of the trouble.

    Syllables typed letter by letter (NFD, as some keyboards and file names give them) count as one character each.
    """
    text = unicodedata.normalize("NFC", text)
    if len(text) > LONGEST_QUERY:
        raise QueryError(f"a query has at most {LONGEST_QUERY} characters", LONGEST_QUERY)
    return _Clauses(text).read()


class _Clauses:
    """Reads a query clause by clause."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._words: list[str] = []
        self._phrases: list[Phrase] = []
        self._without: list[Phrase] = []
        self._filters: list[Filter] = []
        self._without_filters: list[Filter] = []
        self._after: datetime | None = None
        self._before: datetime | None = None

    def read(self) -> Query:
        text = self._text
        position = count = 0
        while (start := _skip_spaces(text, position)) < len(text):
            count += 1
            if count > MOST_CLAUSES:
                raise QueryError(f"a query has at most {MOST_CLAUSES} words", start)
            negated = text[start] == "-" and start + 1 < len(text) and not text[start + 1].isspace()
            field = _FIELD.match(text, start + negated)
            position = self._add_field(field, start, negated) if field else self._add_value(start, negated)
        clauses = (self._words, self._phrases, self._without, self._filters, self._without_filters)
        if not any(clauses) and self._after is None and self._before is None:
            raise QueryError("there is nothing to look for", 0)
        return Query(
            text,
            tuple(self._words),
            tuple(self._phrases),
            tuple(self._without),
            tuple(self._filters),
            tuple(self._without_filters),
            self._after,
            self._before,
        )

    def _add_field(self, field: re.Match[str], start: int, negated: bool) -> int:
        """Take in a value for a field; where it ends."""
        if field[1] not in FIELDS:
            raise QueryError(f"there is no field {field[1]!r}; fields are {', '.join(FIELDS)}", start + negated)
        value, _, end = _value(self._text, field.end())
        if not value.strip():
            raise QueryError(f"a value is missing after {field[0]}", field.end())
        if field[1] not in ("after", "before"):
            found = Filter(field[1], _checked(field[1], value.strip(), field.end()))
            (self._without_filters if negated else self._filters).append(found)
            return end
        if negated:
            raise QueryError(f"{field[1]}: cannot be negated", start)
        day = _day(value, field.end())
        if field[1] == "after":
            self._after = max(self._after, day) if self._after else day
        else:
            self._before = min(self._before, day) if self._before else day
        return end

    def _add_value(self, start: int, negated: bool) -> int:
        """Take in a word or a phrase; where it ends."""
        value, quoted, end = _value(self._text, start + negated)
        if not any(c.isalnum() for c in value):
            if quoted:
                raise QueryError("a phrase needs a word", start)
        elif negated:
            self._without.append(Phrase(value, quoted))
        elif quoted:
            self._phrases.append(Phrase(value))
        else:
            self._words.append(value)
        return end


def _skip_spaces(text: str, position: int) -> int:
    while position < len(text) and text[position].isspace():
        position += 1
    return position


def _value(text: str, position: int) -> tuple[str, bool, int]:
    """The word or quoted phrase at a position, whether it is quoted, and where it ends."""
    if position < len(text) and text[position] in _QUOTES:
        closing = _QUOTES[text[position]]
        end = next((i for i in range(position + 1, len(text)) if text[i] == closing), -1)
        if end < 0:
            raise QueryError("the quotation mark is not closed", position)
        return text[position + 1 : end], True, end + 1
    end = position
    while end < len(text) and not text[end].isspace() and text[end] not in _CLOSING:
        end += 1
    # A closing mark without an opening one is passed over.
    return text[position:end], False, max(end, position + 1)


def _checked(field: str, value: str, position: int) -> str:
    if field == "country":
        if not _COUNTRY.fullmatch(value):
            raise QueryError("country: takes the two letters of ISO 3166-1, such as JP", position)
        return value.lower()
    choices = _CHOICES.get(field)
    if choices is None:
        return value
    if value.lower() not in choices:
        raise QueryError(f"{field}: is one of {', '.join(choices)}", position)
    return value.lower()


def _day(value: str, position: int) -> datetime:
    """The first moment in Seoul of a day, month or year."""
    match = _DAY.fullmatch(value)
    if match is None or not value.isascii():
        raise QueryError("a date is written YYYY-MM-DD, YYYY-MM or YYYY", position)
    try:
        return datetime(int(match[1]), int(match[2] or 1), int(match[3] or 1), tzinfo=SEOUL)
    except ValueError as error:
        raise QueryError("there is no such day", position) from error
