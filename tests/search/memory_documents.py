"""An index in memory, for tests that end or freeze its user between any two requests."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from typing import Any

from search.elastic.by_id import ById, Found, Replacement


class MemoryIndex:
    """What all users of one index share."""

    def __init__(self) -> None:
        self.documents: dict[str, Found] = {}
        self.numbers = itertools.count()


class MemoryDocuments(ById):
    """One user's view of an index in memory."""

    def __init__(self, index: MemoryIndex, between: Callable[[str], Awaitable[None]] | None = None) -> None:
        """`between` is awaited "before" and "after" each request takes effect."""
        self._memory = index
        self._between = between
        self.trouble = ""

    async def get(self, ids: Sequence[str]) -> list[Found]:
        await self._at("before")
        found = [self._memory.documents.get(id, Found(id)) for id in ids]
        await self._at("after")
        return found

    async def replace(self, replacements: Sequence[Replacement]) -> list[Found | None]:
        done: list[Found | None] = []
        for one in replacements:  # the documents of one request are written one by one
            await self._at("before")
            done.append(self._replace(one))
            await self._at("after")
        return done

    async def search(self, query: dict[str, Any]) -> AsyncIterator[Found]:
        space, prefix = (next(iter(part.values())) for part in query["bool"]["filter"])
        await self._at("before")
        for found in sorted(self._memory.documents.values(), key=lambda found: (found.source or {})["key"]):
            assert found.source is not None
            if found.source["space"] == space["space"] and found.source["key"].startswith(prefix["key"]):
                yield found

    async def close(self) -> None:
        return

    def _replace(self, one: Replacement) -> Found | None:
        now = self._memory.documents.get(one.found.id)
        if (now.last if now else None) != one.found.last:
            return None
        if one.source is None:
            self._memory.documents.pop(one.found.id, None)
            return Found(one.found.id)
        done = Found(one.found.id, one.source, (next(self._memory.numbers), 1))
        self._memory.documents[one.found.id] = done
        return done

    async def _at(self, moment: str) -> None:
        if self._between is not None:
            await self._between(moment)
