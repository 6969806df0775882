"""ntfy: a topic (`https://ntfy.sh/…` or a server of one's own), with an access token as secret where one is needed.

Format and limits were read on 2026-11-30 from https://docs.ntfy.sh/publish/ (publishing as JSON to the root address;
`topic`, `title`, `message`, `click`, `actions`; a topic is essentially a password; messages of more than 4,096 bytes
become attachments; `Authorization: Bearer`). A message is plain text unless it asks for Markdown.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote, urlsplit, urlunsplit

from agents.alert.fitting import fitted
from agents.alert.message import Message
from agents.alert.plain import cut
from agents.alert.types.contract import Outgoing, Request, RequestType
from agents.alert.types.showing import json_request, line, told

_MOST_BYTES = 4_000
_MOST_TITLE, _MOST_ACTIONS = 200, 3
_TAGS = ["handshake"]


class Ntfy(RequestType):
    name = "ntfy"
    takes = frozenset({"secret"})

    def request(self, outgoing: Outgoing) -> Request:
        target = outgoing.target
        message = fitted(told(outgoing), lambda one: len(_text(one).encode(errors="replace")), _MOST_BYTES)
        parts = urlsplit(target.address)
        folder, _, topic = parts.path.rstrip("/").rpartition("/")
        body: dict[str, Any] = {
            "topic": unquote(topic),
            "title": cut(message.headline, _MOST_TITLE),
            "message": _text(message) or message.headline,
            "tags": _TAGS,
        }
        if message.links:
            body["click"] = message.links[0].url
            actions = message.links[:_MOST_ACTIONS]
            body["actions"] = [{"action": "view", "label": link.label, "url": link.url} for link in actions]
        headers = {"authorization": f"Bearer {target.secrets[0]}"} if target.secrets else {}
        return json_request(urlunsplit((parts.scheme, parts.netloc, f"{folder}/", "", "")), body, headers)


def _text(message: Message) -> str:
    return "\n".join(map(line, message.paragraphs))
