"""Chooses who signs a deal among the parties that its clause names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from agents.tag.parties.party import Party
from agents.tag.parties.phrasing import PATTERNS
from agents.tag.parties.relative_clauses import in_relatives, tells_what_is
from agents.tag.saying.rule import Rule
from agents.tag.saying.triggers import Trigger
from agents.tag.saying.verdicts import Judgement
from topics.records import Kind

_OWN_NAME = 2  # letters that the firms of a group share
_MEANT = ("idiom", "join", "swap")  # these name whom they are about
_JOINED = re.compile(r"(?:[·,/&\-]\s?|[와과] )$")


def contracting_parties(
    found: Sequence[Party], text: str, trigger: Trigger, judgement: Judgement, in_title: bool
) -> list[Party]:
    """The parties before a trigger that its deal binds, in their order."""
    if attended := PATTERNS["attended"].search(text, 0, trigger.start):
        found = _without_guests(found, attended.start())
    if trigger.group == "swap":
        holders = [p for p in found if p.role == "subject" and PATTERNS["holds"].match(text, p.end - 1)]
        found = [replace(p, role="with") if p in holders else p for p in found]
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
    if len(chosen) == 1 and PATTERNS["both_attended"].search(text, chosen[0].end, trigger.start):
        chosen += [p for p in found if p.role == "place" and p.organisation]  # "A는 B에서 양 대학 총장이 참석한 가운데"
    if len(chosen) == 1 and not any(p.role in ("with", "source") for p in found):
        rooms = [p for p in found if p.role == "place" and p.organisation and _is_of_another(p, chosen[0])]
        if len(rooms) == 1 and PATTERNS["both_sides"].search(text, rooms[0].end, trigger.start):
            chosen += rooms  # "A는 B 대회의실에서 양 기관의 교류를 위한 협약을"
    if len(genitive) >= 2 and len(chosen) < 2:
        chosen = chosen + genitive
    partners = [p for p in chosen if p.role == "with"]
    made = [p for p in partners[1:] if p.organisation is None and PATTERNS["made_with"].match(text, p.end)]
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
        inner += [p for p in subjects if p not in inner and PATTERNS["content"].search(text, p.end, trigger.start)]
    kept = chosen
    # Who takes part in a consortium is told in relatives: "A가 이끌고 B가 참여하는 컨소시엄이 출범했다".
    beside = trigger.kind is not Kind.CONSORTIUM and len(inner) < len(subjects)
    if (topics or beside) and trigger.group != "join":  # who runs what others join is in it, too
        kept = [p for p in kept if p not in inner]
    hosts = trigger.group == "join" and len(chosen) == len(topics) + 1  # "A는 B가 컨소시엄에 합류했다고 밝혔다"
    leads = any(PATTERNS["own_leader"].match(text, t.end) for t in topics)  # "A는 김하늘 사장과 이바다 B 대표가"
    only_says = topics and len(inner) < len(subjects)  # "C는 A가 B와 협약을 맺었다고 밝혔다"
    if only_says and not (hosts or leads):
        kept = [p for p in chosen if p.role != "topic" and p not in inner]
    if len(kept) == 1 and inner and PATTERNS["of_what"].search(text, inner[-1].end):
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
    return PATTERNS["granted"].match(text, behind, end) is not None


def _is_dealt_with(text: str, party: Party, trigger: Trigger) -> bool:
    """Whether one is a partner who is called on, licensed to, supplied, helped or invested in by the other."""
    unlisted = party.organisation is None and text.startswith(party.name, party.start)
    behind = party.start + len(party.name) if unlisted else party.end
    if PATTERNS["called_on"].match(text, behind):
        return True
    if trigger.group == "paper" and is_licensed_to(text, behind, trigger.end):
        return True
    if trigger.kind is Kind.MOU and PATTERNS["supplied"].match(text, behind, trigger.start):
        return True  # "가람은 로봇을 나래에 공급하기로 하고 양해각서를 맺었다": no contract of supply
    if trigger.word.startswith("공동") and PATTERNS["helped"].match(text, behind, trigger.start):
        return True  # "가람은 나래에 기술을 지원하고 로봇을 공동 개발하기로 했다"
    return trigger.group not in _MEANT and PATTERNS["invested_in"].match(text, behind) is not None


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
