"""Finds named initiatives ("AI 원팀"): who is in them already, and who joins them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from agents.regex_set import RareRegex
from agents.tag.language.clauses import Sentence
from agents.tag.language.vocabulary import with_terms

_CONSORTIUM = with_terms("{consortia}")
_NOUN = rf"(?:{_CONSORTIUM}|동맹|연합|포럼|이니셔티브|연대)"
_NOUN_ALONE = re.compile(_NOUN)
_NAME = r"['\"]([^'\"\n]{2,30})['\"]"
_NAMED = RareRegex(
    rf"{_NOUN}(?:인|이자|로)?\s?{_NAME}"
    rf"|{_NAME}\s?{_NOUN}"
    rf"|['\"]([^'\"\n]{{2,26}}(?:{_CONSORTIUM}|포럼|이니셔티브|원팀|동맹|연합))(?:\([^)\n]{{1,30}}\))?['\"]"
    rf"|(?:협의체|연합체|협력체|동맹체)\s([가-힣A-Za-z0-9]{{2,12}}\s?(?:얼라이언스|컨소시엄|이니셔티브|원팀|포럼))"
)
_DEFINED = re.compile(rf"(?:은|는)\s[^.]{{2,80}}{_NOUN}(?:다|이다|로|입니다|이며|로서)(?=[\s.,]|$)")
_QUOTED_JOIN = RareRegex(rf"{_NAME}(?:에|에도|으로|로)\s[^.,'\"]{{0,20}}(?:합류|참여|가입|동참)")
_JOIN = re.compile(r"합류|참여|가입|동참|합세")
_INTO = re.compile(r"(?:\([^)]{0,30}\))?['\"]?\s?(?:에도|에|으로|로)\s")
_AS_NEW_MEMBER = re.compile(
    r"(?:새|새로운|신규|추가)\s?(?:회원사?|멤버|참여사|구성원|파트너사?|식구)(?:으로|로)\s(?:합류|참여|가입|동참)"
    r"|(?:새로|새롭게|추가로|신규로?)\s(?:합류|참여|가입|동참)"
)
_ANEW = re.compile(r"새로|새롭게|추가로|신규|추가")
_EXISTING = re.compile(
    r"(?:참여|활동|협력|가입)(?:하고 ?있|해 ?왔| 중|한 상태|하는|한다$|한다\.|해 있|돼 있|되어 있|사로|사는|사에는)"
    r"|(?:함께하고|몸담고|몸담은|들어|속해|소속돼|소속되어|이름을 올리고|가담하고|뭉쳐) ?(?:있|와 있)"
    r"|(?:로|으로) 구성|회원(?:사|으로)|이 주도|가 주도"
    r"|[이가]\s[^.'\"]{0,24}(?:출범|결성|구성|설립|발족|창립)(?:한|시킨|했다)(?=[\s.,]|$)"
)
_CONTINUES = re.compile(
    rf"^\s*(?:여기에는|여기엔|이 (?:{_CONSORTIUM}|연합|동맹|포럼)|해당 (?:{_CONSORTIUM})"
    r"|현재|지난|올해|참여사|회원사)"
)
_GLOSS = re.compile(r"\([^)]*\)")
_NOT_NAMES = re.compile(r"다$|한다|니다|까$|[?!]|위한|위해|업무협약|MOU|협약")
_OF_COMPANIES = re.compile(rf"(?:{_CONSORTIUM}|동맹|원팀)$")
_VERB_REACH = 40  # characters between the name and the verb of joining


@dataclass(slots=True)
class Initiative:
    """A named initiative and where the text speaks of it."""

    name: str
    sentence: Sentence
    """The first that names it."""
    of_companies: bool = False
    """It is called an alliance or the like, and not a forum, which many take part in for a day."""
    joins: list[tuple[Sentence, int, int]] = field(default_factory=list)
    """Sentence, and from where to where in it those stand who join."""
    lists: list[Sentence] = field(default_factory=list)
    """Sentences that say who is in it."""


def find_initiatives(body: Sequence[Sentence], title: Sequence[Sentence]) -> list[Initiative]:
    """The named initiatives of a text."""
    found: dict[str, Initiative] = {}
    for sentence in (*title, *body):
        for hit in _NAMED.finditer(sentence.text):
            name = _GLOSS.sub("", next(g for g in hit.groups() if g)).strip()
            if 2 <= len(name) <= 26 and not _NOT_NAMES.search(name) and not _NOUN_ALONE.fullmatch(name):
                initiative = found.setdefault(name, Initiative(name, sentence))
                initiative.of_companies |= bool(_OF_COMPANIES.search(name)) or "포럼" not in hit[0]
        for hit in _QUOTED_JOIN.finditer(sentence.text):
            name = _GLOSS.sub("", hit[1]).strip()
            if name not in found and not _NOT_NAMES.search(name) and any(_defines(s.text, name) for s in body):
                found[name] = Initiative(name, sentence)
    for initiative in found.values():
        _read(initiative, body)
    return list(found.values())


def _defines(text: str, name: str) -> bool:
    at = text.find(name)
    return at >= 0 and bool(_DEFINED.match(_GLOSS.sub("", text[at + len(name) :]).lstrip("'\" ")))


def _read(initiative: Initiative, body: Sequence[Sentence]) -> None:
    spoken_of = False
    for sentence in body:
        at = sentence.text.find(initiative.name)
        if at >= 0:
            spoken_of = True
            after = at + len(initiative.name)
            joined = _INTO.match(sentence.text, after)
            verb = _JOIN.search(sentence.text, after, after + _VERB_REACH) if joined else None
            anew = verb is not None and _ANEW.search(sentence.text, after, verb.start())
            if verb and (anew or not _EXISTING.match(sentence.text, verb.start())):
                initiative.joins.append((sentence, 0, at))
                continue
            if added := _AS_NEW_MEMBER.search(sentence.text, after):
                initiative.joins.append((sentence, after, added.start()))
                continue
        elif not (spoken_of and _CONTINUES.match(sentence.text)):
            spoken_of = False
            continue
        if _EXISTING.search(sentence.text):
            initiative.lists.append(sentence)
