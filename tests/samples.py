"""A story of which there can be as many as a test wants, each in as many editions."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from topics.records import Article, TaggedArticle

NOON = datetime(2020, 6, 1, 12, tzinfo=UTC)


def robot_story(number: int, edition: int = 0) -> TaggedArticle:
    """Edition `edition`, a minute after the one before it; fetched thirty days after the first."""
    url = f"https://news.example.com/{number}"
    return TaggedArticle(
        article=Article(
            id=f"a{number}",
            url=url,
            canonical_url=url,
            title=f"로봇 소식 {number}",
            body=f"판 {edition} 로봇 이야기.",
            published=NOON,
            updated=NOON + timedelta(minutes=edition),
            fetched=NOON + timedelta(days=30),
        )
    )
