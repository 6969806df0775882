"""Which words are ordinary and which give an organisation away: the lists of `lexicon.toml`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from mecab import MeCab, Morpheme  # type: ignore[import-untyped]

from agents.tag.language.vocabulary import vocabulary, words_with_terms
from agents.tag.language.word_search import WordEnds

OWN = Path(__file__).with_name("lexicon.toml")

_COMMON = frozenset(
    {
        "NNG",
        "XSN",
        "XPN",
        "NNB",
        "NNBC",
        "NR",
        "SN",
        "MM",
        "MAG",
        "NP",
        "XR",
        "IC",
        "JX",
        "JKB",
        "SY",
        "SC",
        "SL",
        "MAJ",
    }
)
# Of what looks like a verb only this much is surely one: unknown names are often taken for verbs.
_CONNECTIVES = ("고", "며", "면", "서", "지", "게", "던", "려", "야", "니", "했", "된", "한", "할", "될")
_DESCRIBING_VERBS = (["VV", "ETM"], ["VA", "ETM"])
_LATIN = re.compile("[A-Za-z]+")
_PLACE = "지명"
_PERSON = "인명"


class LexiconError(ValueError):
    """An entry of the lexicon that cannot be read; the message names file and entry."""


@dataclass(frozen=True, slots=True)
class Ending:
    """The end of a name that says what kind of organisation it is."""

    text: str
    kind: str
    plain: bool
    """True where the words before it may be ordinary ones: 한국환경공단."""
    shortest: int
    """The least number of characters before it."""
    not_after: frozenset[str]
    """What makes an ordinary word of it: 시중은행."""
    after: re.Pattern[str] | None
    """What must stand before it, where the ending alone says too little: 한국…공사."""

    def accepts(self, base: str) -> bool:
        """True where the name can be one of an organisation."""
        if len(base) < self.shortest or base in self.not_after:
            return False
        if not self.plain and base.endswith(tuple(self.not_after)):
            return False
        return self.after is None or self.after.match(base) is not None


@dataclass(frozen=True)
class Lexicon:
    """The lexicon as it was read."""

    stop: frozenset[str]
    """Words that are never the name of an unknown organisation."""
    generic: frozenset[str]
    """Ordinary words of business news: a compound with one of them is no name."""
    not_ending: tuple[str, ...]
    """Ends of words that are no names of organisations: places, posts and events."""
    cues: tuple[str, ...]
    """Nouns that stand right before the name of a company: 스타트업."""
    triggers: re.Pattern[str]
    """Words of co-operation that have organisations as arguments."""
    sports: tuple[str, ...]
    """Words that tell a story of sport, where names of companies are names of clubs."""
    roles: tuple[str, ...]
    """Titles of persons, the longest first."""
    surnames: frozenset[str]
    foreign_names: frozenset[str]
    """Foreign given names that begin like Korean surnames."""
    second_words: frozenset[str]
    """Second words of names that are written as two: 테크놀로지스."""
    trades: tuple[str, ...]
    """The trades that names of companies end with."""
    trade_modifiers: frozenset[str]
    """What makes an ordinary word of a trade: 이동통신."""
    product_cues: tuple[str, ...]
    """Nouns that stand right before or behind the name of a product."""
    foreign_countries: frozenset[str]
    authority_fields: tuple[str, ...]
    """What ministries and authorities are for, the longest first."""
    endings: tuple[Ending, ...]

    def ending_of(self, name: str) -> Ending | None:
        """The longest ending that the name has."""
        if not _ending_texts().fit(name):
            return None
        for size in range(min(len(name) - 1, 8), 1, -1):
            if ending := _by_text().get(name[-size:]):
                return ending
        return None


@cache
def _by_text() -> dict[str, Ending]:
    return {ending.text: ending for ending in lexicon().endings}


@cache
def _ending_texts() -> WordEnds:
    return WordEnds(_by_text())


@cache
def cue_ends() -> WordEnds:
    """The ends of the words that stand right before the name of a company."""
    return WordEnds(lexicon().cues)


@cache
def lexicon() -> Lexicon:
    """The lexicon of this package, read once in a process."""
    return read_lexicon(OWN)


def read_lexicon(path: Path) -> Lexicon:
    """Read a lexicon; raises `LexiconError` naming the entry that is wrong."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise LexiconError(f"{path.name}: {error}") from error

    def words(key: str) -> tuple[str, ...]:
        text = data.get(key)
        if not isinstance(text, str) or not text.split():
            raise LexiconError(f"{path.name}: {key} must be words separated by spaces")
        try:
            return words_with_terms(text.split())
        except KeyError as error:
            raise LexiconError(f"{path.name}: {key}: there is no term {error}") from error

    endings = data.get("ending")
    if not isinstance(endings, list):
        raise LexiconError(f"{path.name}: no [[ending]]")
    return Lexicon(
        stop=frozenset(words("stop")),
        generic=frozenset(words("generic")),
        not_ending=tuple(words("not_ending")),
        cues=tuple(words("cues")),
        triggers=re.compile("|".join(map(re.escape, words("triggers")))),
        sports=tuple(words("sports")),
        roles=tuple(sorted(words("roles"), key=len, reverse=True)),
        foreign_names=frozenset(words("foreign_names")),
        surnames=frozenset(words("surnames")),
        second_words=frozenset(words("second_words")),
        trades=tuple(sorted(words("trades"), key=len, reverse=True)),
        trade_modifiers=frozenset(words("trade_modifiers")),
        product_cues=tuple(words("product_cues")),
        foreign_countries=frozenset(words("foreign_countries")),
        authority_fields=tuple(sorted(words("authority_fields"), key=len, reverse=True)),
        endings=tuple(
            e for number, entry in enumerate(endings, 1) for e in _read_ending(entry, f"{path.name}: ending {number}")
        ),
    )


