"""The type of the fields of shapes that hold a moment."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import PlainSerializer, WithJsonSchema

from dongmaeng.times import seoul

Moment = Annotated[
    datetime,
    PlainSerializer(seoul, return_type=str, when_used="json-unless-none"),
    WithJsonSchema({"type": "string", "format": "date-time", "examples": ["2026-03-02T09:30:00+09:00"]}),
]
"""A moment, which JSON has in Seoul, to the second."""
