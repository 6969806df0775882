"""`/api/v1/docs`: the description of the API for people, drawn from what programs read."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import HTMLResponse

from dongmaeng.web.rendering import render

_SHAPE = "#/components/schemas/"
_METHODS = ("get", "post", "delete")
_WORDS = re.compile(r"(\w+)")


@dataclass(frozen=True, slots=True)
class Field:
    """A parameter, or a field of a shape."""

    name: str
    type: str
    needed: bool
    about: str


@dataclass(frozen=True, slots=True)
class Operation:
    """What one method of a path does."""

    id: str
    method: str
    path: str
    about: str
    parameters: tuple[Field, ...]
    body: str
    """The type of the body; empty where it takes none."""
    answers: tuple[tuple[str, str], ...]
    """Statuses with the types of their answers, without errors."""


@dataclass(frozen=True, slots=True)
class Shape:
    """The fields of a shape, or the values that it may be."""

    name: str
    about: str
    fields: tuple[Field, ...]
    values: tuple[str, ...]


def documentation(api: FastAPI) -> APIRouter:
    """The page of an API."""
    router = APIRouter()

    @router.get("/api/v1/docs", response_class=HTMLResponse)
    async def docs(request: Request) -> HTMLResponse:
        """The page of the API."""
        described = api.openapi()
        known = shapes(described)
        names = {shape.name for shape in known}
        return render(
            request,
            "api.html",
            about=described["info"]["description"],
            operations=operations(described),
            shapes=known,
            parts=lambda type: [(word, word in names) for word in _WORDS.split(type)],
            code_in=lambda text: [(part, bool(number % 2)) for number, part in enumerate(text.split("`"))],
        )

    return router


def operations(described: Mapping[str, Any]) -> dict[str, list[Operation]]:
    """The operations by tag, in the order of the description."""
    found: dict[str, list[Operation]] = {}
    for path, methods in described["paths"].items():
        for method in _METHODS:
            if operation := methods.get(method):
                found.setdefault(operation["tags"][0], []).append(_operation(method, path, operation))
    return found


def shapes(described: Mapping[str, Any]) -> list[Shape]:
    """The shapes, by name."""
    return [_shape(name, schema) for name, schema in sorted(described["components"]["schemas"].items())]


def type_of(schema: Mapping[str, Any]) -> str:
    """A schema in a few words; shapes go by their names."""
    if "$ref" in schema:
        return str(schema["$ref"]).removeprefix(_SHAPE)
    for several in ("anyOf", "oneOf"):
        if several in schema:
            return " | ".join(dict.fromkeys(type_of(one) for one in schema[several]))
    if "enum" in schema or "const" in schema:
        return " | ".join(map(str, schema.get("enum", [schema.get("const")])))
    if schema.get("type") == "array":
        return f"[{type_of(schema.get('items', {}))}]"
    if "additionalProperties" in schema and isinstance(schema["additionalProperties"], dict):
        return f"{{…: {type_of(schema['additionalProperties'])}}}"
    return str(schema.get("format") or schema.get("type") or "any")


def _operation(method: str, path: str, operation: Mapping[str, Any]) -> Operation:
    parameters = [
        Field(one["name"], _bounded(one["schema"]), one.get("required", False), _about(one, one["schema"]))
        for one in operation.get("parameters", ())
    ]
    content = operation.get("requestBody", {}).get("content", {})
    return Operation(
        id=operation["operationId"],
        method=method.upper(),
        path=path,
        about=operation.get("description", ""),
        parameters=tuple(parameters),
        body=" | ".join(f"{media}: {type_of(one.get('schema', {}))}" for media, one in content.items()),
        answers=tuple(_answers(operation["responses"])),
    )


def _answers(responses: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Statuses below 400 with the types of their answers; without a body the status alone."""
    given = []
    for status, response in responses.items():
        if status < "400":
            told = [
                type_of(one.get("schema", {})) if media == "application/json" else media
                for media, one in response.get("content", {}).items()
            ]
            given.append((status, " | ".join(told)))
    return given


def _shape(name: str, schema: Mapping[str, Any]) -> Shape:
    needed = schema.get("required", ())
    fields = [
        Field(field, type_of(one), field in needed, _about(one)) for field, one in schema.get("properties", {}).items()
    ]
    return Shape(name, schema.get("description", ""), tuple(fields), tuple(map(str, schema.get("enum", ()))))


def _about(*told: Mapping[str, Any]) -> str:
    return next((str(one["description"]) for one in told if one.get("description")), "")


def _bounded(schema: Mapping[str, Any]) -> str:
    """A type with its default and bounds."""
    bounds = []
    if "minimum" in schema and "maximum" in schema:
        bounds.append(f"{schema['minimum']}–{schema['maximum']}")
    if schema.get("default") not in (None, [], ""):
        bounds.append(f"default {json.dumps(schema['default'])}")
    return " ".join([type_of(schema), *(f"({', '.join(bounds)})" for _ in bounds[:1])])
