"""A query as an FTS5 expression and as conditions on facts and dates."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from search.alternatives import Choice, alternatives
from search.analysis import analyse_once
from search.embedded.document import AS_WRITTEN
from search.query import Phrase, Query
from search.sequences import (
    Sequences,
    choice_of_phrase,
    is_unclear,
    sequences_of_choice,
    sequences_of_phrase,
    values_of,
)
from search.share import Share
from search.written import is_form, names_as_written


@dataclass(frozen=True, slots=True)
class Match:
    """What SQL needs to know of a query."""

    must: str | None
    """An FTS5 expression, or None where the query asks for no text."""
    must_not: str | None
    conditions: str
    """SQL over the numbers of articles (`a.doc`), empty where there is nothing to ask."""
    parameters: list[object] = field(default_factory=list)
    after: int | None = None
    """Published at this time (Unix) or later; of the whole query, not of a part in parentheses."""
    before: int | None = None
    """Published before this time."""
    impossible: bool = False
    """True where the query has words, but none that any text could have."""
    names: frozenset[str] = frozenset()
    """What is also looked for as it is written."""
    marked: str | None = None
    """An FTS5 expression of all that is marked in what is found, or None where the query asks for no text."""

    @property
    def is_dated(self) -> bool:
        return self.after is not None or self.before is not None

    @property
    def text(self) -> str | None:
        """The FTS5 expression of the text alone; None where it says only what must not be there."""
        return f"({self.must}) NOT ({self.must_not})" if self.must and self.must_not else self.must

    def selected(self) -> tuple[str, list[object]]:
        """A statement that gives the numbers of the articles that match but for their dates, and its parameters."""
        where, parameters = self.conditions, list(self.parameters)
        # With a sign, a condition on the number is no reason to look the text up once for each number.
        docs = "(SELECT +rowid AS doc FROM search_terms WHERE search_terms MATCH ?)"
        if self.text:
            parameters.insert(0, self.text)
        else:
            docs = "search_articles"
            if self.must_not:
                where = f"{where} AND {_NOT_IN_TEXT}" if where else _NOT_IN_TEXT
                parameters.append(self.must_not)
        return f"SELECT a.doc AS number FROM {docs} AS a WHERE {where or 'true'}", parameters


WordsFrom = Callable[[str], Iterable[str]]
"""Gives the words of all articles, as they are written, that begin with a name."""

_IN_TEXT = "a.doc IN (SELECT rowid FROM search_terms WHERE search_terms MATCH ?)"
_IN_RECORD = "(SELECT instr(record, ?) > 0 FROM search_articles WHERE doc = a.doc)"
_PUBLISHED = "a.doc IN (SELECT doc FROM search_articles WHERE published {} ?)"
_NOT_IN_TEXT = "a.doc NOT IN (SELECT rowid FROM search_terms WHERE search_terms MATCH ?)"


def match_of(query: Query, words_from: WordsFrom, share: Share | None = None) -> Match:
    """Compile a query; with a share, not all of its words must be there."""
    compiler = _Compiler(words_from)
    found = compiler.conjunction(query, share)
    return Match(
        must=found.must,
        must_not=found.must_not,
        conditions=" AND ".join(found.conditions),
        parameters=found.parameters,
        after=int(query.after.timestamp()) if query.after else None,
        before=int(query.before.timestamp()) if query.before else None,
        impossible=found.impossible,
        names=frozenset(compiler.names),
        marked=" OR ".join(dict.fromkeys(compiler.marked)) or None,
    )


@dataclass(slots=True)
class _Conjunction:
    """What must hold together: of the text, then of facts and dates."""

    must_all: list[str] = field(default_factory=list)
    must_none: list[str] = field(default_factory=list)
    conditions: list[str] = field(default_factory=list)
    parameters: list[object] = field(default_factory=list)
    impossible: bool = False

    @property
    def must(self) -> str | None:
        return " AND ".join(self.must_all) or None

    @property
    def must_not(self) -> str | None:
        return " OR ".join(self.must_none) or None

    @property
    def text(self) -> str | None:
        """All of it as one FTS5 expression; None where that cannot say it."""
        if self.must is None or self.conditions:
            return None
        return f"(({self.must}) NOT ({self.must_not}))" if self.must_none else f"({self.must})"

    def ask(self, condition: str, *parameters: object) -> None:
        self.conditions.append(condition)
        self.parameters += parameters

    def sql(self) -> tuple[str, list[object]]:
        """All of it as a condition, with its parameters."""
        conditions, parameters = list(self.conditions), list(self.parameters)
        for texts, condition in ((self.must, _IN_TEXT), (self.must_not, _NOT_IN_TEXT)):
            if texts:
                conditions.append(condition)
                parameters.append(texts)
        return "(" + (" AND ".join(conditions) or "true") + ")", parameters


class _Compiler:
    """Compiles a query and those in its groups, and gathers what is marked of them."""

    def __init__(self, words_from: WordsFrom) -> None:
        self._words_from = words_from
        self.names: set[str] = set()
        self.marked: list[str] = []

    def conjunction(self, query: Query, share: Share | None = None) -> _Conjunction:
        found = _Conjunction()
        choices = alternatives(query.words)
        groups = [self._with_written(sequences_of_choice(choice, analyse_once), choice) for choice in choices]
        words = [_either(group) for group in groups if group]
        phrases = [_either(group) for phrase in query.phrases if (group := self._of_phrase(phrase))]
        found.impossible = bool(groups or query.phrases) and not (words or phrases)
        self.marked += [*words, *phrases]
        if share:
            _ask_for_share(found, choices, groups, share)
        else:
            found.must_all += words
            for choice in (one for one in choices if is_unclear(one, analyse_once)):
                found.ask("(" + " OR ".join([_IN_RECORD] * len(choice.texts)) + ")", *choice.texts)
        found.must_all += phrases
        found.must_none += [_either(group) for phrase in query.without if (group := self._of_phrase(phrase))]
        _ask_for_facts(found, query)
        for group_of_queries in query.one_of:
            self._add_one_of(found, group_of_queries)
        for unwanted in query.none_of:
            self._add_none_of(found, unwanted)
        return found

    def _add_one_of(self, found: _Conjunction, queries: Sequence[Query]) -> None:
        possible = [one for one in map(self._dated, queries) if not one.impossible]
        texts = [one.text for one in possible]
        if not possible:
            found.impossible = True
        elif all(texts):
            found.must_all.append("(" + " OR ".join(filter(None, texts)) + ")")
        else:
            ways = [one.sql() for one in possible]
            found.ask("(" + " OR ".join(sql for sql, _ in ways) + ")", *(p for _, mine in ways for p in mine))

    def _add_none_of(self, found: _Conjunction, query: Query) -> None:
        marked = len(self.marked)
        unwanted = self._dated(query)
        del self.marked[marked:]
        if unwanted.impossible:
            return
        if unwanted.text:
            found.must_none.append(unwanted.text)
        else:
            sql, parameters = unwanted.sql()
            found.ask(f"NOT {sql}", *parameters)

    def _dated(self, query: Query) -> _Conjunction:
        """What a part in parentheses asks for, its dates with the rest: only those of a whole query stand beside it."""
        found = self.conjunction(query)
        _ask_for_dates(found, query)
        return found

    def _of_phrase(self, phrase: Phrase) -> Sequences:
        return self._with_written(sequences_of_phrase(phrase, analyse_once), choice_of_phrase(phrase))

    def _with_written(self, sequences: Sequences, choice: Choice) -> Sequences:
        mine = names_as_written(choice)
        self.names.update(mine)
        forms = dict.fromkeys(word for name in mine for word in self._words_from(name) if is_form(word, name))
        return (*sequences, *((AS_WRITTEN + form,) for form in forms))


def _ask_for_share(found: _Conjunction, choices: Sequence[Choice], groups: Sequence[Sequences], share: Share) -> None:
    """Ask for articles whose words weigh enough together; a word that its term alone does not tell weighs nothing."""
    weighed = [
        (_either(group), weight)
        for choice, group, weight in zip(choices, groups, share.weights, strict=True)
        if group and weight and not is_unclear(choice, analyse_once)
    ]
    if not weighed:
        found.impossible = True
        return
    found.must_all.append("(" + " OR ".join(text for text, _ in weighed) + ")")
    each = " UNION ALL ".join(
        ["SELECT rowid AS found, ? AS weight FROM search_terms WHERE search_terms MATCH ?"] * len(weighed)
    )
    found.ask(
        f"a.doc IN (SELECT found FROM ({each}) GROUP BY found HAVING sum(weight) > ?)",
        *(parameter for text, weight in weighed for parameter in (weight, text)),
        share.least,
    )


def _ask_for_facts(found: _Conjunction, query: Query) -> None:
    for filters, holds in ((query.filters, "IN"), (query.without_filters, "NOT IN")):
        for wanted in filters:
            values = values_of(wanted)
            marks = ", ".join("?" * len(values))
            condition = f"a.doc {holds} (SELECT doc FROM search_facts WHERE field = ? AND value IN ({marks}))"
            found.ask(condition, wanted.field, *values)


def _ask_for_dates(found: _Conjunction, query: Query) -> None:
    for sign, moment in ((">=", query.after), ("<", query.before)):
        if moment:
            found.ask(_PUBLISHED.format(sign), int(moment.timestamp()))


def _either(sequences: Sequences) -> str:
    # Terms hold no quotation mark, so none needs doubling.
    return "(" + " OR ".join(f'"{" ".join(terms)}"' for terms in sequences) + ")"
