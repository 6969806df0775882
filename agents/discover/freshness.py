"""How long a source asks to be left alone after a look: by its own words, and by the headers of HTTP."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

_MAX_AGE = re.compile(r"(?:^|[\s,])max-age\s*=\s*\"?(\d{1,9})", re.IGNORECASE)
_NOT_KEPT = re.compile(r"(?:^|[\s,])no-(?:cache|store)\b", re.IGNORECASE)
_NUMBER = re.compile(r"\d{1,9}")

_MINUTE = 60.0
_PERIODS = {"hourly": 3600.0, "daily": 86_400.0, "weekly": 604_800.0, "monthly": 2_592_000.0, "yearly": 31_536_000.0}
"""Seconds of `sy:updatePeriod`, of the syndication module of RSS 1.0."""


def fresh_for_headers(headers: Mapping[str, str]) -> float:
    """Seconds for which an answer says that it stays as it is (RFC 9111, 4.2.1); 0 where it says nothing readable.

    `Cache-Control` goes before `Expires`; the answer's age is taken off.
    """
    control = headers.get("cache-control", "")
    if _NOT_KEPT.search(control):
        return 0.0
    if match := _MAX_AGE.search(control):
        age = _NUMBER.fullmatch(headers.get("age", "").strip())
        return max(0.0, float(match[1]) - (float(age[0]) if age else 0.0))
    expires, date = _date(headers.get("expires")), _date(headers.get("date"))
    return max(0.0, (expires - date).total_seconds()) if expires and date else 0.0


def fresh_for_words(channel: Mapping[str, Any]) -> float:
    """Seconds that the `ttl` or the `sy:updatePeriod` of a feed asks for, the longer; 0 where it says neither."""
    ttl = _number(channel.get("ttl")) * _MINUTE
    period = _PERIODS.get(str(channel.get("sy_updateperiod", "")).strip().lower(), 0.0)
    return max(ttl, period / max(_number(channel.get("sy_updatefrequency")), 1.0))


def _number(value: object) -> float:
    match = _NUMBER.fullmatch(str(value).strip())
    return float(match[0]) if match else 0.0


def _date(value: str | None) -> datetime | None:
    try:
        found = parsedate_to_datetime((value or "")[:100])
    except (ValueError, IndexError, TypeError, OverflowError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
