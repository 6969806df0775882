"""Stories with a strong word of co-operation that led to no new alliance, and why."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

from dongmaeng.ways.ledger import left_lines, rule_text, words_of
from topics.carrier import Operations
from topics.catalogue import TAGGED
from topics.codec import Undecodable, decode
from topics.records import TaggedArticle

_NEW = b'"new":true'
"""What the bytes of a story with a new mention hold, as `encode` writes them."""


MOST_REASONS = 3
"""Of one story; its steps say all."""


@dataclass(frozen=True, slots=True)
class Silent:
    """A story that speaks of co-operation and announces nothing."""

    tagged: TaggedArticle
    words: list[str]

    @property
    def reasons(self) -> list[str]:
        """Why each of its words led to nothing, as far as the ledger tells; else what it told instead."""
        told = [f"{mention.status}: {rule_text(mention.rule)}" for mention in self.tagged.mentions]
        return list(dict.fromkeys([*told, *left_lines(self.tagged, MOST_REASONS)]))


async def silent_stories(operations: Operations, since: float | None) -> AsyncIterator[Silent | None]:
    """What was tagged since a moment, in no order: the silent stories, and None for every other one.

    The topic of tagged stories is read from there to its end.
    """
    async for stored in operations.between(TAGGED, since, None):
        tagged = None if _NEW in stored.value else _read(stored.value)
        words = words_of(tagged) if tagged is not None else []
        yield Silent(tagged, words) if tagged is not None and words else None


def _read(value: bytes) -> TaggedArticle | None:
    try:
        record = decode(TAGGED, value)
    except Undecodable:
        return None
    assert isinstance(record, TaggedArticle)
    return record
