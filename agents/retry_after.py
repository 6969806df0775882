"""The `Retry-After` header of HTTP."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from topics.records import now


def retry_after(headers: Mapping[str, str], moment: datetime | None = None) -> float | None:
    """Seconds to wait as the server asks, from a number or a date; None where it does not say or is unreadable."""
    value = headers.get("retry-after", "").strip()
    if value.isascii() and value.isdecimal():
        return float(value[:9])  # nine digits are thirty years
    try:
        due = parsedate_to_datetime(value[:100])
    except (ValueError, IndexError, TypeError, OverflowError):
        return None
    if due.tzinfo is None:
        due = due.replace(tzinfo=UTC)
    return max(0.0, (due - (moment or now())).total_seconds())
