"""Copies: mirrors, updates and wire stories told again are put into the group of the first."""

from __future__ import annotations

import asyncio
import hashlib
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from agents.clean.copies.signature import Signature, keywords, named_in, plain_title, says_update, sign
from agents.sites import site_of
from topics.records import Article, Copy, host_of
from topics.state import State

COPIES = "copies"
"""State: what is remembered of each text (`t:`), and which texts share a key (`k:`)."""

COPY_WINDOW = timedelta(days=7)
"""Copies appear within it: wire stories within hours, updates within days."""

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

_MOST_UNDER_KEY = 24
"""Texts remembered under one key, the newest; copies without a change are not added, so that a wire story told by a
hundred outlets counts as one."""

_RECENT = 20_000
"""Keys written lately that are kept at hand: writes of records in flight are not yet in the state."""


class RememberedText(BaseModel):
    """What is remembered of one text."""

    model_config = ConfigDict(extra="ignore")

    id: str
    signature: str
    size: int
    keywords: list[str] = Field(default_factory=list)
    publisher: str | None = None
    site: str = ""
    published: datetime | None = None
    group: str
    version: int = 1
    kind: Copy | None = None
    first_publisher: str | None = None
    first_published: datetime | None = None


class Copies:
    """Knows the texts of the last seven days; one for a process, asked for one article at a time."""

    def __init__(self) -> None:
        self._turn = asyncio.Lock()
        self._keys: OrderedDict[str, list[str]] = OrderedDict()
        self._told: OrderedDict[str, RememberedText] = OrderedDict()

    async def place(self, article: Article, state: State) -> Article:
        """The article with its group, version and kind of copy; remembers it in the state."""
        async with self._turn:
            signature = sign(article.body)
            keys = _keys(article, signature)
            known = await asyncio.gather(*(self._under(key, state) for key in keys))
            earlier = await self._told_of(article.id, state)
            match = await self._best(article, signature, _by_frequency(known, article.id), state)
            told = _place(article, signature, match, earlier)
            await self._remember(told, keys, known, match, state, article.fetched + COPY_WINDOW)
        return article.model_copy(
            update={
                "group": told.group,
                "version": told.version,
                "copy_kind": told.kind,
                "first_publisher": told.first_publisher,
            }
        )

    async def _under(self, key: str, state: State) -> list[str]:
        document = await state.get(COPIES, f"k:{key}") or {}
        ids = document.get("ids")
        stored = [str(id) for id in ids] if isinstance(ids, list) else []
        return list(dict.fromkeys((*stored, *self._keys.get(key, ()))))

    async def _told_of(self, id: str, state: State) -> RememberedText | None:
        if id in self._told:
            return self._told[id]
        document = await state.get(COPIES, f"t:{id}")
        try:
            return RememberedText.model_validate(document) if document is not None else None
        except ValidationError:
            return None

    async def _best(
        self, article: Article, signature: Signature, ids: Iterable[str], state: State
    ) -> tuple[RememberedText, float] | None:
        best: tuple[RememberedText, float] | None = None
        for id in ids:
            other = await self._told_of(id, state)
            if other is None or not _within(article, other):
                continue
            alike = _likeness(article, signature, other)
            if alike is not None and (best is None or alike > best[1]):
                best = other, alike
                if alike == 1.0:
                    break
        return best

    async def _remember(
        self,
        told: RememberedText,
        keys: Sequence[str],
        known: Sequence[list[str]],
        match: tuple[RememberedText, float] | None,
        state: State,
        expires: datetime,
    ) -> None:
        self._told[told.id] = told
        while len(self._told) > _RECENT // 20:
            self._told.popitem(last=False)
        await state.put(COPIES, f"t:{told.id}", told.model_dump(mode="json", exclude_none=True), expires=expires)
        if match is not None and match[1] >= _SAME and match[0].id != told.id:
            return
        for key, ids in zip(keys, known, strict=True):
            if told.id in ids:
                continue
            under = [*ids, told.id][-_MOST_UNDER_KEY:]
            self._keys[key] = under
            self._keys.move_to_end(key)
            await state.put(COPIES, f"k:{key}", {"ids": under}, expires=expires)
        while len(self._keys) > _RECENT:
            self._keys.popitem(last=False)


def _keys(article: Article, signature: Signature) -> list[str]:
    """The bands of the signature, and the title: updates double a text but keep its title."""
    keys = list(signature.bands)
    if len(title := plain_title(article.title)) >= 8:  # shorter ones are names of columns
        keys.append("title" + hashlib.sha256(title.encode("utf-8", "replace")).hexdigest()[:12])
    return keys


def _by_frequency(known: Sequence[list[str]], own: str) -> list[str]:
    """The ids under any of the keys, those under most first."""
    counts: dict[str, int] = {}
    for ids in known:
        for id in ids:
            counts[id] = counts.get(id, 0) + 1
    counts.pop(own, None)
    return sorted(counts, key=lambda id: (-counts[id], id))[: 2 * _MOST_UNDER_KEY]


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
    article: Article, signature: Signature, match: tuple[RememberedText, float] | None, earlier: RememberedText | None
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
        if earlier.signature != told.signature:
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


def _one_publisher(told: RememberedText, other: RememberedText) -> bool:
    if told.publisher and other.publisher:
        return told.publisher.replace(" ", "") == other.publisher.replace(" ", "")
    return told.site == other.site
