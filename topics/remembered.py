"""State that its only owner remembers: handled by what it was last, and taken as done where it still is so.

A handling that finds out step by step what it needs would wait for the state at each step. Here it runs on what this
process read or wrote before; then all that it asked for is read at once. Where anything is otherwise, it runs again
with that. What is remembered can thus be as old as it will.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Awaitable, Callable, Collection, Mapping
from datetime import UTC, datetime
from typing import TypeVar

from topics.buffered import BufferedState, Documents, Key
from topics.state import State

T = TypeVar("T")

MOST_KEPT = 20_000_000
"""Characters of texts that are remembered, in about 40 MB."""


class Remembered:
    """What was last in some spaces of the state, as far as it was asked for or written here."""

    def __init__(self, spaces: Collection[str], most: int = MOST_KEPT) -> None:
        self._spaces = frozenset(spaces)
        self._most = most
        self._texts: OrderedDict[Key, str] = OrderedDict()
        self._size = 0

    async def handle(self, state: State, handling: Callable[[State], Awaitable[T]]) -> T:
        """What a handling gives or raises on the state as it is, which then has what it wrote.

        It may run more than once and creates no documents: it gets, puts and deletes.
        """
        seen: dict[Key, str | None] = {}
        while True:
            assumed = _Assumed(self._texts, seen)
            view = BufferedState(assumed)
            error = given = None
            try:
                given = await handling(view)
            except Exception as raised:  # what is not so any more may have led to it
                error = raised
            if await self._is_so(assumed, seen, state):
                break
        if error is not None:
            raise error
        await self._write(view.documents, state)
        return given  # type: ignore[return-value]

    async def _is_so(self, assumed: _Assumed, seen: dict[Key, str | None], state: State) -> bool:
        """Whether all that was assumed is so; `seen` then has what is."""
        asked = {key: text for key, text in assumed.given.items() if key not in seen}
        await state.read_ahead(asked)
        found: dict[Key, str] = {}
        for space in dict.fromkeys(space for space, _ in asked):
            texts = await state.get_texts(space, [key for of, key in asked if of == space])
            found |= {(space, key): text for key, text in texts.items()}
        for key in asked:
            seen[key] = text = found.get(key)
            self._keep(key, text)
        return all(seen[key] == text for key, text in asked.items())

    async def _write(self, documents: Documents, state: State) -> None:
        for (space, key), write in documents.items():
            self._keep((space, key), write[0] if write else None)
            if write is None:
                await state.delete(space, key)
                continue
            text, expires = write
            moment = datetime.fromtimestamp(expires, UTC) if expires is not None else None
            await state.put_text(space, key, text, expires=moment)

    def _keep(self, key: Key, text: str | None) -> None:
        if key[0] not in self._spaces:
            return
        before = self._texts.get(key)
        if before is not None:
            self._texts.move_to_end(key)
        if before == text:
            return
        self._size += len(text or "") - len(before or "")
        if text is not None:
            self._texts[key] = text
        else:
            del self._texts[key]
        while self._size > self._most:
            self._size -= len(self._texts.popitem(last=False)[1])


class _Assumed:
    """Documents as they were seen in this handling, else as they are remembered; what is neither is not there."""

    def __init__(self, remembered: Mapping[Key, str], seen: Mapping[Key, str | None]) -> None:
        self._remembered = remembered
        self._seen = seen
        self.given: dict[Key, str | None] = {}
        """What was asked for, and what it was taken to be."""

    async def read(self, space: str, key: str) -> str | None:
        return (await self.read_many([(space, key)])).get((space, key))

    async def read_many(self, keys: Collection[Key]) -> dict[Key, str]:
        for key in keys:
            self.given[key] = self._seen[key] if key in self._seen else self._remembered.get(key)
        return {key: text for key in keys if (text := self.given[key]) is not None}

    async def read_all(self, space: str, prefix: str) -> list[tuple[str, str]]:
        raise NotImplementedError("what is remembered are single documents")
