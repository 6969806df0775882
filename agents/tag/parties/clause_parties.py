"""Finds the parties of an alliance in a clause, by the grammar of its noun phrases.

Parties are the topic or subject of the clause, comitatives ("B와"), and what is coordinated with either
("A와 B는", "A·B", "A, B 등과"). Names the gazetteer knows are taken as they are; others must look like names.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from agents.tag.language.lexicon import is_person
from agents.tag.language.vocabulary import COUNTED, size_of, vocabulary
from agents.tag.parties.name_candidates import (
    extends,
    generic_ends,
    is_common,
    is_inflected,
    is_name,
    is_plausible,
    is_word_with_particle,
    may_begin_a_name,
    may_open_a_sentence,
    may_stand_before_a_name,
)
from agents.tag.parties.noun_phrases import OrganisationSpan, Unit, phrases
from topics.records import Organisation

_LISTED_IN_QUOTES = re.compile(r"'[^\s'\-·]{2,20}[\-·][^\s'\-·]{2,20}\s")
_FOREIGN_FIRM = re.compile(r"[A-Z][A-Za-z0-9&.]+사|[가-힣A-Za-z0-9]{2,}社")  # older news: "DCM사"
# Names the same in Latin letters; short capitals are terms of the trade.
_LATIN_GLOSS = re.compile(r"['\s]{0,2}\((?:[A-Z][a-z]|[A-Z]{5}|[A-Z]{3,} [A-Z])[A-Za-z0-9&.,\- ]{1,38}\)")
_HEAD_OF_PART = re.compile(
    r"\((?:관장|단장|소장|센터장|학장|처장|지부장|본부장|점장|지점장) "
)  # "가람연구원 자료각(관장 …)"
OWN_HOSPITAL = 4  # letters of 대학병원: longer ones have names of their own
LONGEST_LIST = 12  # phrases: longer lists name no parties
_SOURCE = re.compile(r"\s?(?:따르면|의하면)")
_EARLIER = re.compile(
    r"(?:[가-힣A-Za-z0-9&.]+(?:[와과] |·))*[가-힣A-Za-z0-9&.]+?에?도? 이어,? "
)  # "가람과 나래에 이어 다온과"
_OF_BOTH = re.compile(r" (?:[가-힣]+ )?(?:업무 ?)?(?:협약|제휴|협력|합작|동맹|연합|MOU|파트너)")
_HANDS = re.compile(r"'? (?:두 )?손을? ?(?:맞)?잡[고아았]")
_VERBAL = ("했고", "됐고", "하고", "되고", "하며", "하면서", "해", "며", "고서", "지만")


@dataclass(frozen=True, slots=True)
class Party:
    """A party of an alliance as a clause names it; offsets in the sentence."""

    name: str
    start: int
    end: int
    role: str
    """topic, subject, with, of, list, object, source (A에 따르면), or abroad for a country in a partner's place."""
    organisation: Organisation | None = None
    size: int = 0
    """How many parties a word like 양사 stands for; 0 for a name."""


