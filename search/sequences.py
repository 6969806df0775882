"""What a query's words and phrases may look like as terms of a text, for any analyser."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise

from search.alternatives import Choice, alternatives
from search.analysis import Term, is_one_word
from search.query import Filter, Phrase
from search.synonyms import key_of

Analyse = Callable[[str], Sequence[Term]]
"""Gives the terms of a text in order with their spans."""

Sequences = dict[tuple[str, ...], int]
"""Ways to write one thing, each as its terms in order, with how many particles may stand between them."""

LOOSE = 1 << 30
"""As many particles as may be."""
# One for each shape that particles take after a name: in its company the dictionary may part the name another way.
_PARTICLES = ("은", "는", "이", "가", "을", "를", "과", "와", "의", "에", "로", "으로", "도")
# "체결했다" is asked for as 체결 하; the text may as well say 체결을 or 체결한.
_LIGHT_VERBS = frozenset({"하", "되"})
# Three syllables of which one is a term: a verb with a long ending, or more often a name that is no verb.
_UNCLEAR = 3


def sequences_of_choice(choice: Choice, analyse: Analyse) -> Sequences:
    """The ways to write one of the texts of a choice."""
    found: Sequences = {}
    if choice.names:
        for text in choice.texts:
            found |= _name(text, analyse)
        return found
    clear = [text for text in choice.texts if not is_unclear(text, analyse)]
    for text in clear or choice.texts:
        found |= _sequences(text, analyse)
    return found


def sequences_of_phrase(phrase: Phrase, analyse: Analyse) -> Sequences:
    """The ways to write a phrase; a word typed without quotation marks may have other spellings."""
    if not phrase.quoted:
        return sequences_of_choice(alternatives([phrase.text])[0], analyse)
    terms = tuple(term.text for term in analyse(phrase.text))
    return {terms: LOOSE} if terms else {}


def texts_to_analyse(choices: Iterable[Choice], phrases: Iterable[Phrase]) -> list[str]:
    """All texts that an analyser will be asked for, so that one far away can be asked once."""
    texts: dict[str, None] = {}
    for phrase in phrases:
        if phrase.quoted:
            texts[phrase.text] = None
        else:
            choices = [*choices, alternatives([phrase.text])[0]]
    for choice in choices:
        for text in choice.texts:
            for written in ("".join(text.split()), text) if choice.names else (text,):
                texts |= dict.fromkeys(written + particle for particle in ("", *_PARTICLES))
    return list(texts)


def is_unclear(text: str, analyse: Analyse) -> bool:
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
    joined = _sequences("".join(text.split()), analyse)
    # A particle inside makes another name of it: LG의 화학 is not LG 화학.
    sequences = joined | dict.fromkeys(_sequences(text, analyse), max(joined.values(), default=0))
    whole = key_of(text)
    return {terms: inside for terms, inside in sequences.items() if "".join(terms).startswith(whole)} or sequences


def _sequences(text: str, analyse: Analyse) -> Sequences:
    """The terms of a text, and those that it has where a particle follows it."""
    sequences: Sequences = {}
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
            sequences[tuple(written)] = max(sequences.get(tuple(written), 0), _inside(text, terms))
    return sequences


def _inside(text: str, terms: Sequence[Term]) -> int:
    """How many particles and endings stand between the words of a text."""
    pairs = pairwise(term for term in terms if term.start < len(text))
    # An inflected form has its ending inside: 푸른은행 is 푸르, an ending and 은행.
    return sum(left.end < right.start or left.text != text[left.start : left.end].lower() for left, right in pairs)
