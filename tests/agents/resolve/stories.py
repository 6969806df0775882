"""Reports of invented stories about invented deals, as the tag stage would give them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from agents.resolve.registry import alliances as all_alliances
from agents.resolve.registry import resolve_report
from tests.fakes import MemoryState
from topics.records import SEOUL, Alliance, ChangeKind, Kind, Member, Mention, Quiet, Report, Role, Status, Terms

START = datetime(2024, 3, 4, 9, 0, tzinfo=SEOUL)


def party(name: str, role: Role = Role.SIGNATORY) -> Member:
    return Member(id=f"org-{name}", name=name, role=role)


def mention(
    members: str,
    status: Status = Status.ANNOUNCED,
    *,
    new: bool | None = None,
    kind: Kind = Kind.MOU,
    name: str | None = None,
    joining: str = "",
    date: str | None = None,
    evidence: str = "",
    hosts: str = "",
    **what: Any,
) -> Mention:
    names = members.split()
    if new is None:
        new = status in (Status.ANNOUNCED, Status.PLANNED) and not joining
    return Mention(
        status=status,
        new=new,
        kind=kind,
        name=name,
        members=[party(n, Role.HOST if n in hosts.split() else Role.SIGNATORY) for n in names],
        joining=[party(n) for n in joining.split()],
        date=date,
        evidence=evidence or f"{', '.join(names)}의 협력을 전한 문장",
        **what,
    )


def report(
    article: str,
    *mentions: Mention,
    day: float = 0,
    quiet: Quiet | None = None,
    undated: bool = False,
    publisher: str | None = None,
    **what: Any,
) -> Report:
    """What an article says, handed in without an address; of a paper of its own where no publisher is named."""
    moment = START + timedelta(days=day)
    return Report(
        article_id=article,
        url=f"item:{article}",
        title=f"{article} 기사",
        publisher=publisher or f"{article} 신문",
        published=None if undated else moment,
        fetched=moment + timedelta(minutes=3),
        mentions=list(mentions),
        quiet=quiet,
        **what,
    )


async def resolve_all(reports: Iterable[Report], state: MemoryState | None = None) -> list[Alliance]:
    """All records that the reports make, in order."""
    state = state or MemoryState()
    return [record for one in reports for record in await resolve_report(one, state)]


async def registry(state: MemoryState) -> list[Alliance]:
    return [alliance async for alliance in all_alliances(state)]


def names(alliance: Alliance) -> str:
    return " ".join(sorted(member.name for member in alliance.members))


def told(records: Iterable[Alliance], kind: ChangeKind) -> list[Alliance]:
    return [record for record in records if record.change is not None and record.change.change is kind]


def picture(alliances: Iterable[Alliance]) -> set[tuple[object, ...]]:
    """What must not depend on the order of arrival."""
    return {
        (
            a.name,
            a.kind,
            a.status,
            a.date,
            a.first_seen,
            a.evidence,
            frozenset((m.name, m.role, m.since) for m in a.members),
            a.model_dump_json(include=set(Terms.model_fields)),
            frozenset((s.article_id, s.evidence) for s in a.articles),
        )
        for a in alliances
    }


ANNOUNCED_TWICE = [
    report(
        "a1",
        mention("해오름전자 누리통신 다온플러스", date="2024-03-04"),
        mention("가온시스템 해솔톡", Status.BACKGROUND, kind=Kind.EQUITY_SWAP, date="2023-10"),
        mention("한별전자 가온시스템 해솔톡", Status.BACKGROUND, kind=Kind.PARTNERSHIP, date="2024-01"),
        mention(
            "해오름전자 다온플러스 누리통신",
            Status.PLANNED,
            kind=Kind.CONSORTIUM,
            name="AI 한마음",
            joining="해오름전자 다온플러스",
        ),
        mention("누리통신 새봄중공업 한솔대 미래연구원", Status.BACKGROUND, kind=Kind.CONSORTIUM, name="AI한마음"),
        day=0.35,
    ),
    report(
        "a2",
        mention("해오름전자 누리통신 다온플러스", Status.PLANNED, kind=Kind.PARTNERSHIP),
        mention("해오름전자 누리통신 다온플러스", Status.PLANNED, date="2024-03-04"),
        mention("해오름전자 다온플러스", kind=Kind.CONSORTIUM, name="‘AI 한마음’", joining="해오름전자 다온플러스"),
        mention(
            "누리통신 새봄중공업 한솔대 미래연구원",
            Status.BACKGROUND,
            kind=Kind.CONSORTIUM,
            name="AI 한마음",
            date="2023-02",
        ),
        day=0,
    ),
]
"""One press release in two papers: a new alliance whose members join an initiative that others founded."""
