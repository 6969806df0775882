"""What all records share: versions, keys, ids and times."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import Annotated, ClassVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, ConfigDict

SEOUL = ZoneInfo("Asia/Seoul")

Span = tuple[int, int]

_SOURCE_DIGITS = 8
"""Of the hash in a source's id: enough for the few feeds of one path, too few to find a long secret by."""


def now() -> datetime:
    """The present moment as an aware UTC datetime."""
    return datetime.now(UTC)


def stable_id(*parts: str) -> str:
    """A 16-hex-digit id that depends on the parts alone, so that every store and every repeat agrees."""
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:16]


def source_id(address: str) -> str:
    """What a source is called in records, state and logs: its address without what may be secret there. Idempotent.

    The address itself where it has neither user, password, query nor fragment; else what is left of it without them
    and a hash of the whole, which tells apart the feeds of one path.
    """
    try:
        split = urlsplit(address)
    except ValueError:
        return stable_id(address)
    if "@" not in split.netloc and not split.query and not split.fragment:
        return address
    return f"{split.scheme}://{split.netloc.rpartition('@')[2]}{split.path}~{stable_id(address)[:_SOURCE_DIGITS]}"


def host_of(url: str) -> str:
    """The host of a URL in lower case; the empty string where it has none."""
    try:
        return (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""


SourceId = Annotated[str, AfterValidator(source_id)]
"""A field that names a source; the full addresses in records of earlier versions become ids when they are read."""


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
