"""Records as JSON bytes, the same on every carrier."""

from __future__ import annotations

from functools import cache
from typing import Any

from pydantic import TypeAdapter, ValidationError

from topics.catalogue import Topic
from topics.records import Record


class Undecodable(ValueError):
    """The bytes are no record of the topic, not even of an older version."""


def encode(record: Record) -> bytes:
    """The record as UTF-8 JSON; bytes fields in base64."""
    return _adapter(type(record)).dump_json(record, exclude_none=True)


def record_schema(topic: Topic) -> dict[str, Any]:
    """The JSON Schema of a topic's records, with the version of the record."""
    return topic.record.model_json_schema(mode="serialization") | {"version": topic.record.VERSION}


def decode(topic: Topic, value: bytes) -> Record:
    """The record that the bytes hold; raises `Undecodable`."""
    try:
        return topic.record.model_validate_json(value)
    except ValidationError as error:
        raise Undecodable(
            f"not a {topic.record.__name__}: {error.error_count()} faults, first {error.errors()[0]['msg']}"
        ) from error


@cache
def _adapter(record: type[Record]) -> TypeAdapter[Record]:
    return TypeAdapter(record)  # gives bytes, where a model gives text that would have to be encoded once more