def _read_ending(entry: dict[str, Any], where: str) -> list[Ending]:
    unknown = set(entry) - {"kind", "texts", "plain", "shortest", "not_after", "after"}
    if unknown or not isinstance(entry.get("kind"), str) or not isinstance(entry.get("texts"), str):
        raise LexiconError(f"{where}: needs kind and texts, and knows no {', '.join(sorted(unknown)) or 'others'}")
    try:
        after = re.compile(entry["after"]) if "after" in entry else None
    except re.error as error:
        raise LexiconError(f"{where}: after is no regular expression: {error}") from error
    return [
        Ending(
            text=text,
            kind=entry["kind"],
            plain=bool(entry.get("plain", False)),
            shortest=int(entry.get("shortest", 2)),
            not_after=frozenset(str(entry.get("not_after", "")).split()),
            after=after,
        )
        for text in entry["texts"].split()
    ]


@cache
def _mecab() -> MeCab:
    return MeCab()


def _is_inflected(morphemes: Sequence[Morpheme]) -> bool:
    """True for a form of a verb; a name that the analyser cannot read often looks like half of one."""
    tags = [m.pos for m in morphemes]
    return all(tag[0] in "VEJ" for tag in tags) or any(tag.startswith(("XSV", "XSA")) or tag == "EP" for tag in tags)


@lru_cache(maxsize=20_000)  # a few bytes a word; candidates repeat from story to story
def is_ordinary(word: str) -> bool:
    """True where a word is made of ordinary words or places and so is hardly a name."""
    known = lexicon()
    if word in known.stop or word in known.generic:
        return True
    if word.isascii():
        return False
    if rest := _LATIN.sub("", word) if _LATIN.search(word) else "":
        return len(rest) < 2 or rest in known.generic or rest in known.stop
    morphemes = _mecab().parse(word)
    if any(m.pos == "UNKNOWN" for m in morphemes):
        return False
    if _is_inflected(morphemes):
        return True
    if len(morphemes) == 1:
        return morphemes[0].pos in _COMMON or morphemes[0].feature.semantic == _PLACE
    if not all(m.pos in _COMMON or (m.pos == "NNP" and m.feature.semantic == _PLACE) for m in morphemes):
        return morphemes[-1].surface in known.generic
    return True


