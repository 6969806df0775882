"""Jandi: an incoming webhook of a topic (`https://wh.jandi.com/connect-api/webhook/…`).

Format read on 2026-11-30 from https://support.jandi.com/ko/articles/6352697 and
https://support.jandi.com/en/articles/6352697-receiving-incoming-webhooks-in-jandi (`body`, `connectColor`,
`connectInfo` with `title` and `description`; the `Accept` header; links as `[text](address)`). No limits and no
meanings of answers are published: the lengths here are kept short, and the status of an answer decides.
"""

from __future__ import annotations

from typing import Any

from agents.alert.fitting import fitted
from agents.alert.message import Message, Paragraph, Part
from agents.alert.plain import cut
from agents.alert.types.contract import Outgoing, Request, RequestType
from agents.alert.types.showing import json_bytes, json_request, line, told

_MOST_BYTES = 6_000
_MOST_BODY = 1_000
_COLOUR = "#FAC11B"
_HEADERS = {"accept": "application/vnd.tosslab.jandi-v2+json"}


class Jandi(RequestType):
    name = "jandi"

    def request(self, outgoing: Outgoing) -> Request:
        message = fitted(told(outgoing), lambda one: len(json_bytes(_body(one))), _MOST_BYTES)
        return json_request(outgoing.target.address, _body(message), _HEADERS)


def _body(message: Message) -> dict[str, Any]:
    links = " ".join(f"[[{link.label}]]({link.url})" for link in message.links)
    body = cut(f"[{message.label}] {message.headline}", _MOST_BODY)
    return {
        "body": f"{body} {links}".strip(),
        "connectColor": _COLOUR,
        "connectInfo": [info for info in _infos(message.paragraphs) if info["description"] or info["title"]],
    }


def _infos(paragraphs: tuple[Paragraph, ...]) -> list[dict[str, str]]:
    """The paragraphs as attachments: a heading is the title of the items behind it."""
    infos: list[dict[str, str]] = []
    for paragraph in paragraphs:
        if paragraph.part is Part.HEADING:
            infos.append({"title": paragraph.text, "description": ""})
        elif infos and paragraph.part is Part.ITEM:
            infos[-1]["description"] = f"{infos[-1]['description']}\n{line(paragraph)}".strip()
        elif paragraph.part is Part.FACT and len(paragraph.spans) == 2:
            title, text = paragraph.spans
            infos.append({"title": title.text, "description": text.text.removeprefix(": ")})
        else:
            infos.append({"title": "", "description": line(paragraph)})
    return infos
