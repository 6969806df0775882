"""What writes a file of some format, a part at a time, so that no whole of it is ever held."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Iterator, Sequence
from typing import Protocol, TypeVar

Item = TypeVar("Item")
Item_contra = TypeVar("Item_contra", contravariant=True)


class Writer(Protocol[Item_contra]):
    """Makes the bytes of one file."""

    def write(self, items: Sequence[Item_contra]) -> bytes:
        """What some more items add to the file; may be nothing until its end."""
        ...

    def end(self) -> Iterator[bytes]:
        """What the file ends with, in parts."""
        ...

    def close(self) -> None:
        """Let go of what the writer holds, whether the file was ended or not."""
        ...


async def written(writer: Writer[Item], items: AsyncIterator[Sequence[Item]]) -> AsyncGenerator[bytes]:
    """The bytes of a file of some items; the writing is done beside the event loop."""
    try:
        async for some in items:
            if part := await asyncio.to_thread(writer.write, some):
                yield part
        end = writer.end()
        while last := await asyncio.to_thread(_next, end):
            yield last
    finally:
        await asyncio.to_thread(writer.close)


def _next(parts: Iterator[bytes]) -> bytes | None:
    return next(filter(None, parts), None)
