"""Chooses who signs a deal among the parties that its clause names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from agents.tag.parties.party import Party
from agents.tag.parties.relative_clauses import in_relatives, tells_what_is
from agents.tag.saying.rule import Rule
from agents.tag.saying.triggers import Trigger
from agents.tag.saying.verdicts import Judgement
from topics.records import Kind

_ATTENDED = re.compile(r"참석(?:한|하는|해|하여) ?(?:가운데|자리)?")
_BOTH_ATTENDED = re.compile(r"(?:양|두) ?[가-힣]{1,3} [^,.]{0,20}참석")
_BOTH_SIDES = re.compile(r"(?<![가-힣])(?:양국|양 ?기관|두 기관|양측|양사|두 회사|양 ?도시|상호)(?:의|간| )")
_CONTENT = re.compile(r"[다라자]는 (?:내용|골자|취지|조건)")  # "A가 B에 공급한다는 내용의 협약"
_OF_WHAT = re.compile(r"(?:는|한) (?:내용|조건|골자)(?:의|으로|을|를) ")  # "A는 B가 C를 파는 내용의 계약을 맺었다"
_MADE_WITH = re.compile(r" ?(?:[와과] )?[가-힣A-Za-z0-9]+[을를] [가-힣]+(?:는|할|한) ")
_CALLED_ON = re.compile(
    r"'?(?:의)? (?:[가-힣]+ )?(?:본사|사무실|공장|연구소|사옥|사업장)[을를] (?:찾아|방문해|방문하고|방문한)"
)  # "나래통신 본사를 찾아 협약을 맺었다"
_INVESTED_IN = re.compile(
    r"'?에 (?:[0-9][^ ]*[을를]? )?(?:지분 )?(?:투자|출자)(?:하고|하며|해|한)"
    r"|'?(?:의)? 지분 [^.,]{0,14}[을를]? ?(?:인수|취득|매입|확보)(?:하고|하며|해)"
)
_LICENSED_TO = re.compile(
    r"'?(?:\([^()]*\))?(?:에|에게|에게서|으?로부터) [^.]{0,80}?"
    r"(?:기술 ?(?:수출|이전|도입)|라이[선센]스|[판유]권|판매권|실시권|사용권|독점|퍼블리싱)[^.]{0,30}$"
)  # "가람은 나래에 신약을 기술수출하는 계약을 맺었다"
_ENTRUSTED = re.compile(
    r"'?(?:\([^()]*\))?(?:에|에게) (?:맡기|부여하|허여하|넘기|위임하|위탁하|내주)는 [^.]{0,12}$"
)  # "가람은 게임의 퍼블리싱을 나래에 맡기는 계약을 맺었다"
_SOLD_BY = re.compile(
    r"'?의 (?:[가-힣·]+ ){0,4}(?:공식 |독점 )*(?:총판|유통|판매|퍼블리싱|파트너|리셀러)[^.]{0,12}$"
)  # "가람은 나래의 국내 총판 계약을 따냈다"
_CHOSEN = re.compile(
    r"'?(?:\([^()]*\))?[을를] [^.]{0,20}(?:총판|파트너|판매처|유통사|사업자)(?:으로|로) "
    r"(?:선정|낙점|지명|선택)(?:하고|해|, )"
)  # "가람은 나래를 국내 총판으로 선정하고 계약을 맺었다"
_GRANTED = (_LICENSED_TO, _ENTRUSTED, _SOLD_BY, _CHOSEN)
_HELPED = re.compile(r"'?(?:\([^()]*\))?에게? [^.]{2,40}[을를] (?:지원|제공|공급|이전|전수)하고 [^.]{0,40}$")
# "가람이 보유한 주식을 나래가 들고 있는 주식과 맞교환한다"
_HOLDS = re.compile(
    r"[^ ]{0,2}[이가] (?:현재 )?(?:(?:보유|소유)(?:한|하고 있는|하는| 중인)|가진|(?:들고|갖고|가지고) ?있는) "
)
_OWN_NAME = 2  # letters that the firms of a group share
_MEANT = ("idiom", "join", "swap")  # these name whom they are about
_JOINED = re.compile(r"(?:[·,/&\-]\s?|[와과] )$")


def contracting_parties(
    found: Sequence[Party], text: str, trigger: Trigger, judgement: Judgement, in_title: bool
) -> list[Party]:
    """The parties before a trigger that its deal binds, in their order."""
    if attended := _ATTENDED.search(text, 0, trigger.start):
        found = _without_guests(found, attended.start())
    if trigger.group == "swap":
        found = [replace(p, role="with") if p.role == "subject" and _HOLDS.match(text, p.end - 1) else p for p in found]
    if trigger.kind is Kind.CONSORTIUM:
        found = [p for p in found if not _names_it(text, p, trigger.start)]
    chosen = [p for p in found if p.role in ("topic", "subject", "with")]
    genitive = [p for p in found if p.role == "of"]
    topics = [p for p in chosen if p.role == "topic"]
    others = [p for p in chosen if p.role != "topic"]
    subjects = [p for p in chosen if p.role == "subject"]
    if judgement.rule is Rule.MADE_BEFORE and len(subjects) >= 2:
        chosen = [p for p in others if p.start < subjects[-1].end]  # "C는 A와 B가 설립한 합작법인이다"
    elif subjects:
        chosen = _without_inner(chosen, text, trigger)
    if len(chosen) == 1 and _BOTH_ATTENDED.search(text, chosen[0].end, trigger.start):
        chosen += [p for p in found if p.role == "place" and p.organisation]  # "A는 B에서 양 대학 총장이 참석한 가운데"
    if len(chosen) == 1 and not any(p.role in ("with", "source") for p in found):
        rooms = [p for p in found if p.role == "place" and p.organisation and _is_of_another(p, chosen[0])]
        if len(rooms) == 1 and _BOTH_SIDES.search(text, rooms[0].end, trigger.start):
            chosen += rooms  # "A는 B 대회의실에서 양 기관의 교류를 위한 협약을"
    if len(genitive) >= 2 and len(chosen) < 2:
        chosen = chosen + genitive
    partners = [p for p in chosen if p.role == "with"]
    made = [p for p in partners[1:] if p.organisation is None and _MADE_WITH.match(text, p.end)]
    chosen = [p for p in chosen if p not in made]  # "B와 배터리와 전기차를 만드는"
    if partners and not topics and not subjects:
        own = tuple(p.name[:_OWN_NAME] for p in partners)  # "가람그룹에 따르면 가람건설은": the group only says so
        chosen += [p for p in found if p.role == "source" and not (p.name.endswith("그룹") and p.name.startswith(own))]
    if len(chosen) <= 1 and not partners:
        chosen += [p for p in found if p not in chosen and _is_dealt_with(text, p, trigger)]
    return _with_those_listed(chosen, found, trigger, in_title)


def _without_inner(chosen: list[Party], text: str, trigger: Trigger) -> list[Party]:
    """The parties of a clause without the subjects of what stands within it."""
    topics = [p for p in chosen if p.role == "topic"]
    subjects = [p for p in chosen if p.role == "subject"]
    inner = in_relatives(text, subjects)
    inner += [p for p in subjects if p not in inner and any(tells_what_is(text, p, t) for t in topics)]
    if topics:
        inner += [p for p in subjects if p not in inner and _CONTENT.search(text, p.end, trigger.start)]
    kept = chosen
    # Who takes part in a consortium is told in relatives: "A가 이끌고 B가 참여하는 컨소시엄이 출범했다".
    beside = trigger.kind is not Kind.CONSORTIUM and len(inner) < len(subjects)
    if (topics or beside) and trigger.group != "join":  # who runs what others join is in it, too
        kept = [p for p in kept if p not in inner]
    hosts = trigger.group == "join" and len(chosen) == len(topics) + 1  # "A는 B가 컨소시엄에 합류했다고 밝혔다"
    if topics and len(inner) < len(subjects) and not hosts:  # "C는 A가 B와 협약을 맺었다고 밝혔다": C only says so
        kept = [p for p in chosen if p.role != "topic" and p not in inner]
    if len(kept) == 1 and inner and _OF_WHAT.search(text, inner[-1].end):
        kept = [*kept, *inner]
    return kept


def _with_those_listed(chosen: list[Party], found: Sequence[Party], trigger: Trigger, in_title: bool) -> list[Party]:
    """The parties with those of a list that has no particle, as headlines leave it out; none with a country alone."""
    partners = [p for p in chosen if p.role == "with"]
    listed = [p for p in found if p.role == "list"]
    where = [p.role for p in found if p.role in ("with", "abroad")]
    if trigger.group == "idiom" and where[-1:] == ["abroad"]:
        return []  # "가람시가 밀라노와 손잡는다"
    if in_title and not partners and any(p.role == "abroad" for p in found):
        return []  # "A·B 미국과 협약": each with its own partner there
    if in_title and partners:
        listed = [p for p in listed if p.start < partners[-1].end]  # "A, B와 C·D 협력": C and D are what it is about
    if in_title or len(chosen) < 2:
        chosen = sorted([*chosen, *listed], key=lambda p: p.start)
    return chosen


def _is_of_another(room: Party, signer: Party) -> bool:
    """Whether the room that a signing is held in is not the signer's own or of one of its group."""
    owner = room.organisation
    return owner is not None and owner.kind != "unknown" and room.name[:_OWN_NAME] != signer.name[:_OWN_NAME]


