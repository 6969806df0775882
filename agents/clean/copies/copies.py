"""Copies: mirrors, updates and wire stories told again are put into the group of the first."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

from agents.clean.copies.memory import COPY_WINDOW, CopyMemory, RememberedText
from agents.clean.copies.signature import Signature, keywords, named_in, says_update, sign
from agents.sites import site_of
from topics.records import Article, Copy, host_of
from topics.state import State

_ALIKE, _CONTAINED = 0.5, 0.6
"""From these on two texts are copies: measured copies share .66 and more, different stories .09 and less."""

_SAME = 0.9
"""From this similarity on nothing was changed but a byline or a letter."""

_VERBATIM = 0.98
"""From this similarity on even a "(종합)" in the title is that of the text known already."""

_BEYOND_DOUBT = 0.85
"""From this similarity on keywords are not asked: one name in a form letter costs more."""

_NAMED = 0.8
"""The share of keywords that a copy names: two deals told in one form differ in the partner's name."""

_SHORT = 60
"""Pieces of a text: a flash of one sentence, many of which are alike."""

Match = tuple[RememberedText, float]
"""A text that another is a copy of, and how alike they are."""


class Copies:
    """Knows the texts of the last seven days; one for a process, asked for one article at a time."""

    def __init__(self) -> None:
        self._turn = asyncio.Lock()
        self._memory = CopyMemory()

    async def place(self, article: Article, state: State, signature: Signature | None = None) -> Article:
        """The article with its group, version and kind of copy; remembers it in the state.

        `signature`: that of its body, where it was made elsewhere.
        """
        signature = signature or sign(article.body)
        async with self._turn:
            known = await self._memory.recall(article, signature, state)
            match = _best(article, signature, known.alike)
            told = _place(article, signature, match, known.earlier)
            expires = article.fetched + COPY_WINDOW
            await self._memory.remember(told, expires, state)
            if match is None or match[1] < _SAME or match[0].id == told.id:
                await self._memory.put_under(known.kept, told.id, expires, state)
        return article.model_copy(
            update={
                "group": told.group,
                "version": told.version,
                "copy_kind": told.kind,
                "first_publisher": told.first_publisher,
            }
        )


def _best(article: Article, signature: Signature, others: Iterable[RememberedText]) -> Match | None:
    """The text that an article is most alike to, of those that it may be a copy of."""
    best: Match | None = None
    for other in others:
        alike = _likeness(article, signature, other) if _within(article, other) else None
        if alike is not None and (best is None or alike > best[1]):
            best = other, alike
            if alike == 1.0:
                break
    return best


def _within(article: Article, other: RememberedText) -> bool:
    if article.published is None or other.published is None:
        return True  # the state itself forgets after the window
    return abs(article.published - other.published) <= COPY_WINDOW


def _likeness(article: Article, signature: Signature, other: RememberedText) -> float | None:
    """How alike the texts are, or None where they are no copies."""
    try:
        found = signature.likeness(Signature.unpack(other.signature, other.size))
    except ValueError:
        return None
    if min(signature.size, other.size) < _SHORT:
        return found.jaccard if found.jaccard >= _SAME else None
    if found.jaccard < _ALIKE and found.containment < _CONTAINED:
        return None
    if found.jaccard < _BEYOND_DOUBT and named_in(article.title + article.body, other.keywords) < _NAMED:
        return None
    return found.jaccard


def _place(
    article: Article, signature: Signature, match: Match | None, earlier: RememberedText | None
) -> RememberedText:
    told = RememberedText(
        id=article.id,
        signature=signature.pack(),
        size=signature.size,
        keywords=keywords(article.title, article.body),
        publisher=article.publisher,
        site=site_of(host_of(article.canonical_url)),
        published=article.published,
        group=article.id,
        first_publisher=article.first_publisher or article.publisher,
        first_published=article.published,
    )
    if earlier is not None:  # the same address tells a new text
        told.group, told.version, told.kind = earlier.group, earlier.version, earlier.kind
        told.first_publisher, told.first_published = earlier.first_publisher, earlier.first_published
        if not _has_signature(earlier, signature):
            told.version, told.kind = earlier.version + 1, Copy.UPDATE
        return told
    if match is None:
        return told
    other, alike = match
    told.group, told.version = other.group, other.version
    own = _one_publisher(told, other)
    later = told.published is None or other.published is None or told.published >= other.published
    if not own:
        told.kind = Copy.SYNDICATED
    elif alike >= _VERBATIM or (alike >= _SAME and not says_update(article.title)):
        told.kind = Copy.MIRROR
    else:
        told.kind = Copy.UPDATE
        told.version = other.version + 1 if later else max(1, other.version - 1)
    first = other.first_published is None or told.published is None or other.first_published <= told.published
    if first and other.first_publisher:
        told.first_publisher, told.first_published = other.first_publisher, other.first_published
    return told


def _has_signature(text: RememberedText, signature: Signature) -> bool:
    try:
        return Signature.unpack(text.signature, text.size) == signature
    except ValueError:
        return False


def _one_publisher(told: RememberedText, other: RememberedText) -> bool:
    if told.publisher and other.publisher:
        return told.publisher.replace(" ", "") == other.publisher.replace(" ", "")
    return told.site == other.site
