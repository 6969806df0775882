"""Reading one item without any state: what is in it, and how its page was read."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from agents.clean.explanation import Explanation, explain_page
from agents.clean.story.article import read_page
from agents.tag.tag import tag_article_with
from agents.workers import NoWorkers, Workers
from dongmaeng.items import Item
from dongmaeng.shapes.articles import ReadItemShape
from topics.outcome import Drop, Ending, Quarantine
from topics.records import Page, TaggedArticle


@dataclass(frozen=True, slots=True)
class Told:
    """What one item gives, and how its page was read; None where that was not asked or cannot be told."""

    item: ReadItemShape
    page: Explanation | None = None


async def read_item(item: Item, workers: Workers, names: Path, *, explained: bool = False) -> Told:
    """Read an item in a worker process; `names`: the data directory with the user's own names. Raises `NoWorkers`."""
    told = Told(await _read(item, workers, names))
    if item.page is None or not explained:
        return told
    try:
        return replace(told, page=await workers.run(explain_page, item.page))
    except NoWorkers:
        raise
    except Ending:
        return told


async def _read(item: Item, workers: Workers, names: Path) -> ReadItemShape:
    if item.page is None:
        return ReadItemShape.ended(item.id, "quarantined", item.fault)
    try:
        return ReadItemShape.of(item.id, await workers.run(read_and_tag, item.page, names))
    except Drop as ending:
        return ReadItemShape.ended(item.id, "dropped", ending.reason)
    except Quarantine as ending:
        return ReadItemShape.ended(item.id, "quarantined", ending.reason)
    except NoWorkers:
        raise
    except Exception as bug:
        return ReadItemShape.ended(item.id, "quarantined", f"{type(bug).__name__}: {bug}")


def read_and_tag(page: Page, names: Path | None = None) -> TaggedArticle:
    """The page's article, tagged with the user's names too; raises the endings of both stages."""
    return tag_article_with(read_page(page), names)
