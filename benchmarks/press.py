"""Press releases of invented companies as papers tell them, and the articles that list many deals, at random."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from search.hangul import has_final_consonant, is_hangul
from topics.records import SEOUL

START = datetime(2025, 3, 10, 9, 0, tzinfo=SEOUL)

FEWEST_KEPT = 2 / 3
"""Of a release's parties that a paper names: each leaves out up to a third."""

DAYS = 3
"""Over which the papers tell a release."""

_FIRST = [
    "가람",
    "나래",
    "다솔",
    "라온",
    "마루",
    "보람",
    "아람",
    "자올",
    "차오름",
    "카론",
    "타래",
    "하람",
    "누리",
    "두레",
]
_FIRST += [
    "미르",
    "새솔",
    "여울",
    "온새",
    "윤슬",
    "이든",
    "초롱",
    "한별",
    "해솔",
    "예그린",
    "다온",
    "도담",
    "시나브",
    "가온",
]
_FIRST += ["미리내", "아라", "한결", "늘봄", "슬기", "큰솔", "은가비", "달빛", "벼리", "모아", "소담", "해든"]
_LAST = ["전자", "통신", "은행", "제약", "바이오", "물산", "건설", "카드", "중공업", "소프트", "식품", "에너지", "해운"]
_PURPOSES = [
    *("스마트 물류 창고 구축", "소상공인 금융 지원", "해상 풍력 단지 개발", "치매 조기 진단 기술 개발"),
    *("전기차 충전 요금 통합", "도심 항공 교통 실증", "폐배터리 재활용 사업", "농산물 온라인 판로 확대"),
    *("청년 창업 공간 조성", "위성 영상 분석 사업", "수소 저장 장치 국산화", "고령자 돌봄 로봇 보급"),
    *("데이터 보안 인증 체계 마련", "지역 관광 상품 개발", "반도체 설계 인력 양성", "해외 송금 수수료 절감"),
    *("건축 자재 탄소 저감", "디지털 교과서 콘텐츠 제작", "반려동물 보험 상품 개발", "산불 감시 드론 운용"),
]
_LEADS = [
    "{all:은} {day}일 서울 중구 {host} 본사에서 {purpose:을} 위한 업무협약(MOU)을 체결했다고 밝혔다.",
    "{host:은} {day}일 {partners:과} {purpose:을} 위한 업무협약을 맺었다고 밝혔다.",
    "{host:이} {purpose:을} 위해 {partners:과} 업무협약을 체결했다고 {day}일 밝혔다.",
    "{all:이} {day}일 {purpose:을} 위한 전략적 업무협약을 체결했다.",
    "{host:은} 지난 {day}일 {partners:과} 함께 {purpose} 업무협약을 체결했다.",
    "{all:은} {purpose:을} 위한 {count}자 업무협약을 {day}일 체결했다고 밝혔다.",
]
_TITLES = [
    "{host}, {purpose} 업무협약",
    "{host} 등 {count}곳, {purpose} 협력",
    "{purpose} 위해 {count}개사 손잡았다",
    "{host} {purpose} 나선다",
]
_REST = [
    "협약에 따라 참여사는 실무 협의회를 두고 내년 상반기까지 세부 일정을 정한다.",
    "이번 협약으로 각 사가 가진 기술과 영업망을 함께 쓸 수 있게 됐다.",
    '{host} 관계자는 "여러 회사의 경험을 모아 빠르게 성과를 내겠다"고 말했다.',
    "업계에서는 비슷한 시도가 이어질 것으로 보고 있다.",
    "참여사들은 다음 달부터 시범 운영을 시작한다.",
    "{host:은} 앞으로 참여 기업을 더 늘릴 계획이다.",
    "사업비와 인력은 협의회에서 나누어 맡는다.",
]
_LISTED_PAIRS = [
    ("와", ", ", "{pairs:이} {day}일 각각 업무협약을 체결했다."),
    ("와", ", ", "올해 들어 {pairs:이} 업무협약을 맺었다."),
    ("와", ", ", "이번 주에는 {pairs} 등이 업무협약을 체결했다고 밝혔다."),
    ("·", ", ", "{pairs} 등이 {day}일 업무협약을 체결했다."),
    ("-", ", ", "{pairs} 등이 잇달아 업무협약을 맺었다."),
    ("와", "가, ", "{pairs:이} {day}일 업무협약을 체결했다."),
]
_LIST_TITLES = ["[주간 동향] 업무협약 소식", "이번 주 기업 협력 한눈에", "기업들 잇단 협약… 협력 바람"]


