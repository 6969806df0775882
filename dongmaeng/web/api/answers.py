"""Answers of the API: JSON with an entity tag, so that what has not changed is not sent again."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

from fastapi import Request
from fastapi.responses import Response
from pydantic import BaseModel, TypeAdapter

from dongmaeng.web.conditions import has

_ANYTHING: TypeAdapter[Any] = TypeAdapter(Any)


def answer(request: Request, value: BaseModel | Sequence[BaseModel], status: int = 200) -> Response:
    """A shape, or a list of them, as JSON; 304 where the reader has it already."""
    body = value.model_dump_json().encode() if isinstance(value, BaseModel) else _ANYTHING.dump_json(value)
    return tagged(request, body, status)


def tagged(request: Request, body: bytes, status: int = 200, media_type: str = "application/json") -> Response:
    """A body with its entity tag, which is weak: a proxy may compress it; 304 where the reader has it already."""
    tag = f'W/"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'
    headers = {"etag": tag}
    if status == 200 and request.method == "GET" and has(request, tag):
        return Response(status_code=304, headers=headers)
    return Response(body, status, headers, media_type)