@lru_cache(maxsize=20_000)
def is_trade_name(word: str) -> bool:
    """True where a word may be a name that ends with a trade, as 가람통신 does and 이동통신 does not."""
    known = lexicon()
    if not word.endswith(known.trades):
        return False
    trade = next(t for t in known.trades if word.endswith(t))
    base = word.removesuffix(trade)
    if len(base) < 2 or base in known.stop or base in known.generic or base in known.trade_modifiers:
        return False
    if base.endswith(known.trades) or len(_mecab().parse(word)) == 1:
        return False
    morphemes = _mecab().parse(base)
    return not any(m.surface in known.generic or m.feature.semantic == "행위" for m in morphemes)


@lru_cache(maxsize=20_000)
def is_told_by_its_end(name: str) -> bool:
    """True where the end of a name that no list knows says what it is: 가람통신, 나래은행."""
    ending = lexicon().ending_of(name)
    return is_trade_name(name) or (ending is not None and ending.accepts(name.removesuffix(ending.text)))


@lru_cache(maxsize=20_000)
def is_kind_of_firm(word: str) -> bool:
    """True where a word is for any firm of a kind and names none: 부품업체, 손해보험사, but not 미르보험사."""
    if not word.endswith(vocabulary().firm_kinds):
        return False
    kind = next(k for k in vocabulary().firm_kinds if word.endswith(k))
    base = word.removesuffix(kind)
    return not kind.endswith("사") or not base or base in lexicon().trade_modifiers or is_ordinary(base)


_SHORTEST_DEPARTMENT = 4  # letters
_CHEMICALS = re.compile(r"[가-힣]{2}(?<![대교부])화학과$")  # 가람화학과 is 가람화학 with its particle


@lru_cache(maxsize=20_000)
def is_verb_before_a_noun(word: str) -> bool:
    """True where what looks like the particle 은 is the end of a verb: 내놓은."""
    return [tag for _, tag in _mecab().pos(word)] in _DESCRIBING_VERBS


@lru_cache(maxsize=20_000)
def is_word_with_particle(word: str) -> bool:
    """True where what looks like the particle 과 is the end of a word of the dictionary: 계약학과, 정형외과."""
    if word.endswith(vocabulary().departments):
        return True
    lists = vocabulary()
    ends = (*lists.trade_ends, *lists.bare_parts, *lists.person_heads, *lists.agencies)
    if is_told_by_its_end(word[:-1]) or word[:-1].endswith(ends):
        return False  # 가람유통과, 산학협력단과, 마케팅본부장과, 방위사업청과
    *before, last = _mecab().parse(word)
    whole = not before or last.surface.endswith(lists.nouns_in_particle)  # the dictionary has 온과 and 진과, too
    whole = whole and not (before and _ends_with_a_longer_noun(word[:-1], len(last.surface) - 1))
    return last.pos == "NNG" and last.surface.endswith("과") and whole and not _CHEMICALS.search(word)


def _ends_with_a_longer_noun(word: str, letters: int) -> bool:
    """Whether the last noun of a word is longer than so many letters: 라인 of 나루라인, which 인과 begins within."""
    last = _mecab().parse(word)[-1]
    return last.pos[:2] == "NN" and len(last.surface) > letters


@lru_cache(maxsize=20_000)
def is_department(word: str) -> bool:
    """True where a word ends with 과 for a department and not as words like 성과 do: 뷰티디자인과."""
    return len(word) >= _SHORTEST_DEPARTMENT and [m.surface for m in _mecab().parse(word)[-1:]] == ["과"]


