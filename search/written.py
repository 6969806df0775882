"""Words as they stand between spaces and signs, for names that an analyser takes apart in the company of others."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from search.alternatives import Choice
from search.analysis import Term, is_common_word
from search.hangul import RIEUL, final_of
from search.hanja import read_hanja
from search.whole_words import particles
from topics.records import Span

HANJA = "\\u3400-\\u4dbf\\u4e00-\\u9fff\\uf900-\\ufaff"
_RUN = re.compile(f"[가-힣{HANJA}]{{2,}}")
_HANGUL = re.compile(r"[가-힣]{2,}")
# A longer run is a sentence without spaces, in which nobody looks for a name by its first word.
LONGEST_RUN = 24

# Which form of a particle follows a name depends on whether the name ends in a consonant.
_AFTER_CONSONANT = ("은", "을", "과", "으", "아")
_AFTER_VOWEL = ("는", "를", "와", "랑", "라", "야", "로")
_SUBJECT_AFTER_CONSONANT = frozenset({"이", "이나", "이랑"})  # 이며 and the like also follow a vowel
_SUBJECT_AFTER_VOWEL = frozenset({"가", "나"})


def written_words(text: str) -> Iterator[Term]:
    """Each run of Hangul and hanja, read as Hangul, with its span; a single syllable is no name."""
    for match in _RUN.finditer(text):
        if match.end() - match.start() <= LONGEST_RUN:
            yield Term(read_hanja(match[0]), match.start(), match.end())


def names_in(text: str, names: frozenset[str]) -> Iterator[Span]:
    """Where one of the names stands in a text, alone or with a particle: the longest that a run begins with."""
    lengths = _lengths(names)
    for match in _runs_from("".join(sorted({name[0] for name in names}))).finditer(text):
        if match.end() - match.start() <= LONGEST_RUN and (length := lengths.get(read_hanja(match[0]))):
            yield match.start(), match.start() + length


@lru_cache(maxsize=256)
def _lengths(names: frozenset[str]) -> Mapping[str, int]:
    """How many letters of each form of the names are the longest name that it begins with."""
    return {form: len(part_written(form, names)) for name in names for form in forms_of(name)}


@lru_cache(maxsize=256)
def _runs_from(firsts: str) -> re.Pattern[str]:
    """The runs that begin with one of these letters or with hanja; a set of letters in front is searched quickly."""
    return re.compile(f"[{firsts}{HANJA}](?<![가-힣{HANJA}].)[가-힣{HANJA}]+")


def names_as_written(choice: Choice) -> tuple[str, ...]:
    """The texts of a choice that are also looked for as they are written.

    A common word is found by its terms. Names, even those that the dictionary knows, it may take apart in the company
    of others; and one of the synonym table may be written half in hanja.
    """
    names = ("".join(text.split()) if choice.names else text for text in choice.texts)
    return tuple(dict.fromkeys(n for n in names if _HANGUL.fullmatch(n) and (choice.names or not is_common_word(n))))


def is_form(run: str, name: str) -> bool:
    """Whether a run is the name, alone or with a particle."""
    rest = run.removeprefix(name)
    if run == name or not run.startswith(name):
        return run == name
    # 손잡이 is no 손잡 with a particle, nor is 손잡이나.
    return _follows(name, rest) and not any(is_common_word(name + rest[:n]) for n in range(1, len(rest) + 1))


@lru_cache(maxsize=4096)
def forms_of(name: str) -> tuple[str, ...]:
    """The runs by which a name may stand in a text: alone, and with each particle that may follow it."""
    return (name, *(name + particle for particle in sorted(particles()) if is_form(name + particle, name)))


def part_written(run: str, names: Iterable[str]) -> str:
    """The longest of the names that a run begins with; "" where there is none."""
    return max((name for name in names if run.startswith(name)), key=len, default="")


def _follows(name: str, particle: str) -> bool:
    """Whether this is a particle, in the form that it has after the end of the name."""
    final = final_of(name[-1])
    if particle.startswith(_AFTER_VOWEL) or particle in _SUBJECT_AFTER_VOWEL:
        fits = not final or (final == RIEUL and particle.startswith("로"))
    elif particle.startswith(_AFTER_CONSONANT) or particle in _SUBJECT_AFTER_CONSONANT:
        fits = bool(final) and not (final == RIEUL and particle.startswith("으로"))
    else:
        fits = True
    return fits and particle in particles()