def parties(
    sentence: str, start: int, end: int, known: Sequence[OrganisationSpan], hints: frozenset[str] = frozenset()
) -> list[Party]:
    """The parties named in a stretch of a plain sentence, in their order.

    `hints` are names that another part of the text gives away, such as the one a headline begins with.
    """
    if sentence.count("'", start, end) % 2 and not _LISTED_IN_QUOTES.match(sentence, sentence.rfind("'", start, end)):
        end = max(start, sentence.rfind("'", start, end))  # the trigger stands inside a quoted name of a project
    found_phrases = list(phrases(sentence, start, end, known))
    if found_phrases and _joins_hands(found_phrases[-1][-1], sentence):
        found_phrases[-1][-1].particle = "with"
    found: list[Party] = []
    chain: list[Party] = []
    for at, phrase in enumerate(found_phrases):
        head = phrase[-1]
        if head.text == "및" and chain:
            continue
        if head.text == "등" and chain:
            after = found_phrases[at + 1][-1].particle if not head.particle and at + 1 < len(found_phrases) else ""
            _close(chain, head.particle or (after if after in ("topic", "subject", "with") else "list"), found)
            chain = []
            continue
        if chain and head.particle == "of" and (head.text in vocabulary().places or _is_local_government(head)):
            continue  # "독일의 A, 일본의 B", "A와 가람시의 B"
        party = party_of(phrase, sentence, hints, bool(chain))
        if party is None and head.particle == "with" and head.text in vocabulary().places:
            found.append(Party(head.text, head.start, head.end, "abroad"))
        if party is None and not chain and _opens_list(found_phrases, at, sentence, hints):
            party = _listed(phrase, quoted=_is_quoted_whole(head, sentence))
        if party is None and len(chain) > 1 and len(phrase) == 1 and is_plausible(head):
            party = _last_of_list(found_phrases, at)
        if party is None or party.name in {p.name for p in chain}:
            if chain:
                again = party is not None and head.particle in ("topic", "subject", "with")
                role = head.particle if again else "list"  # "가람대와 가람대 부속 병원은"
                if party is None and at + 1 < len(found_phrases) and found_phrases[at + 1][-1].text == "등":
                    role = found_phrases[at + 1][-1].particle or role  # "A와 B, 지역 상인 등과"
                _close(chain, role, found)
            chain = []
            continue
        chain.append(party)
        follows_at_once = at + 1 < len(found_phrases)
        if head.joined and follows_at_once and head.particle in ("", "with"):
            continue
        if follows_at_once and found_phrases[at + 1][0].text == "및":
            continue
        if head.particle == "with" and follows_at_once and _coordinates(found_phrases[at + 1], sentence, hints):
            continue
        if head.particle == "" and len(phrase) > 1 and party.end < head.start:
            _close(chain, "list", found)
            chain = []
            continue
        role = head.particle or "list"
        if role == "place" and _SOURCE.match(sentence, head.end):
            role = "source"
        if role == "with" and sentence.startswith(vocabulary().not_partner, _next_letter(sentence, head.end)):
            role = "against"
        if role in ("object", "place") and any(t in sentence[head.end : head.end + 14] for t in vocabulary().targets):
            role = "against"
        if role == "object" and re.match(r"\s*(?:비롯|포함|중심|주축)", sentence[head.end : head.end + 8]):
            behind = (p[-1].particle for p in found_phrases[at + 1 :])
            alone = "subject" if sentence.startswith("비롯", _next_letter(sentence, head.end)) else "list"
            role = next((particle for particle in behind if particle in ("topic", "subject", "with")), alone)
        _close(chain, role, found)
        chain = []
    if chain:
        _close(chain, "list", found)
    if "이어 " in sentence:
        earlier = [m.span() for m in _EARLIER.finditer(sentence, start, end)]
        found = [p for p in found if not any(a <= p.start and p.end <= b for a, b in earlier)]
    return found


def _joins_hands(last: Unit, sentence: str) -> bool:
    """Whether a headline leaves out the particle of a partner: "가람전자, 나래 손잡고"."""
    bare = not (last.particle or last.joined or is_inflected(last.text))
    return bare and _HANDS.match(sentence, last.end) is not None


def _is_local_government(unit: Unit) -> bool:
    return (
        unit.known is not None
        and unit.known.organisation.kind == "agency"
        and unit.known.organisation.name.endswith(("시", "군", "구", "도"))
    )


