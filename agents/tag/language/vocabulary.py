"""The word lists behind the grammar of parties, from `vocabulary.toml`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from functools import lru_cache
from pathlib import Path
from typing import Any

from agents.rule_table import TableRow, read_table
from agents.tag.language.word_search import WordEnds

OWN = Path(__file__).with_name("vocabulary.toml")

ALL_OF_THEM = 99  # the size of what words like 이들 stand for: the parties named last, however many


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The word lists behind the grammar."""

    descriptors: frozenset[str]
    places: frozenset[str]
    cities: frozenset[str]
    common: frozenset[str]
    person_heads: tuple[str, ...]
    leaders: frozenset[str]
    before_titles: frozenset[str]
    former: frozenset[str]
    parts: tuple[str, ...]
    not_partner: tuple[str, ...]
    targets: tuple[str, ...]
    against: frozenset[str]
    in_names: tuple[str, ...]
    abbreviations: frozenset[str]
    government: tuple[str, ...]
    not_government: tuple[str, ...]
    ministries: tuple[str, ...]
    counted: frozenset[str]
    short_for: frozenset[str]
    postpositions: frozenset[str]
    institutions: frozenset[str]
    states: tuple[str, ...]
    offices: tuple[str, ...]
    political_parties: tuple[str, ...]
    unions: tuple[str, ...]
    groups: tuple[str, ...]
    times: frozenset[str]
    this_party: frozenset[str]
    domestic: frozenset[str]
    class_ends: tuple[str, ...]
    trade_ends: tuple[str, ...]
    departments: tuple[str, ...]
    nouns_in_particle: tuple[str, ...]
    agencies: tuple[str, ...]
    bare_parts: tuple[str, ...]
    university_parts: tuple[str, ...]
    university_units: tuple[str, ...]
    branches: frozenset[str]
    sites: tuple[str, ...]
    local_bodies: tuple[str, ...]
    runs: frozenset[str]
    institutes: tuple[str, ...]
    public_institutions: tuple[str, ...]
    called: tuple[str, ...]
    firms: tuple[str, ...]
    firm_kinds: tuple[str, ...]
    kinds: tuple[str, ...]
    legal_forms: tuple[str, ...]
    legal_forms_before: tuple[str, ...]
    legal_forms_abroad: tuple[str, ...]
    sets: Mapping[str, int]
    terms: Mapping[str, tuple[str, ...]]
    """Words of one kind, the longest first, which the patterns of all tables refer to by a name."""
    examples: Mapping[str, tuple[str, ...]]
    """By list: texts that are read otherwise without its words, an arrow and what is read from them."""


_TERM = re.compile(r"\{([a-z_]+)\}")  # {consortia}: any of these words
COUNTED = re.compile(r"(?:이들 )?([2-9]|1[0-9]|양|두|세|네|다섯|여섯|일곱|여덟|아홉|열)(?:개|곳)?\s?([가-힣]{1,4})")
_THESE = "이들 "
_COUNTED_TRADE = re.compile(r"[가-힣]{2,5}([2-9])개?(사)")  # 방송3사, 이통3사
_NUMERALS = {"양": 2, "두": 2, "세": 3, "네": 4, "다섯": 5, "여섯": 6, "일곱": 7, "여덟": 8, "아홉": 9, "열": 10}


def load(path: Path) -> Vocabulary:
    """The word lists in a TOML file.

    Raises RuleTableError, naming the file and the list that is wrong; one without examples is.
    """
    raw = read_table(path)
    terms = TableRow.of(path.name, "terms", raw.get("terms"))
    by_length = {name: tuple(sorted(terms.texts(name), key=len, reverse=True)) for name in terms.settings}
    names = [field.name for field in fields(Vocabulary) if field.name not in ("sets", "terms", "examples")]
    whole = TableRow(path.name, "lists", raw)
    whole.refuse_others((*names, "sets", "terms", "examples"))
    lists = {key: _list(whole, key, by_length) for key in names}
    sets = raw.get("sets")
    if not isinstance(sets, dict) or not all(isinstance(x, int) and x > 1 for x in sets.values()):
        raise whole.error("sets", "must give a number of parties for each word")
    examples = {key: _examples(path.name, key, raw.get("examples", {})) for key in (*names, "sets")}
    found: dict[str, Any] = {
        field.name: frozenset(lists[field.name]) if "frozenset" in str(field.type) else lists[field.name]
        for field in fields(Vocabulary)
        if field.name in lists
    }
    found["places"] |= found["cities"]
    found["person_heads"] = tuple(form for head in lists["person_heads"] for form in (head, f"{head}들"))
    return Vocabulary(**found, sets=sets, terms=by_length, examples=examples)


