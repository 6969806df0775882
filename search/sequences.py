"""What a query's words and phrases may look like as terms of a text, for any analyser."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from itertools import product

from search.alternatives import Choice, alternatives
from search.analysis import Term, is_one_word
from search.query import Filter, Phrase
from search.synonyms import key_of

Analyse = Callable[[str], Sequence[Term]]
"""Gives the terms of a text in order with their spans."""

Sequences = tuple[tuple[str, ...], ...]
"""Ways to write one thing, each as its terms in order; only particles and endings may stand between them."""

BEFORE = ("", "3 ", "새 ", "협력 ")
"""What stands before a name: nothing, a number, a determiner, a noun. In its company it may be parted another way."""
PARTICLES = ("은", "는", "이", "가", "을", "를", "과", "와", "의", "에", "로", "으로", "도")
"""One for each shape that particles take after a name, which does the same."""
# "체결했다" is asked for as 체결 하; the text may as well say 체결을 or 체결한.
_LIGHT_VERBS = frozenset({"하", "되"})
# Longer names have rules in the dictionary, where a rule would always find a shorter one inside other words.
_TORN = re.compile(r"[가-힣]{2}")
# Three syllables of which one is a term: a verb with a long ending, or more often a name that is no verb.
_UNCLEAR = 3


def sequences_of_choice(choice: Choice, analyse: Analyse) -> Sequences:
    """The ways to write one of the texts of a choice."""
    if choice.names:
        return _distinct(_name(text, analyse) for text in choice.texts)
    clear = [text for text in choice.texts if not _is_unclear(text, analyse)]
    return _distinct(_sequences(text, analyse) for text in clear or choice.texts)


def sequences_of_phrase(phrase: Phrase, analyse: Analyse) -> Sequences:
    """The ways to write a phrase; a word typed without quotation marks may have other spellings."""
    if not phrase.quoted:
        return sequences_of_choice(choice_of_phrase(phrase), analyse)
    return _in_company(phrase.text, ("",), analyse)


def choice_of_phrase(phrase: Phrase) -> Choice:
    """The texts that a phrase may be written as: its own alone where it stands in quotation marks."""
    return Choice((phrase.text,)) if phrase.quoted else alternatives([phrase.text])[0]


def texts_to_analyse(choices: Iterable[Choice], phrases: Iterable[Phrase]) -> list[str]:
    """All texts that an analyser will be asked for, so that one far away can be asked once."""
    texts: dict[str, None] = {}
    for phrase in phrases:
        if phrase.quoted:
            texts |= dict.fromkeys(before + phrase.text for before in BEFORE)
        else:
            choices = [*choices, choice_of_phrase(phrase)]
    for choice in choices:
        for text in choice.texts:
            for written in ("".join(text.split()), text) if choice.names else (text,):
                before = BEFORE if choice.names and _TORN.fullmatch(written) else ("",)
                texts |= dict.fromkeys(b + written + particle for b in before for particle in ("", *PARTICLES))
    return list(texts)


def is_unclear(choice: Choice, analyse: Analyse) -> bool:
    """Whether the terms of none of its texts tell a choice, so that its letters must."""
    return not choice.names and all(_is_unclear(text, analyse) for text in choice.texts)


def _is_unclear(text: str, analyse: Analyse) -> bool:
    """Whether so little is left of a word that its term says nothing: an unknown name taken for a verb's ending."""
    return len(text) >= _UNCLEAR and all(len(terms) == 1 and len(terms[0]) == 1 for terms in _sequences(text, analyse))


def values_of(wanted: Filter) -> Sequence[str]:
    """The values of a fact that a filter asks for, of which one is enough."""
    if wanted.field not in ("org", "publisher"):
        return [key_of(wanted.value) if wanted.field == "person" else wanted.value]
    spellings = [text for choice in alternatives([wanted.value]) for text in choice.texts]
    return list(dict.fromkeys(key_of(text) for text in [wanted.value, *spellings]))


def _name(text: str, analyse: Analyse) -> Sequences:
    """The terms of a name, written together or apart; only those that are all of it, where there are any."""
    sequences = _distinct(_sequences(written, analyse) for written in ("".join(text.split()), text))
    if _TORN.fullmatch(text):
        sequences = _distinct([sequences, _in_company(text, ("", *PARTICLES), analyse)])
    whole = key_of(text)
    return tuple(terms for terms in sequences if "".join(terms).startswith(whole)) or sequences


def _in_company(text: str, particles: Iterable[str], analyse: Analyse) -> Sequences:
    """The terms of a text, and the other ways in which the words around it may part the same letters."""
    terms = tuple(term.text for term in analyse(text))
    if not terms:
        return ()
    ways = {terms: None}
    for before, particle in product(BEFORE, particles):
        inside = range(len(before), len(before) + len(text))
        parts = tuple(term.text for term in analyse(before + text + particle) if term.start in inside)
        if "".join(parts) == "".join(terms):
            ways[parts] = None
    return tuple(ways)


def _sequences(text: str, analyse: Analyse) -> Sequences:
    """The terms of a text, and those that it has where a particle follows it."""
    sequences: dict[tuple[str, ...], None] = {}
    reach = 0
    for particle in ("", *PARTICLES):
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


def _distinct(parts: Iterable[Sequences]) -> Sequences:
    return tuple(dict.fromkeys(terms for part in parts for terms in part))
