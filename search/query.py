"""The query language: words, "phrases", -not, fields such as org:KT or 이후:어제, OR, AND and parentheses."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from search.company_names import LEGAL_FORM
from search.days import DayError, day_of, today
from search.fields import DATES, FIELDS, ValueNotKnown, field_named, value_of
from topics.records import SEOUL

# What a person types is shorter; the bound keeps a pasted article from becoming a query.
LONGEST_QUERY = 1000
MOST_CLAUSES = 64
DEEPEST_GROUP = 10

QUOTES = {'"': '"', "“": "”", "”": "”", "„": "”", "«": "»"}
"""Opening quotation marks with those that close them."""

_CLOSING = frozenset('"”“»')
_OPENING_GROUP, _CLOSING_GROUP = frozenset("(（"), frozenset(")）")
_FIELD = re.compile(r"([a-z_]+|[가-힣]+)[:：]")
_OPERATOR = re.compile(r"(OR|AND)(?=[\s()（）]|$)")
# (주)가람전자 is one word, and so is 가람전자(012345).
_IN_BRACKETS = re.compile(r"[(（][^\s()（）]*[)）]")
_WORD_IN_BRACKETS = re.compile(r"[(（][^\s()（）\"“”„«»:：]*[)）](?=[^\s()（）])")


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
    one_of: tuple[tuple[Query, ...], ...] = ()
    """Groups: of each, at least one query must hold. A group of one query is what stood in parentheses."""
    none_of: tuple[Query, ...] = ()
    """None of these must hold."""

    def parts(self) -> Iterator[Query]:
        """The query itself and those in its groups which what is found may hold, however deep."""
        yield self
        for group in self.one_of:
            for query in group:
                yield from query.parts()


def parse_query(text: str, on: date | None = None) -> Query:
    """Read a query; raises `QueryError` with a message and the position of the trouble.

    Syllables typed letter by letter (NFD, as some keyboards and file names give them) count as one character each.
    Relative days (어제, 7d) are counted from the day `on`, which is today's in Seoul.
    """
    text = unicodedata.normalize("NFC", text)
    if len(text) > LONGEST_QUERY:
        raise QueryError(f"a query has at most {LONGEST_QUERY} characters", LONGEST_QUERY)
    return _Reader(text, on or today()).read()


class _Clauses:
    """What was read of one conjunction."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self.phrases: list[Phrase] = []
        self.without: list[Phrase] = []
        self.filters: list[Filter] = []
        self.without_filters: list[Filter] = []
        self.one_of: list[tuple[Query, ...]] = []
        self.none_of: list[Query] = []
        self.after: datetime | None = None
        self.before: datetime | None = None
        self.count = 0

    def add_date(self, field: str, moment: datetime) -> None:
        """Of several days, the narrower holds."""
        if field == "after":
            self.after = max(self.after, moment) if self.after else moment
        else:
            self.before = min(self.before, moment) if self.before else moment

    def query(self, text: str) -> Query | None:
        """The clauses as a query; None where there are none."""
        if not self.count:
            return None
        if self.count == 1 and self.one_of and len(self.one_of[0]) == 1:
            return replace(self.one_of[0][0], text=text)  # parentheses around all of it
        return Query(
            text,
            tuple(self.words),
            tuple(self.phrases),
            tuple(self.without),
            tuple(self.filters),
            tuple(self.without_filters),
            self.after,
            self.before,
            tuple(self.one_of),
            tuple(self.none_of),
        )