def plausible_names(sentence: str, start: int, end: int, known: Sequence[OrganisationSpan]) -> frozenset[str]:
    """Names nobody knows at the places of parties: behind "A와" or before "와" itself, or as the sentence's topic."""
    found: set[str] = set()
    coordinated = False
    for at, phrase in enumerate(phrases(sentence, start, end, known)):
        head = phrase[-1]
        if at == start == 0 and len(phrase) == 1 and head.particle == "topic" and may_open_a_sentence(head):
            found.add(head.text)
        alone = len(phrase) == 1 or may_stand_before_a_name(phrase[-2])
        placed = head.particle == "with" or (coordinated and head.particle in ("topic", "subject"))
        if alone and placed and is_plausible(head) and not _ends_like_a_partner(head, sentence):
            found.add(head.text)
        coordinated = head.known is not None and (head.particle == "with" or head.joined)
    return frozenset(found)


def _ends_like_a_partner(unit: Unit, sentence: str) -> bool:
    """Whether what was read as the particle of a partner is the end of the word itself: "전자공학과"."""
    return unit.particle == "with" and is_word_with_particle(sentence[unit.start : unit.end])


def _close(chain: list[Party], role: str, found: list[Party]) -> None:
    roles = {"also": "topic"}
    for party in chain:
        found.append(Party(party.name, party.start, party.end, roles.get(role, role), party.organisation, party.size))


def _next_letter(sentence: str, at: int) -> int:
    while at < len(sentence) and sentence[at] in " ,":
        at += 1
    return at


def _coordinates(following: list[Unit], sentence: str, hints: frozenset[str]) -> bool:
    """Whether what stands right behind "A와" is coordinated with A ("A와 B는") and not the rest of the clause."""
    head = following[-1]
    if head.particle not in ("topic", "subject", "with", "of", "also", "") and not head.joined:
        return False
    if head.particle == "" and not head.joined and head.text != "등":
        return len(following) <= 2 and head.text in ("간", "간의", "사이", "양사", "3사") and following[0] is not head
    party = party_of(following, sentence, hints, True)
    if party is not None and party.organisation is None and head.particle == "of":
        return bool(_OF_BOTH.match(sentence, head.end))  # not "가람과 나래용 부품의 공급 협약"
    if party is None or head.particle:
        return party is not None
    return party.organisation is not None and party.organisation.kind != "unknown"


def party_of(
    phrase: list[Unit], sentence: str, hints: frozenset[str] = frozenset(), in_chain: bool = False
) -> Party | None:
    """The organisation a noun phrase stands for, if any."""
    lists = vocabulary()
    head = phrase[-1]
    if len(phrase) > 1 and phrase[-2].text in lists.against:
        return None  # "反 가람 동맹"
    if len(phrase) > 1 and phrase[-2].known is not None and COUNTED.fullmatch(head.text):
        return _of(phrase[-2].known)  # "A·B·C 3사는": the count is that of the list
    two = " ".join(u.text for u in phrase[-2:])
    for text in (two, head.text) if len(phrase) > 1 else (head.text,):
        if size := size_of(text):
            return Party(text, phrase[0].start, head.end, "", None, size)
    if head.known is not None and head.known.organisation.kind == "unknown" and not head.rest:
        return _extended(phrase, sentence)
    at = next((i for i in range(len(phrase) - 1, -1, -1) if phrase[i].known is not None), None)
    if at is not None:
        own_name = phrase[at].text.endswith("병원") and len(phrase[at].text) > OWN_HOSPITAL
        while not own_name and phrase[at].text.endswith(lists.parts) and (whole := _whole(phrase, at)) is not None:
            at = whole
        unit = phrase[at]
        known = unit.known
        assert known is not None
        after = phrase[at + 1 :]
        if known.organisation.name in lists.places:
            return None
        if not after:
            if (
                unit.rest
                and not unit.rest.endswith((*lists.parts, *lists.person_heads, "장"))
                and unit.rest not in ("사", "등")
            ):
                return _longer(known, unit)
            return _of(known)
        if len(after) == 1 and _HEAD_OF_PART.match(sentence, head.start + len(head.text)):
            return _of(known)
        if at > 0 and phrase[at - 1].text in ("전", "前") and after[-1].text.endswith(lists.person_heads):
            return None  # "홍길동 전 가람전자 대표"
        if after[-1].text.endswith(lists.person_heads) or after[-1].text.endswith(lists.parts):
            if any(u.text in lists.descriptors for u in after[:-1]):
                return None
            return _of(known)
        if head.text in lists.descriptors or head.text in lists.common or (head.particle == "" and not head.joined):
            return _of(known) if head.particle == "" and not head.joined and at == 0 and not unit.rest else None
        if len(after) == 1 and not unit.rest and _has_parts(known) and is_name(head.text, head, described=False):
            full = f"{known.organisation.name} {head.text}"  # "가람 아라비아와", but "가람전자 '나래클럽'과"
            return _of(known) if head.quoted else Party(full, unit.start, head.end, "")
        if not any(u.text in lists.descriptors or u.text.endswith(("계열", "자회사")) for u in after[:-1]):
            return None
    return _unknown(phrase, sentence, hints, in_chain)


