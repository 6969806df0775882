"""Unlisted organisations in lists of organisations and in quotes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from agents.tag.language.boundaries import splits, strip_particle
from agents.tag.language.lexicon import is_generic, is_kind_of_firm, is_ordinary, is_person, lexicon
from agents.tag.language.vocabulary import ends_in, vocabulary
from agents.tag.names.candidate import NameCandidate

# How far behind a name the word of co-operation may stand: longer than most noun phrases, shorter than a sentence.
REACH = 70
# Heads and officers, whom their units come before: 융합사업부문장, 부행장.
_OFFICES = (
    "부문장",
    "본부장",
    "센터장",
    "위원장",
    "행장",
    "팀장",
    "실장",
    "단장",
    "부장",
    "과장",
    "국장",
    "원장",
    "총장",
    "학장",
    "처장",
    "소장",
    "협회장",
    "대표",
    "이사",
    "전무",
    "상무",
    "교수",
    "의원",
)
_FIRMS = ("방송사", "언론사", "통신사", "제약사", "게임사", "건설사", "기업", "업체", "회사", "기관", "단체")
WITH = frozenset({"와", "과", "와의", "과의", "와는", "과는"})
_NAME = r"[가-힣A-Za-z0-9&]{2,14}(?: [가-힣A-Za-z0-9&]{2,8})?"
_ITEM = re.compile(rf"(?P<name>{_NAME})(?:\((?P<latin>[A-Z][A-Za-z]+)?[^()\n]{{0,30}}\))?(?:, ?|·)?")
# A list of more names than this is no list of names.
_LIST = re.compile(
    rf"(?<![가-힣A-Za-z0-9])(?:{_NAME}(?:\([^()\n]{{1,30}}\))?(?:, ?|·)){{2,20}}"
    r"[가-힣A-Za-z0-9&]{2,16}(?: [가-힣A-Za-z0-9&]{2,16}(?= 등 ))?"
)
_LIST_OF_COMPANIES = re.compile(
    r"\)? 등 ?(?:[^.\n]|(?<=[가-힣])\.(?=[가-힣])){0,16}"
    r"(?:기업|업체|회사|개사|스타트업|기관|\d사|\d개 ?[가-힣]{1,4}(?:사|은행|대학))"
)
_WORD_BEFORE = re.compile(r"(?P<word>[가-힣]{2,8}) (?=[가-힣A-Za-z])")
# A word before a name that has a particle or the ending of a verb: "연합에는 가람전자".
_NOT_OF_NAME = re.compile(
    r"[가-힣A-Za-z0-9&]+(?:에는|에서|에게|으로|에도|로는|에|은|는|을|를|의|고|며|해|한|된|서|지난|등|및) "
    r"(?=[가-힣A-Za-z]{2})"
)
_SUBJECT = re.compile(r"([가-힣A-Za-z0-9&]{2,}[이가]) (?=[가-힣A-Za-z]{2})")  # "가람이 나래, 다솔 등 3곳과"
_TIED = re.compile(
    r"(?P<first>[가-힣A-Za-z0-9&]{2,13})[와과] "
)  # two names as one item: "가람전자와 나래통신, 다솔은행"
_QUOTED_NAME = re.compile(
    r"[‘“'\"](?P<name>[가-힣A-Za-z0-9&]{2,12}(?: [가-힣A-Za-z0-9&]{1,12}){1,2})[’”'\"]"
    r"(?:\([^)]{2,30}\))?(?P<particle>[가-힣]?)"
)


@lru_cache(maxsize=20_000)  # words repeat within a story and from story to story
def may_be_name(noun: str) -> bool:
    """True where a word can be the name of an organisation by its letters alone."""
    known = lexicon()
    if noun in known.stop or noun in known.second_words or noun[0].isdigit():
        return False
    if noun.endswith(known.roles) and any(is_person(noun.removesuffix(r)) for r in known.roles if noun.endswith(r)):
        return False  # "김하늘부회장과"
    if noun.endswith(known.not_ending) or noun.endswith(_OFFICES) or is_kind_of_firm(noun):
        return False
    if noun.isascii():
        return len(noun) >= 3 and noun[0].isupper() and not noun.isdigit()
    return True


def find_listed(text: str, known: Sequence[NameCandidate]) -> Iterator[NameCandidate]:
    """Names in a list with two known organisations, or that "등 … 기업" closes."""
    starts = {f.start for f in known}
    for match in _LIST.finditer(text):
        items = list(_ITEM.finditer(text, match.start(), match.end()))
        closed = _LIST_OF_COMPANIES.match(text, match.end()) is not None
        bare = strip_particle(items[-1]["name"])
        if not closed and items[-1]["name"] == bare and not text.startswith((" 등", "("), items[-1].end("name")):
            items.pop()  # in a headline a comma also parts the names from the rest
        sure = sum(item.start() in starts for item in items)
        if len(items) < 2 or (sure < 2 and not closed):
            continue
        for item in items:
            bare = strip_particle(item["name"])
            last = item.end() == match.end() and not text.startswith(" 등", match.end())
            name = bare if last else item["name"]
            start = item.start()
            if cut := _NOT_OF_NAME.match(name):
                start, name, bare = start + cut.end(), name[cut.end() :], bare[cut.end() :]
            if (before := _WORD_BEFORE.match(name)) and _stands_before_names(before["word"]):
                start, name, bare = start + before.end(), name[before.end() :], bare[before.end() :]
            if (subject := _SUBJECT.match(name)) and splits(subject[1])[0][1]:
                start, name, bare = start + subject.end(), name[subject.end() :], bare[subject.end() :]
            if tied := _TIED.match(name):
                first = tied["first"]
                if start not in starts and may_be_name(first) and not (is_generic(first) or is_person(first)):
                    yield NameCandidate(start, start + len(first), first, "unknown", 3)
                start, bare = start + tied.end(), bare[tied.end() :]
                name = bare  # "가람전자와 나래통신이, 다솔은행과 라온카드가"
            if start in starts or not may_be_name(name) or is_person(name):
                continue
            if item["latin"] or not (is_generic(name) or is_generic(bare)):
                yield NameCandidate(start, start + len(name), name, "unknown", 3)


def _stands_before_names(word: str) -> bool:
    """Whether a word is no part of the name behind it: "중국 가람, 지역방송사 나래", "업계에 따르면 다온"."""
    lists = vocabulary()
    if word in lists.places or word in lists.postpositions or word in lists.firms:
        return True
    return ends_in("kinds").fit(word) or (len(word) > 2 and word.endswith(_FIRMS))


def find_quoted(text: str) -> Iterator[NameCandidate]:
    """Quoted names of two or three words with the particle of an organisation where one is expected."""
    for match in _QUOTED_NAME.finditer(text):
        if match["particle"] not in {"와", "과", "는", "은", "가", "이"}:
            continue
        name, before = match["name"], text[max(0, match.start() - 12) : match.start()].split()
        cued = bool(before) and before[-1].endswith(lexicon().cues) and not before[-1].endswith(lexicon().product_cues)
        behind = text[match.end() : match.end() + REACH].split("다.", 1)[0]
        wanted = cued or (match["particle"] in WITH and lexicon().triggers.search(behind))
        if wanted and not any(is_ordinary(word) for word in name.split()):
            yield NameCandidate(match.start("name"), match.end("name"), name, "unknown", 2)