class _Reader:
    """Reads a query clause by clause, from left to right; AND binds closer than OR."""

    def __init__(self, text: str, on: date) -> None:
        self._text = text
        self._on = on
        self._position = 0
        self._clauses = 0

    def read(self) -> Query:
        query = self._alternatives(0, None)
        if self._position < len(self._text):
            raise QueryError("no parenthesis is open here: a sign stands in quotation marks", self._position)
        if query is None:
            raise QueryError("there is nothing to look for", 0)
        return replace(query, text=self._text)

    def _alternatives(self, depth: int, field: str | None) -> Query | None:
        """What stands up to the end or to a closing parenthesis, parted by OR."""
        start = self._position
        found = [self._conjunction(depth, field)]
        while self._next_operator() == "OR":
            operator = self._position
            self._position += len("OR")
            found.append(self._conjunction(depth, field))
            if found[-2] is None or found[-1] is None:
                raise QueryError("OR needs something to look for on both sides", operator)
        queries = tuple(query for query in found if query)
        if len(found) == 1:
            return found[0]
        return Query(self._text[start : self._position].strip(), one_of=(queries,))

    def _conjunction(self, depth: int, field: str | None) -> Query | None:
        """The clauses up to the end, a closing parenthesis or an OR."""
        start = self._position
        clauses = _Clauses()
        operator: int | None = None
        before = 0
        while not self._at_end() and (next_one := self._next_operator()) != "OR":
            if next_one == "AND":
                if operator is not None or not clauses.count:
                    break
                operator, before = self._position, clauses.count
                self._position += len("AND")
                continue
            self._read_clause(clauses, depth, field)
            if clauses.count > before:
                operator = None
        if operator is not None or self._next_operator() == "AND":
            raise QueryError(
                "AND needs something to look for on both sides", self._position if operator is None else operator
            )
        return clauses.query(self._text[start : self._position].strip())

    def _read_clause(self, clauses: _Clauses, depth: int, field: str | None) -> None:
        text, start = self._text, self._position
        self._clauses += 1
        if self._clauses > MOST_CLAUSES:
            raise QueryError(f"a query has at most {MOST_CLAUSES} words", start)
        following = text[start + 1 : start + 2]
        negated = text[start] == "-" and bool(following) and not following.isspace() and following not in _CLOSING_GROUP
        self._position += negated
        named = _FIELD.match(text, self._position)
        known = field_named(named[1]) if named else None
        if named and known is None and named[1].isascii():
            raise QueryError(f"there is no field {named[1]!r}; fields are {', '.join(FIELDS)}", self._position)
        if named and known:
            if field:
                raise QueryError(f"a field cannot stand within the parentheses of {field}:", self._position)
            if negated and known in DATES:
                raise QueryError(f"{known}: cannot be negated", start)
            self._position = named.end()
            self._read_value(clauses, known, negated, depth)
        elif self._opens_group():
            self._read_group(clauses, negated, depth, field)
        elif field:
            self._read_value(clauses, field, negated, depth)
        else:
            self._read_word(clauses, start, negated)

    def _read_group(self, clauses: _Clauses, negated: bool, depth: int, field: str | None) -> None:
        opening = self._position
        if depth == DEEPEST_GROUP:
            raise QueryError(f"parentheses stand at most {DEEPEST_GROUP} deep", opening)
        self._position += 1
        query = self._alternatives(depth + 1, field)
        if self._position == len(self._text):
            raise QueryError("the parenthesis is not closed", opening)
        self._position += 1
        if query is None:
            raise QueryError("there is nothing to look for in the parentheses", opening)
        clauses.count += 1
        if negated:
            clauses.none_of.append(query)
        elif len(query.one_of) == 1 and query == Query(query.text, one_of=query.one_of):
            clauses.one_of.append(query.one_of[0])
        else:
            clauses.one_of.append((query,))

    def _read_value(self, clauses: _Clauses, field: str, negated: bool, depth: int) -> None:
        """Take in a value for a field, or several in parentheses."""
        if field not in DATES and self._opens_group():
            self._read_group(clauses, negated, depth, field)
            return
        start = self._position
        value = self._next_value()[0].strip()
        if not value:
            raise QueryError(f"a value is missing after {field}:", start)
        clauses.count += 1
        try:
            if field in DATES:
                moment = datetime.combine(day_of(value, self._on), time(), SEOUL)
                clauses.add_date(field, moment)
            else:
                wanted = Filter(field, value_of(field, value))
                (clauses.without_filters if negated else clauses.filters).append(wanted)
        except (DayError, ValueNotKnown) as error:
            raise QueryError(str(error), start) from error

    def _read_word(self, clauses: _Clauses, start: int, negated: bool) -> None:
        """Take in a word or a phrase; signs alone are passed over."""
        value, quoted = self._next_value()
        if not any(c.isalnum() for c in value):
            if quoted:
                raise QueryError("a phrase needs a word", start)
            return
        clauses.count += 1
        if negated:
            clauses.without.append(Phrase(value, quoted))
        elif quoted:
            clauses.phrases.append(Phrase(value))
        else:
            clauses.words.append(value)

    def _next_value(self) -> tuple[str, bool]:
        """The word or quoted phrase at the position, and whether it is quoted."""
        text, start = self._text, self._position
        if start < len(text) and text[start] in QUOTES:
            end = text.find(QUOTES[text[start]], start + 1)
            if end < 0:
                raise QueryError("the quotation mark is not closed", start)
            self._position = end + 1
            return text[start + 1 : end], True
        end = start
        while end < len(text) and not text[end].isspace() and text[end] not in _CLOSING | _CLOSING_GROUP:
            in_brackets = _IN_BRACKETS.match(text, end) if text[end] in _OPENING_GROUP else None
            if in_brackets is None and text[end] in _OPENING_GROUP:
                break
            end = in_brackets.end() if in_brackets else end + 1
        # A closing quotation mark without an opening one is passed over.
        self._position = end + (end == start and end < len(text) and text[end] in _CLOSING)
        return text[start:end], False

    def _opens_group(self) -> bool:
        text, position = self._text, self._position
        if position == len(text) or text[position] not in _OPENING_GROUP:
            return False
        return not (LEGAL_FORM.match(text, position) or _WORD_IN_BRACKETS.match(text, position))

    def _at_end(self) -> bool:
        """Whether nothing but a closing parenthesis follows."""
        self._skip_spaces()
        return self._position == len(self._text) or self._text[self._position] in _CLOSING_GROUP

    def _next_operator(self) -> str | None:
        self._skip_spaces()
        match = _OPERATOR.match(self._text, self._position)
        return match[1] if match else None

    def _skip_spaces(self) -> None:
        while self._position < len(self._text) and self._text[self._position].isspace():
            self._position += 1