def _list(whole: TableRow, key: str, terms: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    try:
        return words_with_terms(whole.texts(key), terms)
    except KeyError as error:
        raise whole.error(key, f"there is no term {error}") from error


def _examples(file: str, key: str, examples: Mapping[str, object]) -> tuple[str, ...]:
    return TableRow(file, key, {"right": examples.get(key, [])}).examples(right=1, wrong=0)[0]


@lru_cache(maxsize=1)
def vocabulary() -> Vocabulary:
    """The project's own word lists."""
    return load(OWN)


@lru_cache(maxsize=32)  # the combinations that are asked for
def ends_in(*lists: str) -> WordEnds:
    """The ends of words in some of the lists, by the names of those."""
    return WordEnds(end for name in lists for end in getattr(vocabulary(), name))


def is_count(text: str) -> bool:
    """Whether a word counts something: 12개국, 세 곳, but not 세원정공."""
    return COUNTED.fullmatch(text) is not None and (text[0].isdigit() or size_of(text) > 0)


def number_counted(text: str) -> int:
    """The number in a word that counts something: 12 in 12개국; 0 for other words."""
    return number_of(counted[1]) if (counted := COUNTED.fullmatch(text)) else 0


@lru_cache(maxsize=20_000)  # words repeat within a story and from story to story
def size_of(text: str) -> int:
    """How many parties a phrase like 양사, 3사 or "두 은행" stands for, with its particle or without; 0 for others."""
    for name in (text, *(text.removesuffix(p) for p in "는가은이" if text.endswith(p))):
        if size := vocabulary().sets.get(name, 0):
            return size
        if name.startswith(_THESE) and name.removeprefix(_THESE) in vocabulary().counted:
            return ALL_OF_THEM
        counted = COUNTED.fullmatch(name) or _COUNTED_TRADE.fullmatch(name)
        if counted and counted[2] in vocabulary().counted:
            return number_of(counted[1])
        whole, _, head = name.rpartition(" ")
        if whole and head.endswith(vocabulary().person_heads):
            return size_of(whole)  # "양사 대표는"
    return 0


@lru_cache(maxsize=20_000)
def may_end_a_set(word: str) -> bool:
    """Whether a word may be the last of a phrase that `size_of` knows."""
    ends, last_words = ends_in("counted", "person_heads"), _last_words_of_sets()
    bare = word[:-1] if word.endswith(("는", "가", "은", "이")) else word
    return ends.fit(word) or ends.fit(bare) or word in last_words or bare in last_words


@lru_cache(maxsize=1)
def _last_words_of_sets() -> frozenset[str]:
    return frozenset(name.rpartition(" ")[2] for name in vocabulary().sets)


def number_of(numeral: str) -> int:
    """The number that digits or a word like 다섯 are for; raises ValueError for any other word."""
    return _NUMERALS.get(numeral) or int(numeral)


def with_terms(pattern: str) -> str:
    """A regular expression with the terms that it refers to; raises KeyError for a name that is none."""
    return _TERM.sub(lambda name: f"(?:{'|'.join(map(re.escape, vocabulary().terms[name[1]]))})", pattern)


def words_with_terms(words: Iterable[str], terms: Mapping[str, tuple[str, ...]] | None = None) -> tuple[str, ...]:
    """Words, where those of a term stand for one that is its name; raises KeyError for a name that is none."""
    known = vocabulary().terms if terms is None else terms
    named = ((word, _TERM.fullmatch(word)) for word in words)
    return tuple(one for word, term in named for one in (known[term[1]] if term else (word,)))