@dataclass(frozen=True)
class Paper:
    """One article of one outlet."""

    outlet: str
    title: str
    text: str
    published: datetime


def josa(word: str, particle: str) -> str:
    """A word with a particle in the form that goes with its last syllable."""
    forms = {"은": "는", "이": "가", "을": "를", "과": "와"}
    closed = has_final_consonant(word[-1]) if is_hangul(word[-1]) else True
    return word + (particle if closed else forms[particle])


class _Filled(str):
    def __format__(self, particle: str) -> str:
        return josa(self, particle) if particle else str(self)


def companies(rng: random.Random, count: int) -> list[str]:
    """So many invented names, no two of which begin alike."""
    firsts = rng.sample(_FIRST, count)
    return [first + rng.choice(_LAST) for first in firsts]


def joined(names: Sequence[str], rng: random.Random) -> str:
    """Names as the parties of one deal, in one of the ways of the papers."""
    return ("·" if rng.random() < 0.3 else ", ").join(names)


def release(rng: random.Random, parties: Sequence[str], papers: int, name: str = "r") -> list[Paper]:
    """A deal as so many papers tell it, in words of their own or as copies; each leaves out up to a third of it."""
    purpose = rng.choice(_PURPOSES)
    day = START.day
    told: list[Paper] = []
    for number in range(papers):
        outlet = f"{name}{number}.example"
        published = START + timedelta(days=rng.randint(0, DAYS), minutes=rng.randint(0, 600))
        if told and rng.random() < 0.3:
            copied = rng.choice(told)
            told.append(Paper(outlet, copied.title, copied.text, published))
            continue
        fewest = max(2, -(-len(parties) * 2 // 3))
        some = rng.sample(list(parties), rng.randint(fewest, len(parties)))
        values = {
            "host": _Filled(some[0]),
            "partners": _Filled(joined(some[1:], rng)),
            "all": _Filled(f"{josa(some[0], '과')} {joined(some[1:], rng)}" if len(some) < 4 else joined(some, rng)),
            "purpose": _Filled(purpose),
            "count": len(parties),
            "day": day,
        }
        lead, title = rng.choice(_LEADS).format(**values), rng.choice(_TITLES).format(**values)
        rest = [sentence.format(**values) for sentence in rng.sample(_REST, 4)]
        told.append(Paper(outlet, title, " ".join([lead, *rest]), published))
    return told


def list_article(rng: random.Random, pairs: Sequence[Sequence[str]], outlet: str) -> Paper:
    """An article that lists deals of two in one sentence, on a day of the releases."""
    tie, between, sentence = rng.choice(_LISTED_PAIRS)
    written = [f"{josa(a, '과')} {b}" if tie == "와" else f"{a}{tie}{b}" for a, b in pairs]
    listed = written[-1]
    for one in reversed(written[:-1]):
        listed = (f"{josa(one, '이')}, " if between == "가, " else f"{one}{between}") + listed
    values = {"pairs": _Filled(listed), "day": START.day, "host": _Filled(pairs[0][0])}
    rest = [text.format(**values) for text in rng.sample(_REST[3:5], 2)]
    published = START + timedelta(days=rng.randint(0, DAYS), minutes=rng.randint(0, 600))
    return Paper(outlet, rng.choice(_LIST_TITLES), " ".join([sentence.format(**values), *rest]), published)
