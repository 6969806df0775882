"""What a record on Kafka says of itself beside its bytes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

Raw = tuple[tuple[str, bytes], ...]
TEXTS = frozenset({"id", "type", "stage", "topic", "reason", "cause", "source", "traceparent"})
NUMBERS: Mapping[str, Callable[[float], float]] = {"version": int, "attempt": int, "due": float, "at": float}
LONGEST_CAUSE = 8_192  # characters: the end of a traceback says enough, and a header must not make a message too large


@dataclass(slots=True)  # not frozen, which would take three times as long for every record
class Headers:
    """The headers of one record; all are optional, so that records of other writers are read as well."""

    id: str = ""
    """The record's key, for tools that show headers."""
    type: str = ""
    version: int = 1
    attempt: int = 0
    """Tries that have failed."""
    stage: str = ""
    """The consumer group for which alone the record is meant: one that asked for it again."""
    topic: str = ""
    """Where a record in a delay topic or in quarantine belongs."""
    due: float = 0.0
    """Not before this Unix time."""
    reason: str = ""
    cause: str = ""
    at: float = 0.0
    """When it was put into quarantine."""
    traceparent: str = ""
    """The step that wrote it, as W3C's recommendation Trace Context names it."""
    source: str = ""
    """Which record this was when it was tried: topic, partition and offset."""

    def raw(self) -> list[tuple[str, bytes]]:
        """As Kafka carries them; empty ones are left out."""
        values = {
            "id": self.id,
            "type": self.type,
            "version": str(self.version),
            "attempt": str(self.attempt) if self.attempt else "",
            "stage": self.stage,
            "topic": self.topic,
            "due": repr(self.due) if self.due else "",
            "reason": self.reason,
            "cause": self.cause[-LONGEST_CAUSE:],
            "at": repr(self.at) if self.at else "",
            "source": self.source,
            "traceparent": self.traceparent,
        }
        return [(name, value.encode("utf-8", "replace")) for name, value in values.items() if value]


def read_headers(raw: Iterable[tuple[str, bytes | None]]) -> Headers:
    """The headers of a record; what cannot be read counts as absent."""
    headers = Headers()
    for name, value in raw:
        text = (value or b"").decode("utf-8", "replace")
        if name in TEXTS:
            setattr(headers, name, text)
        elif name in NUMBERS and (number := _number(text)) is not None:
            setattr(headers, name, NUMBERS[name](number))
    return headers


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if 0 <= number < 1e12 else None
