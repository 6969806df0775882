"""Whether words that no list knows look like the name of an organisation."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from mecab import MeCab  # type: ignore[import-untyped]

from agents.tag.language.lexicon import (
    is_kind_of_firm,
    is_person,
    is_single_noun,
    is_told_by_its_end,
    is_trade_name,
    is_unheard,
    is_verb_before_a_noun,
    lexicon,
)
from agents.tag.language.vocabulary import ends_in, vocabulary
from agents.tag.language.word_search import WordEnds
from agents.tag.parties.noun_phrases import Unit
from search.hangul import has_final_consonant

_NUMERIC = re.compile(
    r"[0-9][0-9,.]*(?:일|월|년|시|분|개|곳|명|억|만|조|원|%|차|호|위|건|여|천|조원|억원|대|배|기|부|세|사)?.{0,6}$"
)
_CONNECTIVES = ("고", "며", "서", "지만", "으나", "자", "면", "해", "다", "게", "려", "아", "어", "여")
_COUNT = re.compile(r"[0-9]{1,3}(?:여 ?개|개|대|곳)")
_TOWNS = ("시", "군", "구", "현")
_PROVINCES = ("성", "도", "주", "현", "시", "자치구")
_LATIN = re.compile(r"[A-Z][A-Za-z0-9.&'\-]*$")
_CODE = re.compile(r"[A-Z]{1,6}(?:-[0-9]+|[0-9]{3,})[A-Za-z]?")  # of a drug or a product: SB-207
VERBAL = ("했고", "됐고", "하고", "되고", "하며", "하면서", "해", "며", "고서", "지만")
_DESCRIBING = ("의", "한", "인", "는", "된", "적", "들")
_DESCRIBED = ("기업", "업체", "기관", "사", "플랫폼", "브랜드", "그룹")
_NOT_IN_NAMES = frozenset('%~"')
_UNIVERSITY = re.compile(r"[가-힣]{2,5}대")


@lru_cache(maxsize=1)
def _mecab() -> MeCab:
    return MeCab()


def may_stand_before_a_name(unit: Unit) -> bool:
    """Whether a word is a date, a place, a verb or a word like 기업, which are no part of the name behind them."""
    lists = vocabulary()
    listed = unit.text in lists.places or unit.text in lists.descriptors or unit.text.endswith(lists.called)
    return listed or bool(_NUMERIC.match(unit.text)) or (unit.known is None and is_inflected(unit.text))


def is_latin(word: str) -> bool:
    """Whether a word is written in Latin letters as names are."""
    return _LATIN.match(word) is not None


def is_strange(unit: Unit) -> bool:
    """Whether a word is none of the language, as the first ones of names are: 벨루나 of "벨루나 파트너스"."""
    if unit.known is not None or unit.particle or unit.joined or unit.quoted:
        return False
    if is_person(unit.text) or may_stand_before_a_name(unit):
        return False
    latin = is_latin(unit.text) and unit.text not in vocabulary().abbreviations
    return latin or is_unheard(unit.text)


def is_counted(phrase: Sequence[Unit]) -> bool:
    """Whether a number says how many of a kind there are: "6개 농축협과", "4대 시중은행과"."""
    return len(phrase) > 1 and _COUNT.fullmatch(phrase[-2].text) is not None


def describes(unit: Unit) -> bool:
    """Whether a word ends as those do that tell what the name behind it is: 파트너인, 운영사."""
    return unit.text.endswith(_DESCRIBING + _DESCRIBED)


def extends(unit: Unit, name: str) -> bool:
    """Whether a word before a name belongs to it: "법무법인 가온", "LX Semicon", "하늘 코리아"."""
    lists = vocabulary()
    if (
        unit.text in lists.descriptors
        or unit.text in lists.places
        or unit.text in lists.common
        or _NUMERIC.match(unit.text)
        or is_inflected(unit.text)
    ):
        return False
    if name in lexicon().second_words and not unit.particle:
        return unit.text not in lexicon().trade_modifiers
    if ends_in("kinds").fit(unit.text):
        return False  # "요리학교 가온과"
    if name.endswith(_TOWNS) and unit.text.endswith(_PROVINCES):
        return False  # "지린성 훈춘시와"
    if unit.quoted or describes(unit):
        return False
    if unit.text in (
        "법무법인",
        "회계법인",
        "사단법인",
        "재단법인",
        "주식회사",
        "의료법인",
        "학교법인",
        "특허법인",
        "세무법인",
    ):
        return True
    if _LATIN.match(unit.text):
        return unit.text not in lists.abbreviations
    return len(name.split()) < 3 and not is_common(unit.text)


@lru_cache(maxsize=1)
def generic_ends() -> WordEnds:
    """The common nouns that no name of an organisation ends with."""
    lists = vocabulary()
    return WordEnds(w for w in lists.common if len(w) >= 2 and w not in lists.in_names)


def is_name(name: str, unit: Unit, *, described: bool) -> bool:
    """Whether a word with its particle may be a name; `described`: a word like 기업 stands before it."""
    lists = vocabulary()
    if not 2 <= len(name) <= 25 or _NUMERIC.match(name) or name in lists.places or name in lists.common:
        return False
    if (
        name in lexicon().generic
        or name.endswith(
            ("들", "여", "께", "하", "되", "지난", "오는", "부터", "까지", "따르면", "대통령", "총리", "장관", "차관")
        )
        or not _NOT_IN_NAMES.isdisjoint(name)
        or _CODE.fullmatch(name)
        or is_kind_of_firm(name)
        or name.count("(") != name.count(")")
    ):
        return False
    if unit.quoted:
        said = " " in name and name.endswith("다")  # "'배송을 함께 넓힌다'는 데 뜻을 모았다"
        return not said and len(name) <= 15 and unit.particle in ("with", "topic", "subject")
    if _LATIN.match(name):
        return len(name) > 1 and name not in lists.abbreviations
    if described and not is_single_noun(name):
        return not name.endswith(("업계", "기관"))
    if generic_ends().fit(name) and not is_trade_name(name):
        return False
    if unit.particle == "with" and len(name) >= 5 and not name.endswith(("자", "인", "원", "단")):
        return not is_single_noun(name)
    return not is_common(name) and takes_particle(name, unit.particle)


def is_plausible(unit: Unit) -> bool:
    """Whether a word where only a party can stand may be a name, though it is made of common nouns: 산들건축과."""
    name = unit.text
    if unit.known is not None or not 4 <= len(name) <= 15 or _NUMERIC.match(name) or unit.quoted:
        return False
    if (
        name in lexicon().generic
        or _names_a_class(name)
        or ends_in("descriptors").fit(name)
        or name.count("(") != name.count(")")
    ):
        return False
    return not (is_single_noun(name) or is_inflected(name)) and takes_particle(name, unit.particle)


def may_begin_a_name(unit: Unit) -> bool:
    """Whether a word can be the first of a name that a Latin one behind shows to have several."""
    lists = vocabulary()
    listed = unit.text in lists.descriptors or unit.text in lists.places or unit.text in lists.common
    listed = listed or unit.text.endswith(("사", "기업", "업체", "기관", *lists.called))
    return not (listed or unit.quoted or _NUMERIC.match(unit.text) or is_single_noun(unit.text))


def may_open_a_sentence(unit: Unit) -> bool:
    """Whether the topic that opens a sentence on a deal with somebody may be a name, though the dictionary has it."""
    name = unit.text
    if unit.known is not None or unit.quoted or not 3 <= len(name) <= 10 or _NUMERIC.match(name):
        return False
    if name in lexicon().generic or name in lexicon().stop or _names_a_class(name):
        return False
    return not (is_person(name) or is_inflected(name))


def may_be_called(unit: Unit) -> bool:
    """Whether a word behind 기업 or 업체 may be the name of that firm, though the dictionary has it: "기업 바탕은"."""
    name = unit.text
    if unit.known is not None or unit.quoted or not 2 <= len(name) <= 10 or _NUMERIC.match(name):
        return False
    if name in vocabulary().descriptors or name in lexicon().generic or name in lexicon().stop or _names_a_class(name):
        return False
    return not (is_person(name) or is_inflected(name) or name.count("(") != name.count(")"))


def _names_a_class(name: str) -> bool:
    """Whether a word is for any of a class of people, places or things by the lists or its end."""
    lists = vocabulary()
    if name in lists.common or name in lists.places or is_kind_of_firm(name):
        return True
    if name.endswith(lists.trade_ends) and _may_precede_a_trade(name[:-2]):
        return False
    return ends_in("class_ends", "counted", "government", "person_heads").fit(name)


def _may_precede_a_trade(base: str) -> bool:
    """Whether what stands before a trade may be a name: 가람 of 가람문화, not 전통 of 전통문화."""
    known, lists = lexicon(), vocabulary()
    ordinary = base in known.generic or base in known.stop or base in known.trade_modifiers or base in lists.common
    return len(base) >= 2 and not (ordinary or base in lists.places)


def ends_as_a_university(word: str) -> bool:
    """Whether a word may be the short name of a university, as 나래대 is; 차세대 ends so, too."""
    return _UNIVERSITY.fullmatch(word) is not None


@lru_cache(maxsize=4096)
def is_bare_part(name: str) -> bool:
    """Whether a name is of a part of an organisation without the organisation: 반도체사업부, 전자공학과, 베트남법인."""
    lists, known = vocabulary(), lexicon()
    part = next((p for p in lists.bare_parts if name.endswith(p)), None)
    if part is None or any(map(ends_as_a_university, name.split()[:-1])):  # "나래대 미래캠퍼스"
        return False
    words = [word for word, _ in _mecab().pos(name.removesuffix(part))]
    ordinary = (lists.common, lists.places, known.generic, known.trades, known.trade_modifiers)
    return all(len(word) == 1 or any(word in listed for listed in ordinary) for word in words)


@lru_cache(maxsize=4096)
def is_common(word: str) -> bool:
    """Whether a word is in the dictionary as a common noun, or made of two such."""
    if not word or word in vocabulary().common:
        return True
    if is_trade_name(word):
        return False
    tags = [(m[0], m[1]) for m in _mecab().pos(word)]
    if len(tags) == 1:
        return tags[0][1] in ("NNG", "MAG", "MAJ", "MM", "NP", "IC", "NNB", "XR") or tags[0][1].startswith("V")
    if any(t == "NNP" or t.startswith(("S", "U")) for _, t in tags):
        return False
    return all(
        (t in ("NNG", "XSN", "NNB", "XPN") and len(w) >= 2) or t in ("XSN", "MAG") for w, t in tags
    ) and not word.endswith(vocabulary().in_names)


@lru_cache(maxsize=4096)
def is_inflected(word: str) -> bool:
    """Whether a word ends as verbs do: "이사회를 열고 가람물류와", "게임을 내놓은 가람게임즈와"."""
    tags = _mecab().pos(word)
    if is_verb_before_a_noun(word) or any("EP" in tag.split("+") for _, tag in tags):
        return True
    return bool(tags) and tags[-1][1].split("+")[-1] in ("EC", "EF") and word.endswith(_CONNECTIVES)


@lru_cache(maxsize=4096)
def is_adnominal(word: str) -> bool:
    """Whether a word is a verb that describes the noun behind it: "들어올 2개 업체와"."""
    tags = _mecab().pos(word)
    return bool(tags) and "ETM" in tags[-1][1].split("+")


@lru_cache(maxsize=4096)
def takes_particle(name: str, role: str) -> bool:
    """Whether the dictionary, too, reads the word as a noun: verbs like 맺는 end as topics do."""
    if role not in ("topic", "subject", "of", "object") or is_told_by_its_end(name):
        return True
    tags = _mecab().pos(name)
    if tags and tags[-1][1].split("+")[-1].startswith(("E", "XSV", "XSA", "VV", "VA", "VX")):
        return False
    return role != "topic" or has_final_consonant(name[-1]) or not _is_verb(f"{name}는")


@lru_cache(maxsize=4096)
def _is_verb(word: str) -> bool:
    """Whether a word is nothing but a form of a verb, though its stem alone looks like a name: 키우는, 아우르는."""
    tags = _mecab().pos(word)
    return len(tags) == 2 and tags[0][1] == "VV" and tags[1][1] == "ETM"


@lru_cache(maxsize=4096)
def is_stem(word: str) -> bool:
    """Whether a word is the stem of a verb, which 는 makes an adnominal of: 경쟁하 of "경쟁하는"."""
    tags = _mecab().pos(word)
    return bool(tags) and tags[-1][1].split("+")[-1] in ("VV", "VA", "VX", "XSV", "XSA")
