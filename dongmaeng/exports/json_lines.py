"""JSON lines: each item in the shape that `--json` gives it, on a line of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Generic, TypeVar

from dongmaeng.shapes.shape import Shape
from dongmaeng.terminal import json_text

Item = TypeVar("Item")


class JsonLinesWriter(Generic[Item]):
    """Writes a line an item."""

    def __init__(self, shape: Callable[[Item], Shape]) -> None:
        self._shape = shape

    def write(self, items: Sequence[Item]) -> bytes:
        """The lines of some items."""
        return "".join(json_text(self._shape(item).as_json()) + "\n" for item in items).encode()

    def end(self) -> Iterator[bytes]:
        """Nothing more."""
        yield from ()

    def close(self) -> None:
        """Nothing is held."""
