"""Parties that stand in relative clauses: "KT와 가람이 이끄는 협의체"."""

from __future__ import annotations

import re
from collections.abc import Iterable

from agents.tag.language.vocabulary import vocabulary
from agents.tag.parties.party import Party
from search.hangul import ends_with_n

RELATIVE_REACH = 20  # characters behind a subject in which its verb must end for it to stand in a relative clause
_NO_VERBS = frozenset({"지난", "이번", "다른", "최근", "관련", "새로운", "모든", "어떤", "이런", "위한", "대한"})
_NOT_FINAL = "인전간단안만관년원군산신천연면반문"  # syllables that nouns end with as often as verbs do
_PARTICLE = re.compile(r"'?(?:\([^()]*\))?(?: [가-힣]{0,6}(?:대표|이사|사장|회장|의장|장))?(?: ?등)?[이가은는]\s")
_VERB = re.compile("[가-힣]+[는던]")
_DESCRIBES = re.compile("[가-힣]*(?:는|던|끄는|주주인|모회사인|회원사인)")
_COORDINATION = re.compile(r"(?:\([^()]*\))?(?:와|과|·|,|및|\s)+")


def in_relatives(text: str, found: Iterable[Party]) -> list[Party]:
    """The subjects that belong to relative clauses, with what is coordinated with them: "KT와 가람이 이끄는 협의체"."""
    inner: list[Party] = []
    after: Party | None = None
    for party in reversed([p for p in found if p.role == "subject"]):
        joined = after is not None and _COORDINATION.fullmatch(text, party.end, after.start) is not None
        if (joined and after in inner) or (not joined and _inside_a_relative(text, party)):
            inner.append(party)
        after = party
    return inner[::-1]


def tells_what_is(text: str, subject: Party, topic: Party) -> bool:
    """Whether a subject's clause ends right before a topic, which it describes: "A와 B가 출자해 설립한 C는"."""
    last = text[subject.end : topic.start].rstrip(" '\"").rpartition(" ")[2]
    return bool(_VERB.fullmatch(last)) or _is_before_a_noun(last)


def _inside_a_relative(text: str, party: Party) -> bool:
    subject = _PARTICLE.match(text, party.end) or _PARTICLE.match(text, party.end - 1)  # a guessed name ends with it
    if subject is None:
        return False
    for word in text[subject.end() : party.end + RELATIVE_REACH].split(" ")[:-1][:2]:
        if _DESCRIBES.fullmatch(word) or _is_before_a_noun(word):
            return True
        if word.endswith(("이", "가")):
            return False  # "A가 B가 이끄는": the clause is that of B
    return False


def _is_before_a_noun(word: str) -> bool:
    """Whether a word ends with ㄴ, as the forms of verbs before a noun do: 이끈, 몸담은, but not 일본."""
    if word in vocabulary().places:
        return False
    return ends_with_n(word) and word not in _NO_VERBS and word[-1] not in _NOT_FINAL
