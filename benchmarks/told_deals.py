"""Reports of invented deals as papers tell them for some days, as the stage tag would give them, at random.

The texts have the length and the form of Korean leads; how many names there are decides how often companies recur.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate

from benchmarks.press import josa
from topics.records import SEOUL, Dated, Identifiers, Kind, Member, Mention, Report, Role, Status, stable_id

START = datetime(2025, 3, 10, 6, 0, tzinfo=SEOUL)

OUTLETS = 400
"""Papers that tell deals; the largest stories run in about a hundred of them, some of them often."""

_SYLLABLES = (
    "가나다라마바사아자차카타파하거너더러머버서어저처커터퍼허고노도로모보소오조초코토"
    "포호구누두루무부수우주추쿠투푸후기니디리미비시이지치키티피히"
)
_TRADES = ["전자", "통신", "은행", "제약", "바이오", "물산", "건설", "카드", "중공업", "소프트", "식품", "에너지"]
_AIMS = [
    *("스마트 물류 창고", "소상공인 금융 지원", "해상 풍력 단지", "치매 조기 진단 기술", "전기차 충전 요금"),
    *("도심 항공 교통", "폐배터리 재활용", "농산물 온라인 판로", "청년 창업 공간", "위성 영상 분석", "수소 저장 장치"),
    *("고령자 돌봄 로봇", "데이터 보안 인증", "지역 관광 상품", "반도체 설계 인력", "해외 송금 수수료"),
]
_STEPS = ["구축", "공동 개발", "실증", "국산화", "보급", "확대", "시범 운영", "표준 마련", "공동 연구", "판매"]
_KINDS = [Kind.MOU] * 6 + [Kind.PARTNERSHIP] * 3 + [Kind.JOINT_VENTURE, Kind.CONSORTIUM]
_SIZES = [2] * 7 + [3] * 2 + [4]
_LEADS = [
    "{all:은} {day}일 서울 중구 {host} 본사에서 {aim:을} 위한 업무협약(MOU)을 체결했다고 밝혔다.",
    "{host:은} {day}일 {others:과} {aim:을} 위한 업무협약을 맺었다고 밝혔다. 세부 일정은 실무 협의회에서 정한다.",
    "{host:이} {aim:을} 위해 {others:과} 손을 맞잡았다. 양측은 {day}일 협약식을 열고 인력과 영업망을 함께 쓰기로 했다.",
]
_TITLES = ["{host}·{second}, {aim} 업무협약", "{host}, {aim} 나선다", "{aim} 위해 손잡은 {host}"]


@dataclass(frozen=True)
class Mix:
    """What kind of stories come: from how many names, over how many days, and told by how many papers."""

    what: str
    names: int
    days: float
    """From the first report to the last."""
    skew: float = 0.0
    """Zipf's exponent of how often names are in the news; 0 where all are alike."""


class _Filled(str):
    def __format__(self, particle: str) -> str:
        return josa(self, particle) if particle else str(self)


def companies(rng: random.Random, count: int) -> list[Member]:
    """So many organisations of different names; a third of them is listed."""
    names: dict[str, None] = {}
    while len(names) < count:
        names["".join(rng.choices(_SYLLABLES, k=3)) + rng.choice(_TRADES)] = None
    return [
        Member(
            id=stable_id(name)[:12],
            name=name,
            came="named",
            identifiers=Identifiers(corp_code=f"{n:08}", stock_code=f"{n:06}", listed=True) if n % 3 == 0 else None,
        )
        for n, name in enumerate(names)
    ]


@dataclass(frozen=True)
class Deal:
    """A deal as it was made."""

    parties: Sequence[Member]
    day: datetime
    kind: Kind
    aim: str


