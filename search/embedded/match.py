"""A query as an FTS5 expression and as conditions on facts and dates."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from search.alternatives import Choice, alternatives
from search.analysis import analyse, is_one_word
from search.query import Filter, Phrase, Query
from search.synonyms import key_of

# One for each shape that particles take after a name: in its company the dictionary may part the name another way.
_PARTICLES = ("은", "는", "이", "가", "을", "를", "과", "와", "의", "에", "로", "으로", "도")
# "체결했다" is asked for as 체결 하; the text may as well say 체결을 or 체결한.
_LIGHT_VERBS = frozenset({"하", "되"})
# Three syllables of which one is a term: a verb with a long ending, or more often a name that is no verb.
_UNCLEAR = 3

Sequences = dict[tuple[str, ...], None]
"""Ways to write one thing, each as its terms in order; a set that keeps its order."""


@dataclass(frozen=True, slots=True)
class Match:
    """What SQL needs to know of a query."""

    must: str | None
    """An FTS5 expression, or None where the query asks for no text."""
    must_not: str | None
    conditions: str
    """SQL over `search_articles AS a`, true where there is nothing to ask."""
    parameters: list[object] = field(default_factory=list)
    impossible: bool = False
    """True where the query has words, but none that any text could have."""


def match_of(query: Query) -> Match:
    """Compile a query."""
    conditions: list[str] = []
    parameters: list[object] = []
    groups: list[Sequences] = []
    for choice in alternatives(query.words):
        groups.append(_written(choice))
        if not choice.names and all(map(_is_unclear, choice.texts)):
            conditions.append("(" + " OR ".join(["instr(a.record, ?) > 0"] * len(choice.texts)) + ")")
            parameters += choice.texts
    groups += [_phrase(phrase) for phrase in query.phrases]
    must = [_either(group) for group in groups if group]
    unwanted = [_phrase(phrase) for phrase in query.without]
    must_not = [_either(group) for group in unwanted if group]
    for filters, holds in ((query.filters, "IN"), (query.without_filters, "NOT IN")):
        for wanted in filters:
            values = _values(wanted)
            marks = ", ".join("?" * len(values))
            conditions.append(f"a.doc {holds} (SELECT doc FROM search_facts WHERE field = ? AND value IN ({marks}))")
            parameters += [wanted.field, *values]
    if query.after:
        conditions.append("a.published >= ?")
        parameters.append(int(query.after.timestamp()))
    if query.before:
        conditions.append("a.published < ?")
        parameters.append(int(query.before.timestamp()))
    return Match(
        must=" AND ".join(must) or None,
        must_not=" OR ".join(must_not) or None,
        conditions=" AND ".join(conditions),
        parameters=parameters,
        impossible=bool(groups) and not must,
    )


def _written(choice: Choice) -> Sequences:
    if choice.names:
        return dict.fromkeys(terms for text in choice.texts for terms in _name(text))
    clear = [text for text in choice.texts if not _is_unclear(text)]
    return dict.fromkeys(terms for text in clear or choice.texts for terms in _sequences(text))


def _name(text: str) -> Iterable[tuple[str, ...]]:
    """The terms of a name, written together or apart; only those that are all of it, where there are any."""
    sequences = (*_sequences("".join(text.split())), *_sequences(text))
    whole = key_of(text)
    return [terms for terms in sequences if "".join(terms).startswith(whole)] or sequences


def _is_unclear(text: str) -> bool:
    """Whether so little is left of a word that its term says nothing: an unknown name taken for a verb's ending.

    Such a word is looked up as it is written.
    """
    return len(text) >= _UNCLEAR and all(len(terms) == 1 and len(terms[0]) == 1 for terms in _sequences(text))


@lru_cache(maxsize=4096)
def _sequences(text: str) -> tuple[tuple[str, ...], ...]:
    """The terms of a text, and those that it has where a particle follows it."""
    sequences: dict[tuple[str, ...], None] = {}
    reach = 0
    for particle in ("", *_PARTICLES):
        terms = [term for term in analyse(text + particle) if term.start < len(text)]
        if not particle:
            reach = terms[-1].end if terms else 0
        elif not terms or terms[-1].end < reach:
            continue  # the end of the word was taken for a particle of its own
        if terms and terms[-1].end > len(text) and (len(terms) == 1 or is_one_word(text + particle)):
            continue  # another word: 손잡이 is not 손잡 with a particle
        # Where a particle was taken for a part of the word (결별로 as 결 별로), the phrase is still that word alone.
        written = [term.text for term in terms]
        while len(written) > 1 and written[-1] in _LIGHT_VERBS:
            written.pop()
        if written:
            sequences[tuple(written)] = None
    return tuple(sequences)


def _phrase(phrase: Phrase) -> Sequences:
    if not phrase.quoted:
        return _written(alternatives([phrase.text])[0])
    terms = tuple(term.text for term in analyse(phrase.text))
    return {terms: None} if terms else {}


def _either(sequences: Sequences) -> str:
    # Terms hold no quotation mark, so none needs doubling.
    return "(" + " OR ".join(f'"{" ".join(terms)}"' for terms in sequences) + ")"


def _values(wanted: Filter) -> Sequence[str]:
    if wanted.field not in ("org", "publisher"):
        return [key_of(wanted.value) if wanted.field == "person" else wanted.value]
    spellings = [text for choice in alternatives([wanted.value]) for text in choice.texts]
    return list(dict.fromkeys(key_of(text) for text in [wanted.value, *spellings]))
