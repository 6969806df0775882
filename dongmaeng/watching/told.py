"""What a process tells of itself to programs that watch it, in the words of HTTP."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Protocol, Self

JSON = "application/json"

LONGEST_ANSWER = 8.0
"""Seconds that a process may take to answer: under the ten that Prometheus waits by default."""


@dataclass(frozen=True, slots=True)
class Told:
    """An answer of HTTP."""

    status: int
    body: str
    media_type: str = JSON

    @classmethod
    def of(cls, word: str, reasons: Sequence[str]) -> Self:
        """Whether something holds, and where it does not why: 200 or 503 with JSON."""
        return cls(503 if reasons else 200, json.dumps({word: not reasons, "reasons": list(reasons)}) + "\n")

    def as_line(self) -> str:
        """The answer as one line of JSON."""
        return json.dumps(asdict(self))

    @classmethod
    def from_line(cls, line: str) -> Self:
        """The answer of `as_line`; raises `ValueError` or `TypeError` for any other text."""
        return cls(**json.loads(line))


class Watched(Protocol):
    """A process that can be watched; none of its answers raises."""

    async def healthz(self) -> Told:
        """Whether it lives: where it does not, it is to be ended and started again."""
        ...

    async def readyz(self) -> Told:
        """Whether it can do its work now, and what stands in the way."""
        ...

    async def metrics(self) -> Told:
        """What it measures, in Prometheus' text format."""
        ...


HEALTHZ, READYZ, METRICS = "/healthz", "/readyz", "/metrics"
FREE = (HEALTHZ, READYZ)
"""The paths that say nothing but well or not, to whoever asks."""


async def ask(watched: Watched, path: str) -> Told:
    """The answer under one of the three paths; raises `KeyError` for another."""
    return await {HEALTHZ: watched.healthz, READYZ: watched.readyz, METRICS: watched.metrics}[path]()
