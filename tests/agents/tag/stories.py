"""Reads invented stories for the tests of mentions."""

from __future__ import annotations

from datetime import datetime

from agents.tag.names.organisations import find_organisations
from agents.tag.telling.mentions import find_mentions
from topics.records import SEOUL, Mention

DAY = datetime(2024, 5, 16, 9, 30, tzinfo=SEOUL)


def read(body: str, title: str = "", published: datetime | None = DAY) -> list[Mention]:
    return find_mentions(title, body, find_organisations(body, published), published)


def names(mention: Mention) -> set[str]:
    return {m.name.replace(" ", "") for m in mention.members}
