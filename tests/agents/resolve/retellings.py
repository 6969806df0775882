"""Deals as papers tell and retell them for a month, in texts that are read by the way of production."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from agents.tag.tag import report_of, tag_article
from agents.urls import article_id
from benchmarks.press import josa
from topics.records import SEOUL, Article, Kind, Report

MONTH = 30
"""Days for which a deal is retold."""

_PAPERS = {
    Kind.MOU: ["업무협약(MOU)", "업무협약", "양해각서(MOU)"],
    Kind.PARTNERSHIP: ["업무협약", "전략적 제휴 계약", "업무 제휴"],
    Kind.JOINT_VENTURE: ["합작법인 설립 계약", "합작투자 계약"],
}
_FOR = ["{purpose}{을} 위한 ", "{purpose}{을} 위해 ", "{purpose} ", ""]
_TITLES = ["{first}·{second}, {topic}", "{first}, {second}{과} {topic}", "{topic} 소식"]
_AFTER = ["양측은 세부 일정을 정해 나갈 계획이다.", "협약식에는 두 회사 관계자들이 참석했다.", ""]


@dataclass(frozen=True)
class Signing:
    """A deal as it was made."""

    parties: Sequence[str]
    day: datetime
    kind: Kind = Kind.MOU
    purpose: str = ""


def article(title: str, body: str, published: datetime, outlet: str, fetched: datetime | None = None) -> Article:
    """A story of an outlet of its own."""
    url = f"https://{outlet}.example/news/1"
    return Article(
        id=article_id(url),
        url=url,
        canonical_url=url,
        site=f"{outlet}.example",
        publisher=outlet,
        title=title,
        body=body,
        published=published,
        fetched=fetched or published + timedelta(minutes=5),
    )


def as_read(told: Article) -> Report:
    """What the service makes of a story; a report that says nothing where it reads nothing in it."""
    return report_of(tag_article(told)) or Report(article_id=told.id, url=told.url)


def days_told(signed: datetime, published: datetime) -> list[str]:
    """The ways in which a story of some day may tell when a deal was made, before and behind what it tells of it."""
    after = (published - signed).days
    ways = [f"지난 {signed.month}월 {signed.day}일 ", f"{signed.year}년 {signed.month}월 {signed.day}일 ", "최근 ", ""]
    if after < 27:
        ways += [f"지난 {signed.day}일 ", f"{signed.day}일 "]
    if (published.year, published.month) != (signed.year, signed.month) and after <= MONTH:
        ways.append(f"지난달 {signed.day}일 ")
    return ways


def retelling(rng: random.Random, signing: Signing, after: int, outlet: str, *, with_purpose: bool = False) -> Article:
    """One paper's account so many days after the signing."""
    published = signing.day + timedelta(days=after, hours=rng.randint(0, 8))
    parties = rng.sample(list(signing.parties), len(signing.parties))
    when = rng.choice(days_told(signing.day, published))
    purpose = ""
    if signing.purpose:
        object_particle = josa(signing.purpose, "을")[len(signing.purpose) :]
        purpose = rng.choice(_FOR[:2] if with_purpose else _FOR).format(purpose=signing.purpose, 을=object_particle)
    paper = rng.choice(_PAPERS[signing.kind])
    first, *others = parties
    who = rng.choice(
        [
            f"{josa(first, '과')} {josa('·'.join(others), '이')} ",
            f"{josa(first, '은')} {josa('·'.join(others), '과')} ",
        ]
    )
    told = rng.choice(["체결했다", "맺었다", "체결했다고 밝혔다", f"체결했다고 {published.day}일 밝혔다"])
    names = {"first": first, "second": others[0], "과": josa(others[0], "과")[len(others[0]) :]}
    title = rng.choice(_TITLES).format(**names, topic=paper)
    body = f"{who}{when}{purpose}{josa(paper, '을')} {told}. {rng.choice(_AFTER)}"
    return article(title, body.strip(), published, outlet)


def start(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, 9, 0, tzinfo=SEOUL)
