"""What a record on Kafka says of itself beside its bytes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

Raw = tuple[tuple[str, bytes], ...]
LONGEST_CAUSE = 8_192  # characters: the end of a traceback says enough, and a header must not make a message too large


@dataclass(frozen=True, slots=True)
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
        }
        return [(name, value.encode("utf-8", "replace")) for name, value in values.items() if value]


def read_headers(raw: Iterable[tuple[str, bytes | None]]) -> Headers:
    """The headers of a record; what cannot be read counts as absent."""
    found = {name: (value or b"").decode("utf-8", "replace") for name, value in raw}
    return Headers(
        id=found.get("id", ""),
        type=found.get("type", ""),
        version=int(_number(found.get("version", ""), 1.0)),
        attempt=int(_number(found.get("attempt", ""), 0.0)),
        stage=found.get("stage", ""),
        topic=found.get("topic", ""),
        due=_number(found.get("due", ""), 0.0),
        reason=found.get("reason", ""),
        cause=found.get("cause", ""),
        at=_number(found.get("at", ""), 0.0),
        source=found.get("source", ""),
    )


def _number(text: str, default: float) -> float:
    try:
        number = float(text)
    except ValueError:
        return default
    return number if 0 <= number < 1e12 else default