def _opens_list(found_phrases: list[list[Unit]], at: int, sentence: str, hints: frozenset[str]) -> bool:
    """Whether a name nobody knows is the first of a list whose end has the particle of a party: "A, B, C와"."""
    phrase = found_phrases[at]
    quoted = _is_quoted_whole(phrase[-1], sentence)
    if not phrase[-1].joined or (len(phrase) > 1 and not quoted and not may_stand_before_a_name(phrase[-2])):
        return False
    dotted = not quoted and not sentence.startswith((",", " "), phrase[-1].end)
    for following in found_phrases[at + 1 : at + LONGEST_LIST]:
        head = following[-1]
        if len(following) > 1 and (dotted or any(u.text in vocabulary().descriptors for u in following[:-1])):
            return False  # "앱·플랫폼 전문기업 C와": the list tells what C makes
        if head.text == "등" and head.particle in ("with", "topic", "subject"):
            return True
        if head.joined or head.text in ("등", "및"):
            continue
        if head.particle not in ("with", "topic", "subject", "of", "also"):
            return False
        return party_of(following, sentence, hints, True) is not None
    return False


def _last_of_list(found_phrases: list[list[Unit]], at: int) -> Party | None:
    """The last name of a list that "등과" closes, though it is made of common nouns."""
    unit, following = found_phrases[at][-1], found_phrases[at + 1 : at + 2]
    closed = any(p[-1].text == "등" and p[-1].particle in ("with", "topic", "subject") for p in following)
    return Party(unit.text, unit.start, unit.end, "") if closed else None


def _is_quoted_whole(unit: Unit, sentence: str) -> bool:
    return unit.quoted and sentence.startswith("'", unit.start + len(unit.text))


def _listed(phrase: list[Unit], *, quoted: bool) -> Party | None:
    unit = phrase[-1]
    if len(unit.text) < 3 or unit.text.endswith(_VERBAL):
        return None
    if not quoted and not is_name(unit.text, unit, described=False):
        return None
    return Party(unit.text, unit.start, unit.end, "")


def _whole(phrase: list[Unit], part: int) -> int | None:
    """Where the organisation stands that a part belongs to: right before it, or before one word of the part's name."""
    if part > 0 and _has_parts(phrase[part - 1].known):
        return part - 1
    between = phrase[part - 1].text if part > 1 and phrase[part - 1].known is None else ""
    own = between and between not in vocabulary().descriptors and not between.endswith(("계열", "자회사"))
    return part - 2 if own and _has_parts(phrase[part - 2].known) else None


def _has_parts(known: OrganisationSpan | None) -> bool:
    return known is not None and known.organisation.kind in ("university", "company", "group")


def _longer(known: OrganisationSpan, unit: Unit) -> Party | None:
    """A name that the gazetteer knows the beginning of: "한빛" in "한빛에스테이트와"."""
    if known.organisation.name in vocabulary().places or len(unit.rest) < 2 or (not unit.particle and not unit.joined):
        return None
    if unit.rest.endswith(generic_ends()) or is_common(unit.rest):
        return None
    return Party(known.organisation.name + unit.rest, known.start, known.end + len(unit.rest), "")


