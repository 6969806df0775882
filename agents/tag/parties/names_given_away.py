"""Names that nobody knows and that a story gives away elsewhere than where it tells its deal."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence, Set

from agents.tag.language.clauses import Sentence
from agents.tag.language.lexicon import is_done, is_kind_of_firm, is_person, lexicon
from agents.tag.language.vocabulary import is_count, vocabulary
from agents.tag.parties.counted_names import names_counted
from agents.tag.parties.name_candidates import is_common, is_stem, may_be_called, takes_particle
from agents.tag.parties.noun_phrases import OrganisationSpan, Unit, phrases

Known = Sequence[OrganisationSpan]

_PARTY = ("topic", "subject", "with")
# Right behind a name: its head, or the same name in Latin letters.
_HEADED = re.compile(r"'?\s?\((?:(?:공동)?대표(?:이사)?|회장|사장|이사장|원장|운영사|[A-Z][A-Za-zÀ-ÿ])")
_QUOTED = re.compile(r"'([^'\n]{2,15})'")
_MARK = r"['·\-–×x&/]"  # of a quote or a pair
_OFTEN = 2  # sentences that are about somebody


def names_given_away(
    title: Sequence[tuple[Sentence, Known]], lead: Sequence[tuple[Sentence, Known]], telling: Set[int]
) -> frozenset[str]:
    """The names at the places of parties in a lead that its headline, a firm's kind or who leads them gives away.

    `telling`: the sentences that tell a deal.
    """
    cuts = [phrases(s.text, 0, len(s.text), known) for s, known in lead]
    titles = [phrases(s.text, 0, len(s.text), known) for s, known in title]
    texts = [s.text for s, _ in (*title, *lead)]
    given = {*names_counted(list(zip(texts, (*titles, *cuts), strict=True)))}
    headline, text = " ".join(s.text for s, _ in title), "\n".join(s.text for s, _ in lead)
    partners = {p[-1].text for cut in titles for p in cut if p[-1].particle == "with" and may_be_given(p[-1])}
    given |= {name for name in partners if not is_common(name) and name in text}
    given |= _quoted(headline, text)
    named: Counter[str] = Counter()
    for (sentence, _), cut in zip(lead, cuts, strict=True):
        given.update(unit.text for phrase in cut for unit in _introduced(phrase, sentence.text))
        whole = [phrase for phrase in cut if len(phrase) < 2 or phrase[-2].known is None]  # not "가람연구원 자료각은"
        heads = [phrase[-1] for phrase in whole if _is_party(phrase[-1])]
        given.update(h.text for h in heads if _is_in_headline(h.text, headline))
        given.update(h.text for h in heads if h.particle == "with" and h.text in partners)
        strange = {head.text for head in heads if not is_common(head.text)}
        opens = {phrase[-1].text for phrase in cut[:1] if len(phrase) == 1 and _is_party(phrase[-1])}
        given.update(strange if sentence.index in telling else ())
        named.update(strange | opens)
    return frozenset(given | {name for name, times in named.items() if times >= _OFTEN})


def _quoted(headline: str, text: str) -> set[str]:
    """What a headline quotes and a sentence has without quotes at the place of a party."""
    names = {hit[1] for hit in _QUOTED.finditer(headline)}
    party = r"(?:측)?(?:은|는|이|가|와|과) "
    return {name for name in names if re.search(rf"(?<![가-힣'A-Za-z0-9]){re.escape(name)}{party}", text)}


def _introduced(phrase: Sequence[Unit], text: str) -> Iterator[Unit]:
    """The names of a phrase that stand behind a word for a firm, before their head, or beside a person who leads."""
    for at, unit in enumerate(phrase):
        if not may_be_given(unit):
            continue
        before = phrase[at - 1].text if at else ""
        last = at == len(phrase) - 1
        if (
            (last and _is_kind(before))
            or (last and _HEADED.match(text, unit.start + len(unit.text)))
            or (not last and _is_led(phrase, at))
        ):
            yield unit


def _is_kind(word: str) -> bool:
    return word in vocabulary().descriptors or is_kind_of_firm(word)


def _is_led(phrase: Sequence[Unit], at: int) -> bool:
    """Whether a word stands beside a person with a title at the end of a phrase: 나래 of "김하늘 나래 대표는"."""
    if phrase[-1].text not in vocabulary().leaders or at < len(phrase) - 3:
        return False
    beside = phrase[at + 1] if at == len(phrase) - 3 else phrase[at - 1] if at else None
    name = phrase[at].text
    ordinary = name in vocabulary().before_titles or is_done(name)
    return beside is not None and is_person(beside.text) and not ordinary


def _is_in_headline(name: str, headline: str) -> bool:
    """Whether a headline has a name: one that the dictionary has as a word only quoted or as one of a pair."""
    word = re.escape(name)
    if not is_common(name):
        return re.search(rf"(?<![가-힣A-Za-z0-9]){word}", headline) is not None
    return re.search(rf"{_MARK} ?{word}'?(?![가-힣])|{word} ?{_MARK}", headline) is not None


def _is_party(unit: Unit) -> bool:
    return unit.particle in _PARTY and may_be_given(unit) and takes_particle(unit.text, unit.particle)


def may_be_given(unit: Unit) -> bool:
    """Whether a word that no list knows may be a name that a story gives away."""
    name = unit.text
    if not name[-1].isalnum() or name in lexicon().second_words or name in vocabulary().abbreviations:
        return False  # "나래통...", "스튜디오는"
    if unit.quoted:
        return " " not in name and 2 <= len(name) <= 15 and name not in lexicon().generic
    return may_be_called(unit) and not is_stem(name) and not is_count(name)
