"""Organisations recognised by the shape of their names: endings of institutions and marks of companies."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from agents.regex_set import RareRegex
from agents.tag.language.boundaries import starts_word, strip_particle, word_end
from agents.tag.language.legal_forms import legal_forms
from agents.tag.language.lexicon import (
    Ending,
    begins_with_place,
    is_ordinary,
    is_place,
    is_told_by_its_end,
    is_word_with_particle,
    lexicon,
)
from agents.tag.language.vocabulary import vocabulary
from agents.tag.names.candidate import NameCandidate
from agents.tag.names.foreign_bodies import foreign_bodies
from agents.tag.names.gazetteer import gazetteer
from agents.tag.names.spaced_names import find_spaced, with_word_before

_WORD = re.compile(r"[가-힣A-Za-z0-9&]+")
_BEFORE_MARK = r"(?P<name>[가-힣A-Za-z0-9&][가-힣A-Za-z0-9&.+\-]{1,24})"
_MARKS = (
    RareRegex(rf"(?:(?<![가-힣A-Za-z0-9])(?:㈜|\([주株사재]\))\s|㈜|\([주株사재]\)|주식회사 ){_BEFORE_MARK}"),
    RareRegex(rf"{_BEFORE_MARK}(?<![\-–])(?:㈜|\(주\)| 주식회사(?![가-힣A-Za-z ]))"),
    RareRegex(rf"{_BEFORE_MARK}\s?[\[(](?:KOSDAQ|KOSPI|코스닥|코스피)?[\s:,]?\d{{6}}[\]),]"),
    RareRegex(
        rf"{_BEFORE_MARK}\s?\((?:공동\s?|각자\s?)?(?:대표|대표이사|대표자|회장|사장|은행장|행장|원장|총장|이사장|협회장|병원장|CEO)"
        r"(?:이사|집행임원)?(?:\s?사장|\s?회장|\s?부회장)?[\s:·]\s?[가-힣A-Za-z·,/ ]{2,24}\)"
    ),
)
_BEFORE_FORM = re.compile(
    r"(?P<name>(?:[A-Z][A-Za-z0-9&.\-]*(?: [A-Z&][A-Za-z0-9&.\-]*){0,4}|[가-힣A-Za-z0-9&]{2,24}))[’'”\"]?$"
)
_BEFORE_GLOSS = re.compile(r"(?P<name>[가-힣A-Za-z0-9&]{2,24}?)(?:(?<!공)사)?[’'”\"]?\s?\($")
_FIRM = RareRegex(
    r"(?P<type>법무법인|회계법인|특허법인|세무법인|노무법인|법률사무소|의료법인|학교법인|사회복지법인|재단법인|사단법인)"
    r"\s?(?:\((?:유한|유|주)\)|㈜)?\s?(?P<name>[가-힣A-Za-z&]{2,16})"
)
# A body whose name is a phrase of its own, in quotes: 사단법인 '하늘을 나는 아이들'.
_QUOTED_BODY = RareRegex(
    r"(?:사단법인|재단법인|사회복지법인|협동조합|비영리단체) ?[‘'“\"](?P<name>[^‘’'“”\"\n]{2,24})[’'”\"]"
)
_FOUNDED = ("합자회사", "합명회사")
_RARE_BEHIND_FIRMS = ("자", "라")  # as particles, before the comma of a list: "㈜나래프라자, ㈜가람테라, "
_LATIN_FIRM = re.compile(r"[A-Z][A-Za-z0-9&.]+사")  # older news: "DCM사(사장 …)"
# A company of a province has its legal form in its name, as the place alone is another body: 가람도주식회사.
_OF_PLACE = RareRegex(r"(?P<place>[가-힣]{2,5}[도시군])주식회사")
_BODIES = frozenset({"법무법인", "회계법인", "특허법인", "세무법인", "노무법인", "법률사무소"})
_HANJA_OFFICE = RareRegex(r"(?P<name>[가-힣]{2,8})署")
# Headlines shorten the last word of a name to one Chinese character.
_HANJA = {
    "百": "백화점",
    "證": "증권",
    "重": "중공업",
    "銀": "은행",
    "電": "전자",
    "車": "차",
    "大": "대",
    "火": "화재",
    "生": "생명",
    "建": "건설",
}
_HANJA_NAME = RareRegex(f"(?P<name>[가-힣A-Za-z]{{2,8}})(?P<last>[{''.join(_HANJA)}])")
_WRONG_PARTICLE = re.compile("[은는을를와과](?![가-힣])")
_INSTITUTIONS = frozenset({"institute", "agency", "association"})
# The hospital of a university, whose own name alone is too short to tell it: 가람대 나루병원.
_UNIVERSITY_HOSPITAL = RareRegex(r"(?P<university>[가-힣]{2,8}대)(?:학교)? (?P<hospital>[가-힣]{2}병원)")
# Institutions of two fields or of two countries: 한국가나·다라진흥원, 한·중경제협력위원회.
_TWO_FIELDS = RareRegex(
    r"(?P<name>(?:(?:한국|대한|국립)[가-힣]{2,6}[·ㆍ‧・][가-힣]{2,12}?|[한미중일호영독불러](?:[·ㆍ‧・][한미중일호영독불러]){1,2}[가-힣]{2,12}?)"
    r"(?:진흥원|연구원|협회|재단|학회|공단|협의회|연합회|진흥회|교류회|위원회|기술원|평가원))"
)
_SHORT_UNIVERSITY = (
    ("과학기술대", "과기대"),
    ("교육대", "교대"),
    ("여자대", "여대"),
    ("외국어대", "외대"),
    ("공과대", "공대"),
)
_UNIVERSITY = RareRegex(r"(?P<name>(?:국립)?[가-힣]{2,10}대)학교")


def find_shapes(text: str) -> Iterator[NameCandidate]:
    """The organisations that their shape gives away, overlaps included."""
    yield from _marked(text)
    yield from _with_legal_forms(text)
    yield from _firms(text)
    yield from _quoted_bodies(text)
    yield from _of_places(text)
    yield from _endings(text)
    for match in _HANJA_OFFICE.finditer(text):
        if starts_word(text, match.start()):
            yield NameCandidate(match.start(), match.end(), f"{match['name']}경찰서", "agency", 2)
    for match in _HANJA_NAME.finditer(text):
        name = match["name"] + _HANJA[match["last"]]
        whole = starts_word(text, match.start()) and word_end(text, match.end()) is not None
        if whole and gazetteer().meanings(name):
            yield NameCandidate(match.start(), match.end(), name, "company", 2)
    yield from find_spaced(text)
    yield from foreign_bodies(text)


def _marked(text: str) -> Iterator[NameCandidate]:
    for pattern in _MARKS:
        for match in pattern.finditer(text):
            start = match.start("name")
            # A mark in front leaves the particle on the name, a mark behind does not.
            bare = match.end() != match.end("name") or is_told_by_its_end(match["name"])  # ㈜가람전자, not 가람전+자
            own_end = match["name"].endswith(_RARE_BEHIND_FIRMS) or is_word_with_particle(match["name"])
            bare = bare or (own_end and text.startswith(",", match.end("name")))
            name = match["name"] if bare else strip_particle(match["name"])
            name = name.rstrip(".-")
            name = name[:-1] if _LATIN_FIRM.fullmatch(name) else name
            if len(name) < 2 or not starts_word(text, start) or name in lexicon().stop or name[0].isdigit():
                continue
            if match["name"] in vocabulary().legal_forms_before:
                continue  # "(주)농업회사법인 가람": two forms of one name
            if bare and match.end() != match.end("name"):
                start, name = with_word_before(text, start, name)
            yield NameCandidate(start, start + len(name), name, _kind_by_ending(name) or "company", 0)


def _with_legal_forms(text: str) -> Iterator[NameCandidate]:
    """The names that a legal form stands behind: "Gaon Tech Inc."."""
    for form in legal_forms(text):
        match = None if form.before else _BEFORE_FORM.search(text[: form.start])
        if match is not None and text[: match.start()].endswith("("):
            match = _BEFORE_GLOSS.search(text[: match.start()])  # the same in Latin letters: "나래사(Narae Corp.)"
        if match is None or match["name"][0].isdigit() or _is_founded(text[form.start : form.end]):
            continue
        if starts_word(text, match.start()) and match["name"] not in lexicon().stop:
            yield NameCandidate(match.start("name"), match.end("name"), match["name"], "company", 0)


def _is_founded(form: str) -> bool:
    """Whether a form behind a space is rather a company that is founded: "가람과 합자회사를 차린다"."""
    return form.startswith(" ") and form.strip() in _FOUNDED


def _firms(text: str) -> Iterator[NameCandidate]:
    for match in _FIRM.finditer(text):
        name = strip_particle(match["name"])
        start, end = match.start("name"), match.start("name") + len(name)
        if name in lexicon().stop or not starts_word(text, match.start()):
            continue
        if match["type"] in _BODIES:
            yield NameCandidate(match.start(), end, f"{match['type']} {name}", "company", 0)
        elif not is_ordinary(name):
            yield NameCandidate(start, end, name, _kind_by_ending(name) or "association", 2)


def _of_places(text: str) -> Iterator[NameCandidate]:
    for match in _OF_PLACE.finditer(text):
        whole = starts_word(text, match.start()) and word_end(text, match.end()) is not None
        if whole and any(entry.kind == "agency" for entry in gazetteer().meanings(match["place"])):
            yield NameCandidate(match.start(), match.end(), match.group(), "company", 1)


def _quoted_bodies(text: str) -> Iterator[NameCandidate]:
    for match in _QUOTED_BODY.finditer(text):
        name = match["name"]
        yield NameCandidate(match.start("name"), match.end("name"), name, _kind_by_ending(name) or "association", 0)


def _endings(text: str) -> Iterator[NameCandidate]:
    for match in _UNIVERSITY.finditer(text):
        whole = starts_word(text, match.start()) and word_end(text, match.end()) is not None
        if whole and match["name"] not in lexicon().generic:
            yield NameCandidate(match.start(), match.end(), short_university(match["name"]), "university", 2)
    for match in _UNIVERSITY_HOSPITAL.finditer(text):
        hospital = lexicon().ending_of(match["hospital"])
        if hospital is None or match["hospital"].removesuffix("병원") in hospital.not_after:
            continue
        if starts_word(text, match.start()) and word_end(text, match.end()) is not None:
            yield NameCandidate(
                match.start(), match.end(), f"{match['university']} {match['hospital']}", "institute", 2
            )
    for match in _TWO_FIELDS.finditer(text):
        ending = lexicon().ending_of(match["name"])
        whole = starts_word(text, match.start()) and word_end(text, match.end()) is not None
        if whole and ending is not None and ending.kind in _INSTITUTIONS:
            yield NameCandidate(match.start(), match.end(), match["name"], ending.kind, 2)
    for match in _WORD.finditer(text):
        word = match.group()
        ends = _ends_within(word)
        if not ends or not starts_word(text, match.start()):
            continue
        for length, ending in ends:
            name, end = word[:length], match.start() + length
            if word_end(text, end) is None and not _has_wrong_particle(text, end, ending):
                continue
            if name.endswith("회") and word.startswith("사", length):
                continue  # the company of a trade: 생명공학회사
            base = name[: -len(ending.text)]
            if not ending.accepts(base):
                continue
            if ending.plain or not is_ordinary(base) or is_place(base) or begins_with_place(base):
                yield NameCandidate(match.start(), match.start() + length, name, ending.kind, 2)
            break


@lru_cache(maxsize=20_000)  # words repeat within a story and from story to story
def _ends_within(word: str) -> tuple[tuple[int, Ending], ...]:
    """The lengths at which a word, or its beginning, has an ending of names, the longest first."""
    found = ((length, lexicon().ending_of(word[:length])) for length in range(len(word), 3, -1))
    return tuple((length, ending) for length, ending in found if ending is not None)


def _has_wrong_particle(text: str, end: int, ending: Ending) -> bool:
    """True where a company's name has a particle in its other form: "가람테크놀로지스과", not a 물류과."""
    wrong = _WRONG_PARTICLE.match(text, end) if ending.kind == "company" else None
    return wrong is not None and (ending.plain or wrong[0] != "과")


def short_university(name: str) -> str:
    """The form that the news uses: 춘천교대 for 춘천교육대학교."""
    for long, short in _SHORT_UNIVERSITY:
        if name.endswith(long):
            return name.removesuffix(long) + short
    return name


def _kind_by_ending(name: str) -> str | None:
    ending = lexicon().ending_of(name)
    return ending.kind if ending else None