def _words_of_gloss(sentence: str, end: int) -> int:
    """How many words the Latin name has that stands right behind a name: 2 in "하늘 테크(Haneul Tech)"."""
    gloss = _LATIN_GLOSS.match(sentence, end)
    return len(gloss[0].split()) if gloss else 0


def _extended(phrase: list[Unit], sentence: str) -> Party | None:
    """A provisional name with the words before it that belong to it: "하늘 코리아"."""
    known = phrase[-1].known
    assert known is not None
    name, start = known.organisation.name, known.start
    if name in vocabulary().common or name.endswith(("들", "업체")):
        return None
    of_gloss = _words_of_gloss(sentence, known.end)
    for count, unit in enumerate(reversed(phrase[:-1]), 1):
        if (not extends(unit, name) and not (count < of_gloss and may_begin_a_name(unit))) or unit.text in name:
            break
        name, start = f"{unit.text} {name}", unit.start
    if start == known.start:
        return _of(known)
    return Party(name, start, known.end, "")


def _of(known: OrganisationSpan) -> Party:
    return Party(known.organisation.name, known.start, known.end, "", known.organisation)


def _institution(phrase: list[Unit]) -> Party | None:
    """A name of several words whose last says what it is: "누리온 코딩 아카데미"; one of ordinary words is no name."""
    head = phrase[-1]
    first = len(phrase) - 1
    while first > 0 and phrase[first - 1].known is None:
        seat = first == len(phrase) - 1 and phrase[first - 1].text in vocabulary().places  # "주한 네팔 대사관"
        if may_stand_before_a_name(phrase[first - 1]) and not seat:
            break
        first -= 1
    own = phrase[first:-1]
    if head.particle not in ("with", "topic", "subject") or all(is_common(unit.text) for unit in own):
        return None
    return Party(" ".join(unit.text for unit in phrase[first:]), phrase[first].start, head.end, "")


def _unknown(phrase: list[Unit], sentence: str, hints: frozenset[str], in_chain: bool) -> Party | None:
    lists = vocabulary()
    head = phrase[-1]
    if not head.particle and not head.joined and not (in_chain and head.text.isascii()):
        return None
    name = head.text
    if _FOREIGN_FIRM.fullmatch(name):
        name = name[:-1]
    if name in hints or head.incorporated:
        return Party(name, head.start, head.end, "")
    quoted_as_source = head.particle == "place" and _SOURCE.match(sentence, head.end)
    if name.endswith(_VERBAL) or (head.particle in ("also", "place") and not quoted_as_source):
        return None
    if not head.particle and not head.glossed and not (in_chain and len(name) >= 3 and len(phrase) == 1):
        return None
    if _ends_like_a_partner(head, sentence):
        return None
    described = len(phrase) > 1 and (
        phrase[-2].text in lists.descriptors or phrase[-2].text.endswith(("기업", "업체", "회사"))
    )
    if name.endswith(lists.person_heads) and (len(name) <= 6 or (len(phrase) > 1 and is_person(phrase[-2].text))):
        return None
    if head.text in lists.institutions:
        return _institution(phrase)
    foreign = head.glossed and _LATIN_GLOSS.match(sentence, head.start + len(name)) and name not in lists.common
    called = (
        len(phrase) > 1
        and phrase[-2].text.endswith(("기업인", "업체인", "회사인", "계열사인"))
        and name not in lists.common
    )
    if not foreign and not called and not is_name(name, head, described=described):
        return None
    start = head.start
    for unit in reversed(phrase[:-1]):
        if head.quoted or unit.known is not None or not extends(unit, name):
            break
        name = f"{unit.text} {name}"
        start = unit.start
    return Party(name, start, head.end, "")