@lru_cache(maxsize=20_000)
def ends_with_word(word: str, end: str) -> bool:
    """True where a word's end is a word of its own, as far as the dictionary knows: 등 of 가람등, not of 평등."""
    last = _mecab().parse(word)[-1]
    return bool(last.surface == end or last.pos == "UNKNOWN")


@lru_cache(maxsize=20_000)
def is_generic(word: str) -> bool:
    """True where a word is plainly an ordinary one; names made of two rare nouns are not."""
    known = lexicon()
    if word in known.stop or word in known.generic:
        return True
    if word.isascii() or is_trade_name(word):
        return False
    if rest := _LATIN.sub("", word) if _LATIN.search(word) else "":
        return len(rest) < 2 or rest in known.generic or rest in known.stop
    morphemes = _mecab().parse(word)
    if _is_inflected(morphemes) and word.endswith(_CONNECTIVES):
        return True
    if len(morphemes) == 1:
        return morphemes[0].pos in _COMMON or morphemes[0].feature.semantic == _PLACE
    return morphemes[-1].surface in known.generic or any(m.feature.semantic == "행위" for m in morphemes)


@lru_cache(maxsize=20_000)
def is_of_business_words(word: str) -> bool:
    """True where a word made of others begins or ends as ordinary ones do: 인기게임, 현지법인, but not 오픈하루."""
    known = lexicon()
    first, *_, last = [m.surface for m in _mecab().parse(word)] * 2
    return first in known.trade_modifiers or first in known.generic or last in known.generic


@lru_cache(maxsize=20_000)
def is_single(word: str) -> bool:
    """True where a word is one ordinary noun, and none of those that business news is full of."""
    known = lexicon()
    return word not in known.stop and word not in known.generic and len(_mecab().parse(word)) == 1


@lru_cache(maxsize=20_000)
def is_single_noun(word: str) -> bool:
    """True where a word stands in the dictionary as one common noun, as 어린이 does, which is no 어린 with 이."""
    return [m.pos for m in _mecab().parse(word)] == ["NNG"]


@lru_cache(maxsize=20_000)
def is_unheard(word: str) -> bool:
    """True where a noun is none that the dictionary has: read as a form of a verb, it is a name before 와 or 에."""
    morphemes = _mecab().parse(word)
    verb = all(m.pos[0] in "VEJ" for m in morphemes) and not morphemes[-1].pos.endswith("ETN")
    return verb or not is_ordinary(word)


@lru_cache(maxsize=20_000)
def is_done(word: str) -> bool:
    """True where a word is for what somebody does: 영업, 홍보."""
    return [m.feature.semantic for m in _mecab().parse(word)] == ["행위"]


@lru_cache(maxsize=20_000)
def is_place(word: str) -> bool:
    """True where a word is the name of a smaller place, which companies are often called after."""
    morphemes = _mecab().parse(word)
    return word not in lexicon().stop and len(morphemes) == 1 and morphemes[0].feature.semantic == _PLACE


@lru_cache(maxsize=20_000)
def begins_with_place(word: str) -> bool:
    """True where a word is the name of a place and more, as institutions abroad are called: 베트남투자개발."""
    morphemes = _mecab().parse(word)
    return len(morphemes) > 1 and morphemes[0].feature.semantic == _PLACE


@lru_cache(maxsize=20_000)
def is_known_person(word: str) -> bool:
    """True where the dictionary has the word as the name of a person."""
    morphemes = _mecab().parse(word)
    return len(morphemes) == 1 and morphemes[0].pos == "NNP" and morphemes[0].feature.semantic == _PERSON


@lru_cache(maxsize=20_000)
def is_person(word: str) -> bool:
    """True where a word looks like a Korean person's name: a surname and two syllables."""
    if len(word) != 3 or word[0] not in lexicon().surnames or not all("가" <= c <= "힣" for c in word):
        return False
    morphemes = _mecab().parse(word)
    if len(morphemes) == 1:
        return is_known_person(word) and word not in lexicon().foreign_names
    return morphemes[0].feature.semantic == _PERSON or len(morphemes) == 3
