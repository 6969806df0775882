"""News items for benchmarks: a file of titles and summaries, or invented ones where none is given."""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path

from agents.tag.tag import tag_article
from agents.urls import article_id, canonical_url
from topics.records import Article, TaggedArticle

_WORDS = (
    "로봇", "인공지능", "협약", "합작법인", "투자", "반도체", "배터리", "수출", "은행", "병원", "대학", "연구소",
    "시험", "공장", "지역", "청소년", "교육", "보안", "통신", "물류", "한빛전자", "누리통신", "가람모터스", "나래전지",
    "푸른은행", "새암전자", "별빛제약", "두레건설",
)  # fmt: skip
_START = datetime(2024, 1, 1, tzinfo=UTC)


def articles(file: Path | None, most: int) -> list[TaggedArticle]:
    """Tagged articles, at most so many, none twice."""
    items = _from_file(file) if file else _invented()
    found = {article.id: article for article in islice(items, most)}
    return [tag_article(article) for article in found.values()]


def _from_file(file: Path) -> Iterator[Article]:
    """The items of a JSONL file, gzipped or not: url, title, summary, date and source."""
    with gzip.open(file, "rt", encoding="utf-8") if file.suffix == ".gz" else file.open(encoding="utf-8") as lines:
        for line in lines:
            item = json.loads(line)
            published = datetime.fromisoformat(item["date"]) if item.get("date") else None
            yield _article(
                item["url"], item.get("title") or "", item.get("summary") or "", published, item.get("source")
            )


def _invented() -> Iterator[Article]:
    chance = random.Random(1)
    for number in range(1_000_000):
        body = " ".join(f"{chance.choice(_WORDS)}{chance.choice(('은', '을', '의', '에'))}" for _ in range(80))
        title = " ".join(chance.choice(_WORDS) for _ in range(6))
        published = _START + timedelta(minutes=number)
        yield _article(f"https://news.example.com/{number}", title, f"{body} 밝혔다.", published, "예시일보")


def _article(url: str, title: str, body: str, published: datetime | None, publisher: str | None) -> Article:
    return Article(
        id=article_id(url),
        url=url,
        canonical_url=canonical_url(url),
        title=title,
        body=body,
        published=published,
        publisher=publisher,
    )
