"""What all records share: versions, keys, ids and times."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import ClassVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict

SEOUL = ZoneInfo("Asia/Seoul")

Span = tuple[int, int]


def now() -> datetime:
    """The present moment as an aware UTC datetime."""
    return datetime.now(UTC)


def stable_id(*parts: str) -> str:
    """A 16-hex-digit id that depends on the parts alone, so that every store and every repeat agrees."""
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:16]


def host_of(url: str) -> str:
    """The host of a URL in lower case; the empty string where it has none."""
    try:
        return (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""


class Record(BaseModel):
    """What a topic carries; `VERSION` rises when the meaning of a field changes."""

    model_config = ConfigDict(extra="ignore", ser_json_bytes="base64", val_json_bytes="base64")

    VERSION: ClassVar[int] = 1

    def key(self) -> str:
        """The partition key: records of one key keep their order."""
        raise NotImplementedError


class Part(BaseModel):
    """A value inside a record."""

    model_config = ConfigDict(extra="ignore")
