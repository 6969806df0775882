"""Invented companies with invented alliances: fields with their own circles, a few hubs, firms between fields."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from topics.records import (
    Activity,
    ActivityTold,
    Alliance,
    Change,
    ChangeKind,
    Identifiers,
    Kind,
    Member,
    Source,
    Status,
    Tie,
    stable_id,
)

END = datetime(2026, 11, 30, 3, tzinfo=UTC)

_FIRST = [
    "가람",
    "나래",
    "다솔",
    "라온",
    "미르",
    "보담",
    "새솔",
    "아라",
    "자올",
    "차온",
    "카론",
    "타래",
    "파루",
    "하늬",
    "가온",
    "누리",
    "도담",
    "루하",
    "마루",
    "벼리",
]
_SECOND = [
    "빛",
    "샘",
    "별",
    "온",
    "들",
    "솔",
    "결",
    "찬",
    "한",
    "봄",
    "숲",
    "윤",
    "울",
    "참",
    "힘",
    "터",
    "길",
    "뫼",
    "품",
    "늘",
]
_FIELDS = ["전자", "바이오", "건설", "화학", "물산", "중공업", "소프트", "로보틱스", "에너지", "금융", "모터스", "식품"]


def invented_alliances(companies: int, alliances: int, *, seed: int = 1, days: int = 365) -> list[Alliance]:
    """So many alliances between so many companies in `days` days up to `END`, the earliest first; the same each time."""
    chance = random.Random(seed)
    members = [_company(number) for number in range(companies)]
    of_field = [members[field :: len(_FIELDS)] for field in range(len(_FIELDS))]
    made = []
    for number in range(alliances):
        told = END - timedelta(days=days) * (1 - (number + 1) / alliances)
        field = chance.choice([of for of in of_field if of])
        size = chance.choices((2, 3, 4, 5, 11), (80, 12, 5, 2, 1))[0]
        chosen: dict[str, Member] = {}
        for _ in range(size * 3):
            if len(chosen) < size:
                circle = field if chance.random() < 0.88 else members
                member = circle[int(len(circle) * chance.random() ** 2.5)]
                chosen[member.id] = member
        made.append(alliance_of(f"deal {seed} {number}", list(chosen.values()), told, chance=chance))
    return made


def alliance_of(
    what: str,
    members: Sequence[Member],
    told: datetime = END,
    *,
    status: Status = Status.ANNOUNCED,
    chance: random.Random | None = None,
    change: ChangeKind = ChangeKind.ANNOUNCED,
) -> Alliance:
    """One alliance; `what` makes its id."""
    chance = chance or random.Random(what)
    id = stable_id(what)
    kind = chance.choices(list(Kind), (60, 25, 8, 5, 2))[0]
    activities = chance.sample(list(Activity), chance.choice((0, 1, 1, 2)))
    first = Change(id=stable_id(id, "first"), change=change, at=told, article_id=f"a-{id}", members=list(members))
    return Alliance(
        id=id,
        name=f"{members[0].name[:2]} 원팀" if len(members) > 8 else None,
        kind=kind,
        members=list(members),
        status=status,
        date=told.date().isoformat() if chance.random() < 0.5 else None,
        first_seen=told,
        articles=[Source(article_id=f"a-{id}", url=f"https://news.example.com/{id}", published=told)],
        changes=[first],
        evidence=f"{members[0].name}는 {members[-1].name}와 업무협약을 체결했다.",
        tie=Tie(activities=[ActivityTold(activity=activity) for activity in activities]),
    )


def _company(number: int) -> Member:
    field = _FIELDS[number % len(_FIELDS)]
    rest = number // len(_FIELDS)
    first, rest = _FIRST[(rest + number) % len(_FIRST)], rest // len(_FIRST)
    name = first + ("" if rest == 0 else _SECOND[rest % len(_SECOND)]) + ("" if rest < 20 else str(rest)) + field
    codes = Identifiers(corp_code=f"{number:08d}", stock_code=f"{number:06d}", listed=True) if number % 3 == 0 else None
    return Member(id=f"org-{number}", name=name, identifiers=codes)