def is_licensed_to(text: str, behind: int, end: int) -> bool:
    """Whether a right goes to the one before `behind`, by a contract the word for which ends at `end`."""
    return any(how.match(text, behind, end) for how in _GRANTED)


def _is_dealt_with(text: str, party: Party, trigger: Trigger) -> bool:
    """Whether one is a partner who is called on, licensed to, helped or invested in by the one other."""
    unlisted = party.organisation is None and text.startswith(party.name, party.start)
    behind = party.start + len(party.name) if unlisted else party.end
    if _CALLED_ON.match(text, behind):
        return True
    if trigger.group == "paper" and is_licensed_to(text, behind, trigger.end):
        return True
    if trigger.word.startswith("공동") and _HELPED.match(text, behind, trigger.start):
        return True  # "가람은 나래에 기술을 지원하고 로봇을 공동 개발하기로 했다"
    return trigger.group not in _MEANT and _INVESTED_IN.match(text, behind) is not None


def _without_guests(found: Sequence[Party], attended: int) -> list[Party]:
    """The parties of a clause whose signing somebody attends: who attends it signs where no other partner is named."""
    others = [p for p in found if p.role == "topic" or p.start >= attended]
    if any(p.size for p in others):
        return others  # "양사는 A와 B의 임원이 참석한 가운데"
    hosts = [p for p in others if p.role == "topic" and p.start < attended]
    guests = [p for p in found if p.role == "subject" and p.start < attended]
    found = [p for p in found if not (p in guests and p.size)]
    if len(hosts) > 1:
        return [p for p in found if p not in guests]
    if not hosts or any(p.role == "with" for p in others):
        return list(found)
    return [replace(p, role="topic") if p in guests else p for p in found]


def _names_it(text: str, party: Party, alliance: int) -> bool:
    """Whether an organisation's name alone stands right before the word for an alliance: "가람 얼라이언스"."""
    alone = not _JOINED.search(text, 0, party.start)
    return party.role == "list" and alone and not text[party.end : alliance].strip()
