"""What the description of the API (OpenAPI 3.1) says of answers that are no shape."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from dongmaeng.web.api.problems import PROBLEM_JSON

_PROBLEM = {PROBLEM_JSON: {"schema": {"$ref": "#/components/schemas/ProblemShape"}}}

Responses = dict[int | str, dict[str, Any]]


def problems(*statuses: int) -> Responses:
    """That these statuses occur, with a problem each."""
    return {status: {"description": HTTPStatus(status).phrase, "content": _PROBLEM} for status in statuses}


ANYWHERE: Responses = {
    **problems(400, 401, 403, 405, 413, 414, 429, 500, 503),
    421: {"description": "The service is not known under this Host.", "content": {"text/plain": {}}},
}
"""What any path may answer."""

ON_READS: Responses = {304: {"description": "The reader has it already: If-None-Match named its ETag."}}

NOT_FOUND: Responses = problems(404)


def other(media_type: str, description: str) -> Responses:
    """That success is no JSON."""
    content: Mapping[str, Any] = {media_type: {"schema": {"type": "string"}}}
    return {200: {"description": description, "content": content}}