def told(rng: random.Random, mix: Mix, count: int) -> list[Report]:
    """So many reports of deals of a mix, in the order of their fetch."""
    known = companies(rng, mix.names)
    weights = list(accumulate(1 / (n + 1) ** mix.skew for n in range(mix.names)))
    reports: list[Report] = []
    while len(reports) < count:
        day = START + timedelta(days=mix.days * len(reports) / count)
        deal = made(rng, known, weights, day)
        for _ in range(min(1 + int(rng.expovariate(0.5)), count - len(reports))):
            reports.append(account(rng, deal, len(reports)))
    return sorted(reports, key=lambda one: one.fetched)


def of_one_deal(rng: random.Random, papers: int) -> list[Report]:
    """The reports of so many papers of a single deal in two days."""
    known = companies(rng, 4)
    deal = Deal(known, START, Kind.MOU, f"{rng.choice(_AIMS)} {rng.choice(_STEPS)}")
    return sorted((account(rng, deal, n) for n in range(papers)), key=lambda one: one.fetched)


def made(rng: random.Random, known: Sequence[Member], weights: Sequence[float], day: datetime) -> Deal:
    """A deal of some of the companies, drawn by their weights."""
    size, parties = rng.choice(_SIZES), dict[str, Member]()
    while len(parties) < size:
        (one,) = rng.choices(known, cum_weights=weights)
        parties[one.id] = one
    return Deal(list(parties.values()), day, rng.choice(_KINDS), f"{rng.choice(_AIMS)} {rng.choice(_STEPS)}")


def account(rng: random.Random, deal: Deal, number: int) -> Report:
    """What one paper tells of a deal: as news, looking back or as a rumour, with its day or without."""
    outlet = rng.randrange(OUTLETS)
    some = list(deal.parties)
    if len(some) > 2 and rng.random() < 0.3:
        some = rng.sample(some, len(some) - 1)
    status, after = _angle(rng)
    day = deal.day + after
    values = {
        "host": _Filled(some[0].name),
        "second": some[1].name,
        "others": _Filled("·".join(one.name for one in some[1:])),
        "all": _Filled(", ".join(one.name for one in some)),
        "aim": _Filled(deal.aim),
        "day": deal.day.day,
    }
    dated = rng.choice([Dated.DEAL, Dated.DEAL, Dated.REPORT, None])
    said = Mention(
        status=status,
        new=status in (Status.ANNOUNCED, Status.PLANNED),
        kind=deal.kind,
        members=[
            one.model_copy(update={"role": Role.HOST if one is some[0] and number % 4 == 0 else Role.SIGNATORY})
            for one in some
        ],
        date=None if dated is None else (day if dated is Dated.REPORT else deal.day).date().isoformat(),
        dated=dated,
        evidence=rng.choice(_LEADS).format(**values),
        purpose=deal.aim if rng.random() < 0.7 else None,
        parties=len(deal.parties) if rng.random() < 0.3 else None,
        score=rng.choice([0.7, 0.8, 0.9]),
        reasons=["signing verb +0.4", "two parties or more +0.3", "day told +0.1"],
        rule="signed",
    )
    id = stable_id("told deal", str(number))
    return Report(
        article_id=id,
        source_id=id,
        url=f"https://news{outlet}.example/articles/{number}",
        title=rng.choice(_TITLES).format(**values),
        publisher=f"새소식 {outlet}호",
        site=f"news{outlet}.example",
        source=f"https://news{outlet}.example/rss.xml",
        published=day,
        fetched=day + timedelta(minutes=4),
        version=1,
        mentions=[said],
    )


def _angle(rng: random.Random) -> tuple[Status, timedelta]:
    """The status that a paper gives and how long after the deal it does."""
    match rng.choices(range(4), [85, 8, 4, 3])[0]:
        case 0:
            return Status.ANNOUNCED, timedelta(minutes=rng.randint(0, 2_000))
        case 1:
            return Status.BACKGROUND, timedelta(days=rng.randint(1, 6))
        case 2:
            return Status.PLANNED, timedelta(minutes=-rng.randint(10, 4_000))
        case _:
            return Status.RUMOURED, timedelta(days=-rng.randint(1, 5))
