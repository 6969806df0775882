"""Invented news of years, and the alliances in it, for benchmarks of size.

Companies and words are as frequent as in real news: a few are everywhere and most are rare. One story in ten arrives
years late, as where an archive is read backwards.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import accumulate, islice
from pathlib import Path

from benchmarks.kept import is_kept, kept
from search.embedded.store import EmbeddedStore
from topics.records import (
    Activity,
    ActivityTold,
    Alliance,
    Article,
    Change,
    ChangeKind,
    Kind,
    Member,
    Mention,
    Organisation,
    Source,
    Status,
    TaggedArticle,
    Tie,
    stable_id,
)

BEGIN, END = datetime(2019, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC)
COMPANIES = 6_000
SIZES, LARGEST = (22_000, 200_000), 1_000_000
"""How many stories there are in the archives that figures are given for."""
_STORIES_OF_AN_ALLIANCE = 10
_BATCH = 200
_FILLED_A_MINUTE = 15_000

_SYLLABLES = (
    "가나다라마바사아자차카타파하거너더러머버서어저처고노도로모보"
    "소오조초구누두루무부수우주추기니디리미비시이지치한빛별샘솔온"
)
_TRADES = ("전자", "통신", "바이오", "모터스", "제약", "은행", "화학", "건설", "에너지", "소프트", "물산", "로보틱스")
_NOUNS = [
    "협약",
    "투자",
    "반도체",
    "인공지능",
    "배터리",
    "수출",
    "로봇",
    "공장",
    "연구",
    "교육",
    "보안",
    "물류",
    "시장",
    "정부",
    "지역",
    "기술",
    "사업",
    "회의",
    "계획",
    "청소년",
    "대학",
    "병원",
    "시험",
    "농업",
    "항공",
    "선박",
    "철도",
    "도로",
    "주택",
    "금융",
    "보험",
    "증권",
    "환율",
    "물가",
    "고용",
    "임금",
    "노조",
    "법원",
    "검찰",
    "국회",
    "선거",
    "외교",
    "국방",
    "우주",
    "위성",
    "통신",
    "방송",
    "영화",
    "음악",
    "공연",
    "전시",
    "관광",
    "축제",
    "체육",
    "야구",
    "축구",
    "농구",
    "배구",
    "수영",
    "등산",
    "환경",
    "기후",
    "폭염",
    "한파",
    "태풍",
    "지진",
    "산불",
    "홍수",
    "안전",
    "소방",
    "경찰",
    "복지",
    "보육",
    "연금",
    "의료",
    "백신",
    "질병",
    "식품",
    "요리",
    "유통",
    "백화점",
    "편의점",
    "광고",
    "출판",
    "도서",
    "역사",
    "문화재",
    "박물관",
    "과학",
    "수학",
    "화학",
    "물리",
    "생물",
    "의약",
    "섬유",
    "패션",
    "화장품",
]
_VERBS = ("밝혔다", "전했다", "설명했다", "강조했다", "발표했다", "덧붙였다", "내다봤다")
_TELLINGS = (
    "{}의 {} 담당자는 {} 분야에서 {}을 넓히겠다고 {}.",
    "{}는 올해 {}와 {}에 쓸 {} 예산을 정했다고 {}.",
    "지난달 열린 {} 설명회에서 {} 전문가들은 {} 문제와 {}을 다뤘다고 {}.",
    "이에 따라 {} 업계의 {} 전망과 {} 규모, {} 일정이 달라질 것이라고 {}.",
)


def _powers(count: int, flat: int) -> list[float]:
    """The running sums of weights that fall with the rank, the first ones less."""
    return list(accumulate(1 / (rank + flat) for rank in range(1, count + 1)))


def _names() -> list[str]:
    chance = random.Random(7)
    found: dict[str, None] = {}
    while len(found) < COMPANIES:
        found["".join(chance.choices(_SYLLABLES, k=2)) + chance.choice(_TRADES)] = None
    return list(found)


NAMES = _names()
PUBLISHERS = [f"{name[:2]}{paper}" for name, paper in zip(NAMES, ("일보", "신문", "경제", "뉴스") * 15, strict=False)]
_WEIGHTS = {id(values): _powers(len(values), flat) for values, flat in ((NAMES, 2), (PUBLISHERS, 2), (_NOUNS, 20))}


def _some(chance: random.Random, values: Sequence[str], count: int) -> list[str]:
    return chance.choices(values, cum_weights=_WEIGHTS[id(values)], k=count)


def stories(most: int) -> Iterator[TaggedArticle]:
    """So many stories in the order in which they arrive: by time, those that come late at the end."""
    numbers = range(most)
    for number in (n for late in (False, True) for n in numbers if (n % 10 == 7) is late):
        yield story(number, BEGIN + (END - BEGIN) * number / most)


def alliances(most: int) -> Iterator[Alliance]:
    """The alliances that so many stories tell of."""
    count = most // _STORIES_OF_AN_ALLIANCE
    for number in range(count):
        yield _alliance(number, BEGIN + (END - BEGIN) * number / count)


def story(number: int, published: datetime) -> TaggedArticle:
    chance = random.Random(number)
    companies = list(dict.fromkeys(_some(chance, NAMES, chance.randint(1, 4))))
    tells = chance.random() < 1 / _STORIES_OF_AN_ALLIANCE
    sentences = [
        chance.choice(_TELLINGS).format(*_some(chance, _NOUNS, 4), chance.choice(_VERBS))
        for _ in range(chance.randint(4, 14))
    ]
    names = ", ".join(companies)
    deal = "업무협약을 체결했다" if tells else "행사를 열었다"
    sentences.insert(0, f"{names}은 {' '.join(_some(chance, _NOUNS, 2))} {deal}고 {number % 28 + 1}일 밝혔다.")
    if number % 12 == 5:  # a copy of the text before it
        sentences = [f"{names} 소식이다.", *(_TELLINGS[0].format(*_NOUNS[:4], _VERBS[0]) for _ in range(3))]
    url = f"https://news.example.com/{number}"
    mentions = [Mention(kind=_kind(chance), status=Status.ANNOUNCED, members=_members(companies))] if tells else []
    return TaggedArticle(
        article=Article(
            id=stable_id(url),
            url=url,
            canonical_url=url,
            title=f"{companies[0]}, {' '.join(_some(chance, _NOUNS, 4))}",
            body="\n".join(sentences),
            published=published,
            fetched=published + timedelta(minutes=5),
            publisher=_some(chance, PUBLISHERS, 1)[0],
        ),
        organisations=[Organisation(id=stable_id(name), name=name) for name in companies],
        mentions=mentions,
    )


def _alliance(number: int, told: datetime) -> Alliance:
    chance = random.Random(f"alliance {number}")
    companies = list(dict.fromkeys(_some(chance, NAMES, chance.randint(2, 4))))
    urls = [f"https://news.example.com/{number}-{source}" for source in range(chance.randint(1, 6))]
    sources = [
        Source(
            article_id=stable_id(url), url=url, title=f"{companies[0]} 업무협약", publisher=publisher, published=told
        )
        for url, publisher in zip(urls, _some(chance, PUBLISHERS, len(urls)), strict=True)
    ]
    kinds = (ChangeKind.ANNOUNCED, *(ChangeKind.CORROBORATED for _ in sources[1:]))
    changes = [
        Change(id=f"{number}-{n}", change=kind, at=told + timedelta(minutes=n), article_id=source.article_id)
        for n, (kind, source) in enumerate(zip(kinds, sources, strict=True))
    ]
    activities = chance.sample(list(Activity), chance.randint(0, 2))
    return Alliance(
        id=stable_id("alliance", str(number)),
        kind=_kind(chance),
        status=chance.choice([Status.ANNOUNCED] * 8 + [Status.PLANNED, Status.ENDED]),
        members=_members(companies),
        first_seen=told,
        articles=sources,
        changes=changes,
        change=changes[-1],
        evidence=f"{', '.join(companies)}은 {' '.join(_some(chance, _NOUNS, 2))} 업무협약을 체결했다고 밝혔다.",
        tie=Tie(activities=[ActivityTold(activity=activity) for activity in activities]),
        independent_publishers=len(sources),
    )


def _kind(chance: random.Random) -> Kind:
    return chance.choices(list(Kind), weights=(60, 25, 8, 5, 2))[0]


def _members(companies: Iterable[str]) -> list[Member]:
    return [Member(id=stable_id(name), name=name) for name in companies]


MADE_FROM = ("benchmarks/invented_news.py", "search/*", "search/embedded/*", "topics/records/*")
"""What decides what an archive holds: the stories, and how the store writes them."""


def archive(size: int) -> Path:
    """The data directory with an embedded store of so many stories; filled once and kept for later runs."""
    return kept(_name(size), MADE_FROM, lambda folder: asyncio.run(_fill(folder / "dongmaeng.sqlite", size)))


def to_measure(sizes: Sequence[int], *, full: bool) -> list[int]:
    """Of archives of these sizes those that are filled already or within a minute or two; all of them where `full`."""
    found: list[int] = []
    for size in sizes:
        if full or size == SIZES[0] or is_kept(_name(size), MADE_FROM):
            found.append(size)
        else:
            minutes = size // _FILLED_A_MINUTE
            print(f"the archive of {size:,} stories is not filled yet: --full does it, in {minutes} minutes at rest")
    return found


def _name(size: int) -> str:
    return f"stories-{size}"


async def _fill(file: Path, size: int) -> None:
    store = EmbeddedStore(file)
    coming = stories(size)
    while batch := list(islice(coming, _BATCH)):
        await store.write(batch)
    told = alliances(size)
    while some := list(islice(told, _BATCH)):
        await store.write_alliances(some)
    await store.close()
