"""What of an answer lets its server say later that nothing changed."""

from __future__ import annotations

_LONGEST = 500
"""Characters of a validator; honest ones have some thirty."""


def sendable(value: str | None) -> str | None:
    """A header's value where it can be sent back: short, printable ASCII."""
    return value if value and len(value) <= _LONGEST and value.isascii() and value.isprintable() else None
