"""What the types of chats have in common: the message of what goes out, its plain text, and answers in JSON."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from importlib import resources
from typing import Any

from agents.alert.message import Message, Paragraph, Part, message_of
from agents.alert.types.contract import Answer, Fate, Outgoing, Request
from agents.http_client import Response

JSON_HEADERS = {"content-type": "application/json; charset=utf-8"}


def told(outgoing: Outgoing) -> Message:
    """What goes out, in words."""
    target = outgoing.target
    return message_of(outgoing.event, outgoing.payload, language=target.language, page=target.page, asked=target.asked)


def json_request(url: str, body: object, headers: Mapping[str, str] | None = None) -> Request:
    """A request whose body is compact JSON."""
    return Request(url, json_bytes(body), {**JSON_HEADERS, **(headers or {})})


def json_bytes(body: object) -> bytes:
    """Compact JSON in UTF-8; what UTF-8 cannot carry becomes a question mark."""
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode(errors="replace")


def json_of(response: Response) -> Mapping[str, Any]:
    """The object that an answer holds; empty where it holds none."""
    try:
        found = json.loads(response.body)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, Mapping) else {}


def word(found: Mapping[str, Any], *path: str) -> str:
    """The text at a path of an answer; empty where there is none."""
    value: Any = found
    for name in path:
        value = value.get(name) if isinstance(value, Mapping) else None
    return str(value)[:200] if isinstance(value, str | int) and not isinstance(value, bool) else ""


def seconds(value: object) -> float | None:
    """Seconds that an answer asks to wait; None for what is no such number."""
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) and value >= 0 else None


def wrapped(answer: Answer, meaning: Answer) -> Answer:
    """An answer whose meaning its body says, with the beginning of that body."""
    wait = meaning.wait if meaning.wait is not None else answer.wait
    return replace(meaning, status=answer.status, said=answer.said, wait=wait)


def line(paragraph: Paragraph) -> str:
    """A paragraph as a line of plain text, its addresses behind what they are of."""
    text = "".join(f"{span.text} {span.url}" if span.url else span.text for span in paragraph.spans)
    match paragraph.part:
        case Part.ITEM:
            return f"• {text}"
        case Part.QUOTE:
            return f"“{text}”"
        case _:
            return text


def lines(message: Message) -> Iterator[str]:
    """All of a message but its headline, as lines of plain text."""
    yield from map(line, message.paragraphs)
    for link in message.links:
        yield f"{link.label}: {link.url}"


@cache
def meanings_of(type: str) -> Mapping[str, Fate]:
    """What a service calls its errors, and what each means."""
    text = resources.files("agents.alert.types").joinpath("meanings.toml").read_text("utf-8")
    return {word: Fate(fate) for fate, words in tomllib.loads(text)[type].items() for word in words}


def meaning_within(type: str, said: str) -> Fate | None:
    """What a text means in which a service may name an error; None where it names none that is known."""
    meanings = meanings_of(type).items()
    return next((fate for named, fate in meanings if named.lower() in said.lower()), None) if said else None


def utf16(text: str) -> int:
    """The length of a text in UTF-16 units, in which most chats count."""
    return len(text.encode("utf-16-le", "replace")) // 2


def within(text: str, most: int) -> str:
    """A text of at most so many UTF-16 units; what was cut ends in "…"."""
    if utf16(text) <= most:
        return text
    while utf16(text) > most - 1:
        text = text[:-1]
    return text.rstrip() + "…"
