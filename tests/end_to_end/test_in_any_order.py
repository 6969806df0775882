"""Stories read twice, in different orders, on both carriers: one alert for each new alliance, and one digest of all."""

from __future__ import annotations

import random
from collections import Counter

from agents.urls import article_id
from dongmaeng.demo import alert_differences, expected_alerts, load_stories
from tests.end_to_end.newsrooms import Newsroom, endpoint, newsroom
from topics.records import Article

__all__ = ["newsroom"]

STORIES = [story for story in load_stories() if not story.forbidden]


def articles(order: int) -> list[Article]:
    """The sample stories as they come from the cleaner, in an order."""
    found = []
    for story in random.Random(order).sample(STORIES, len(STORIES)):
        url = f"https://{story.outlet}.example/{story.id}"
        found.append(
            Article(
                id=article_id(url),
                url=url,
                canonical_url=url,
                title=story.title,
                body=story.text,
                publisher=story.outlet,
                published=story.published,
                fetched=story.published,
            )
        )
    return found


async def test_one_alert_a_new_alliance_however_often_and_in_whatever_order_stories_come(newsroom: Newsroom) -> None:
    with endpoint("desk") as (receiver, desk):
        newsroom.endpoints = [desk]
        for order in (1, 2):
            await newsroom.read(records=articles(order))
        assert alert_differences(receiver.acknowledged, expected_alerts(STORIES)) == []
        repeated = [id for id, count in Counter(alert.id for alert in receiver.acknowledged).items() if count > 1]
        assert repeated == []
