"""State in the journal's file: reads what is committed, holds writes back until the outputs are written."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime

from topics.embedded.journal import Journal
from topics.state import Document

Ask = Callable[[Callable[[Journal], object]], Awaitable[object]]
"""Runs a function on a journal in the thread that owns it."""

Key = tuple[str, str]
Write = tuple[str, float | None]
"""JSON text and expiry (Unix time)."""


class BufferedState:
    """The state as one handling sees it: what is committed under its own writes."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask
        self.documents: dict[Key, Write | None] = {}
        self.created: set[Key] = set()

    async def get(self, space: str, key: str) -> Document | None:
        if (space, key) in self.documents:
            own = self.documents[space, key]
            return json.loads(own[0]) if own else None
        text = await self._ask(lambda journal: journal.document(space, key))
        return json.loads(text) if isinstance(text, str) else None

    async def put(self, space: str, key: str, document: Document, *, expires: datetime | None = None) -> None:
        self.documents[space, key] = (
            json.dumps(document, ensure_ascii=False),
            expires.timestamp() if expires else None,
        )

    async def create(self, space: str, key: str, document: Document, *, expires: datetime | None = None) -> bool:
        if await self.get(space, key) is not None:
            return False
        self.created.add((space, key))
        await self.put(space, key, document, expires=expires)
        return True

    async def delete(self, space: str, key: str) -> None:
        self.documents[space, key] = None

    async def scan(self, space: str, prefix: str = "") -> AsyncIterator[tuple[str, Document]]:
        found = await self._ask(lambda journal: journal.documents(space, prefix))
        assert isinstance(found, list)
        merged: dict[str, str | None] = dict(found)
        for (own_space, key), write in self.documents.items():
            if own_space == space and key.startswith(prefix):
                merged[key] = write[0] if write else None
        for key in sorted(merged):
            if (text := merged[key]) is not None:
                yield key, json.loads(text)


class CommittedState(BufferedState):
    """The state outside any record: every write is committed at once."""

    async def put(self, space: str, key: str, document: Document, *, expires: datetime | None = None) -> None:
        await super().put(space, key, document, expires=expires)
        await self._flush()

    async def create(self, space: str, key: str, document: Document, *, expires: datetime | None = None) -> bool:
        write = (json.dumps(document, ensure_ascii=False), expires.timestamp() if expires else None)
        return bool(await self._ask(lambda journal: journal.store({(space, key): write}, {(space, key)})))

    async def delete(self, space: str, key: str) -> None:
        await super().delete(space, key)
        await self._flush()

    async def _flush(self) -> None:
        documents, self.documents = self.documents, {}
        await self._ask(lambda journal: journal.store(documents, set()))
