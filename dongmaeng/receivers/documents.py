"""What receivers read, made from the models of the events: a page, a JSON Schema and an AsyncAPI file."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, StrictUndefined

from agents.alert.events import schema
from dongmaeng.receivers.examples import examples

_LANGUAGES = {"Python": "py", "Node": "mjs", "Go": "go", "sh": "sh"}
_HEADERS = {
    "webhook-id": "The same for every attempt, restart and replay of one message to one endpoint.",
    "webhook-timestamp": "When this attempt was made, in Unix seconds.",
    "webhook-signature": "`v1,` and a signature; several, parted by spaces, while a secret is changed.",
}


def documents(shown: Path) -> dict[str, str]:
    """The files by name; `shown`: the folder with the programs that verify."""
    made = schema()
    return {
        "webhooks.md": _page(made, shown),
        "webhooks.schema.json": _json(made),
        "asyncapi.json": _json(asyncapi(made)),
    }


def asyncapi(made: Mapping[str, Any]) -> dict[str, Any]:
    """The events as a document of AsyncAPI: one channel, the webhook, with a message for every event.

    Source: https://asyncapi.com/docs/reference/specification/v3.0.0.
    """
    definitions = json.loads(json.dumps(made["$defs"]).replace("#/$defs/", "#/components/schemas/"))
    kinds = {name: part for name, part in definitions.items() if "type" in part.get("properties", {})}
    messages = {}
    for event, example in examples().items():
        shape = next(name for name, part in kinds.items() if event in _names_of(part))
        messages[event] = {
            "name": event,
            "summary": kinds[shape]["description"],
            "contentType": "application/json",
            "headers": {
                "type": "object",
                "required": list(_HEADERS),
                "properties": {name: {"type": "string", "description": said} for name, said in _HEADERS.items()},
            },
            "payload": {"$ref": f"#/components/schemas/{shape}"},
            "examples": [{"payload": example}],
        }
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Webhooks of Dongmaeng",
            "version": "1",
            "description": "What Dongmaeng sends, signed after Standard Webhooks (https://www.standardwebhooks.com).",
        },
        "channels": {
            "webhook": {
                "address": None,
                "description": "The address of an endpoint of type `standard`.",
                "messages": {name: {"$ref": f"#/components/messages/{name}"} for name in messages},
            }
        },
        "operations": {"send": {"action": "send", "channel": {"$ref": "#/channels/webhook"}}},
        "components": {"messages": messages, "schemas": definitions},
    }


def _names_of(part: Mapping[str, Any]) -> list[str]:
    said = part["properties"]["type"]
    return [said["const"]] if "const" in said else list(said.get("enum", ()))


def _page(made: Mapping[str, Any], shown: Path) -> str:
    environment = Environment(
        undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True
    )
    template = environment.from_string(Path(__file__).with_name("webhooks.md.jinja").read_text("utf-8"))
    parts = {name: _fields(part) for name, part in made["$defs"].items() if part.get("properties")}
    return template.render(
        headers=_HEADERS,
        examples={name: json.dumps(event, ensure_ascii=False, indent=1) for name, event in examples().items()},
        parts=parts,
        said={name: part.get("description", "") for name, part in made["$defs"].items()},
        programs={
            language: (end, (shown / f"verify.{end}").read_text("utf-8")) for language, end in _LANGUAGES.items()
        },
    )


def _fields(part: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Each field with its type and what is said of it."""
    needed = part.get("required", ())
    return [
        (name + ("" if name in needed else "?"), _type(field), field.get("description", ""))
        for name, field in part["properties"].items()
    ]


def _type(field: Mapping[str, Any]) -> str:
    if "$ref" in field:
        return str(field["$ref"]).rpartition("/")[2]
    if "anyOf" in field:
        return " or ".join(_type(one) for one in field["anyOf"])
    if "const" in field:
        return f"`{field['const']}`"
    if "enum" in field:
        return " or ".join(f"`{value}`" for value in field["enum"])
    if field.get("type") == "array":
        return f"list of {_type(field['items'])}"
    if field.get("type") == "object":
        return "table of numbers"
    return str(field.get("type", "any"))


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"
