"""The state that must survive: small JSON documents by space and key.

A get or a create by key is immediate and exact on every carrier. It is never a search.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection
from datetime import datetime
from typing import Protocol

Document = dict[str, object]


class State(Protocol):
    """A key-value store of JSON documents; writes made while handling a record take effect with its outputs."""

    async def get(self, space: str, key: str) -> Document | None:
        """The document, or None where there is none or it has expired."""
        ...

    async def get_many(self, space: str, keys: Collection[str]) -> dict[str, Document]:
        """Those of the documents that are there, by key, in the order asked for; from a server in one request."""
        ...

    async def get_texts(self, space: str, keys: Collection[str]) -> dict[str, str]:
        """Those of the documents that are there as JSON texts, by key: who knows what is in one need not decode it."""
        ...

    async def read_ahead(self, keys: Collection[tuple[str, str]]) -> None:
        """Have documents, by space and key, at hand for the gets that follow; from a server in one request.

        The gets give them as they are now, but for what is written by way of this state.
        """
        ...

    async def put(self, space: str, key: str, document: Document, *, expires: datetime | None = None) -> None:
        """Write the document in place of any other."""
        ...

    async def put_text(self, space: str, key: str, text: str, *, expires: datetime | None = None) -> None:
        """Write the document that a JSON text holds in place of any other."""
        ...

    async def create(self, space: str, key: str, document: Document, *, expires: datetime | None = None) -> bool:
        """Write the document unless there is one; True where this call wrote it."""
        ...

    async def delete(self, space: str, key: str) -> None:
        """Forget the document, if there is one."""
        ...

    def scan(self, space: str, prefix: str = "") -> AsyncIterator[tuple[str, Document]]:
        """All documents of a space whose key starts with the prefix, by key."""
        ...
