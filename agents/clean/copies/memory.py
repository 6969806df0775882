"""The texts of the last seven days, found by the keys that they share with another."""

from __future__ import annotations

import hashlib
from collections import Counter, OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from agents.clean.copies.signature import KEPT, Signature, plain_title
from topics.records import Article, Copy, now
from topics.state import Document, State

COPIES = "copies"
"""State: what is remembered of each text (`t:` and its id), and the ids of the texts that have a key (`k:`)."""

COPY_WINDOW = timedelta(days=7)
"""Copies appear within it: wire stories within hours, updates within days."""

_EARLIER = "earlier"
"""The document that says until when there may be texts under the keys of earlier versions."""

_MOST_UNDER_KEY = 24
"""Texts remembered under one key, the newest; copies without a change are not added, so that a wire story told by a
hundred outlets counts as one."""

_MOST_COMPARED = 48
"""Texts that one is compared with, those that share most keys with it."""

_LATEST_KEYS, _LATEST_TEXTS = 20_000, 1_000
"""Of those written lately, how many are kept at hand: writes of records in flight are not yet in the state."""

_SHORTEST_TITLE = 8
"""Letters; shorter ones are names of columns."""


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


@dataclass(frozen=True, slots=True)
class Recalled:
    """What the memory has on a text before it is compared."""

    earlier: RememberedText | None
    """The text itself as it was read before."""
    alike: Sequence[RememberedText]
    """Other texts that share keys with it, those that share most first."""
    kept: Mapping[str, Sequence[str]]
    """The keys that it is to be remembered under, with the ids of the texts that have them."""


class CopyMemory:
    """Remembers texts in the state; one for a process, asked for one article at a time."""

    def __init__(self) -> None:
        self._keys: OrderedDict[str, Sequence[str]] = OrderedDict()
        self._texts: OrderedDict[str, RememberedText] = OrderedDict()
        self._earlier_until: datetime | None = None

    async def recall(self, article: Article, signature: Signature, state: State) -> Recalled:
        """What is known that an article may be a copy of; two requests to the state."""
        title = _title_keys(article)
        asked = [*signature.sketch, *title, *(await self._earlier_keys(signature, state))]
        found = await state.get_many(COPIES, [_under(key) for key in asked])
        ids = {key: self._ids(key, found.get(_under(key))) for key in asked}
        shared = Counter(id for some in ids.values() for id in some if id != article.id)
        most = sorted(shared, key=lambda id: (-shared[id], id))[:_MOST_COMPARED]
        texts = await self._told(most, article.id, state)
        return Recalled(
            texts.get(article.id),
            [texts[id] for id in most if id in texts],
            {key: ids[key] for key in (*signature.sketch[:KEPT], *title)},
        )

    async def remember(self, text: RememberedText, expires: datetime, state: State) -> None:
        """Remember what was read under an id."""
        self._texts[text.id] = text
        self._texts.move_to_end(text.id)
        while len(self._texts) > _LATEST_TEXTS:
            self._texts.popitem(last=False)
        document = text.model_dump(mode="json", exclude_none=True)
        await state.put(COPIES, _at(text.id), document, expires=expires)

    async def put_under(self, keys: Mapping[str, Sequence[str]], id: str, expires: datetime, state: State) -> None:
        """Let a text be found by its keys; they come with the ids of those that have them already."""
        for key, ids in keys.items():
            if id in ids:
                continue
            under = [*ids, id][-_MOST_UNDER_KEY:]
            self._keys[key] = under
            self._keys.move_to_end(key)
            await state.put(COPIES, _under(key), {"ids": under}, expires=expires)
        while len(self._keys) > _LATEST_KEYS:
            self._keys.popitem(last=False)

    def _ids(self, key: str, document: Document | None) -> Sequence[str]:
        ids = (document or {}).get("ids")
        stored = [str(id) for id in ids] if isinstance(ids, list) else []
        return list(dict.fromkeys((*stored, *self._keys.get(key, ()))))

    async def _told(self, ids: Iterable[str], own: str, state: State) -> dict[str, RememberedText]:
        """What is remembered of texts, by id."""
        wanted = [own, *ids]
        found = {id: self._texts[id] for id in wanted if id in self._texts}
        documents = await state.get_many(COPIES, [_at(id) for id in wanted if id not in found])
        for document in documents.values():
            try:
                text = RememberedText.model_validate(document)
            except ValidationError:
                continue
            found[text.id] = text
        return found

    async def _earlier_keys(self, signature: Signature, state: State) -> Sequence[str]:
        """The keys of earlier versions, for as long as a text may be remembered under them."""
        if self._earlier_until is None:
            self._earlier_until = now() + COPY_WINDOW
            document = await state.get(COPIES, _EARLIER)
            try:
                self._earlier_until = datetime.fromisoformat(str((document or {})["until"]))
            except (KeyError, ValueError):
                await state.put(COPIES, _EARLIER, {"until": self._earlier_until.isoformat()})
        return signature.bands if now() < self._earlier_until else ()


def _title_keys(article: Article) -> list[str]:
    """The key of the title: updates double a text but keep its title."""
    if len(title := plain_title(article.title)) < _SHORTEST_TITLE:
        return []
    return ["title" + hashlib.sha256(title.encode("utf-8", "replace")).hexdigest()[:12]]


def _under(key: str) -> str:
    return f"k:{key}"


def _at(id: str) -> str:
    return f"t:{id}"
