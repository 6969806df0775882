"""State over any backing store: reads what is committed, holds writes back until the outputs are written."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Collection, Mapping
from datetime import datetime
from typing import Protocol

from topics.state import Document

Key = tuple[str, str]
"""Space and key."""
Write = tuple[str, float | None]
"""JSON text and expiry (Unix time)."""
Documents = dict[Key, Write | None]
"""State written; None where a document was deleted."""


class Readable(Protocol):
    """State documents to be read, as JSON texts."""

    async def read(self, space: str, key: str) -> str | None:
        """The text of a document that has not expired."""
        ...

    async def read_many(self, keys: Collection[Key]) -> dict[Key, str]:
        """The texts of those of the documents that are there and have not expired."""
        ...

    async def read_all(self, space: str, prefix: str) -> list[tuple[str, str]]:
        """Keys and texts of a space's documents whose key starts with the prefix, by key."""
        ...


class Backing(Readable, Protocol):
    """Where state documents are kept."""

    @property
    def trouble(self) -> str:
        """What stands in the way of reading and writing now; empty while all is well."""
        ...

    async def write(self, documents: Documents, created: set[Key], expected: Mapping[Key, str]) -> bool:
        """Write all documents in one step, or none and give False.

        None where one of `created` is there already, or one of `expected` has another text than it says.
        """
        ...

    async def forget_expired(self) -> int:
        """Delete documents that have expired; how many."""
        ...

    async def close(self) -> None:
        """Let go of what is open."""
        ...


class BufferedState:
    """The state as one handling sees it: what is committed under its own writes."""

    def __init__(self, beneath: Readable | None) -> None:
        """`beneath`: None where nothing was ever written."""
        self._beneath = beneath
        self.documents: Documents = {}
        self.created: set[Key] = set()
        self._ahead: dict[Key, str | None] = {}

    async def get(self, space: str, key: str) -> Document | None:
        text = await self.read(space, key)
        return json.loads(text) if text is not None else None

    async def get_many(self, space: str, keys: Collection[str]) -> dict[str, Document]:
        return {key: json.loads(text) for key, text in (await self.get_texts(space, keys)).items()}

    async def get_texts(self, space: str, keys: Collection[str]) -> dict[str, str]:
        texts = await self.read_many([(space, key) for key in keys])
        return {key: texts[space, key] for key in keys if (space, key) in texts}

    async def read_ahead(self, keys: Collection[Key]) -> None:
        found = await self.read_many(keys)
        self._ahead.update((key, found.get(key)) for key in keys)

    async def put(self, space: str, key: str, document: Document, *, expires: datetime | None = None) -> None:
        await self.put_text(space, key, _text(document), expires=expires)

    async def put_text(self, space: str, key: str, text: str, *, expires: datetime | None = None) -> None:
        self.documents[space, key] = text, _unix(expires)

    async def create(self, space: str, key: str, document: Document, *, expires: datetime | None = None) -> bool:
        if await self.read(space, key) is not None:
            return False
        self.created.add((space, key))
        await self.put(space, key, document, expires=expires)
        return True

    async def delete(self, space: str, key: str) -> None:
        self.documents[space, key] = None

    async def scan(self, space: str, prefix: str = "") -> AsyncIterator[tuple[str, Document]]:
        for key, text in await self.read_all(space, prefix):
            yield key, json.loads(text)

    async def read(self, space: str, key: str) -> str | None:
        """The text of a document as this handling sees it."""
        if (space, key) in self.documents:
            own = self.documents[space, key]
            return own[0] if own else None
        if (space, key) in self._ahead:
            return self._ahead[space, key]
        return await self._beneath.read(space, key) if self._beneath else None

    async def read_many(self, keys: Collection[Key]) -> dict[Key, str]:
        """The texts of those of the documents that are there as this handling sees them."""
        own = {key: self.documents[key] for key in keys if key in self.documents}
        ahead = {key: self._ahead[key] for key in keys if key in self._ahead}
        left = [key for key in keys if key not in own and key not in ahead]
        found = await self._beneath.read_many(left) if left and self._beneath else {}
        known = ahead | {key: write and write[0] for key, write in own.items()}
        return found | {key: text for key, text in known.items() if text is not None}

    async def read_all(self, space: str, prefix: str) -> list[tuple[str, str]]:
        """The keys and texts of documents as this handling sees them, by key."""
        found: dict[str, str | None] = dict(await self._beneath.read_all(space, prefix) if self._beneath else ())
        for (own_space, key), write in self.documents.items():
            if own_space == space and key.startswith(prefix):
                found[key] = write[0] if write else None
        return [(key, text) for key, text in sorted(found.items()) if text is not None]


class CommittedState(BufferedState):
    """The state outside any record: every write is committed at once."""

    def __init__(self, backing: Backing) -> None:
        super().__init__(backing)
        self._backing = backing

    async def read_ahead(self, keys: Collection[Key]) -> None:
        return  # it lives on, and what it has at hand would not

    async def put_text(self, space: str, key: str, text: str, *, expires: datetime | None = None) -> None:
        await self._backing.write({(space, key): (text, _unix(expires))}, set(), {})

    async def create(self, space: str, key: str, document: Document, *, expires: datetime | None = None) -> bool:
        return await self._backing.write({(space, key): as_write(document, expires)}, {(space, key)}, {})

    async def delete(self, space: str, key: str) -> None:
        await self._backing.write({(space, key): None}, set(), {})


class PendingState(BufferedState):
    """What handlings have written and the carrier has not yet committed, over what is committed.

    A handling is begun on it with `BufferedState(pending)` and, when it has ended, is added with `add`; what is written
    for good goes with `settle`.
    """

    def add(self, documents: Documents, created: set[Key]) -> bool:
        """Let later handlings see these writes; False, and nothing added, where one to be created was created since."""
        if any(self.documents.get(key) is not None for key in created):
            return False
        self.documents.update(documents)
        return True

    def settle(self, documents: Documents) -> None:
        """Forget writes that are committed, but for what was written again since."""
        for key, write in documents.items():
            if key in self.documents and self.documents[key] is write:
                del self.documents[key]


def as_write(document: Document, expires: datetime | None = None) -> Write:
    """The document as it is stored."""
    return _text(document), _unix(expires)


def _text(document: Document) -> str:
    return json.dumps(document, ensure_ascii=False)


def _unix(expires: datetime | None) -> float | None:
    return expires.timestamp() if expires else None
