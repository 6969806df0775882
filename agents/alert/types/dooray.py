"""Dooray! messenger: an incoming hook of a chat (`https://hook.dooray.com/services/…`).

Format read on 2026-11-30 from the documentation's repository, `ko/incoming-hook-guide.md` of
TOAST-DOCS/Dooray-Messenger (https://docs.toast.com/ko/Dooray/Messenger/ko/incoming-hook-guide/): `botName`, `text`,
`attachments` with `title`, `titleLink`, `text` and `color`; one message a second. Lengths are not published; public
programs keep to 4,000 characters. An answer of 200 may say `header.isSuccessful: false` with a `resultCode`, as the
other interfaces of Dooray! do and public programs expect.
"""

from __future__ import annotations

from typing import Any

from agents.alert.fitting import fitted
from agents.alert.message import Message
from agents.alert.plain import cut
from agents.alert.types.contract import Answer, Fate, Outgoing, Request, RequestType, judged
from agents.alert.types.showing import json_of, json_request, line, meaning_within, told, utf16, word, wrapped
from agents.http_client import Response

_MOST_TEXT = 3_000
_MOST_HEADLINE = 500
_BOT = {"ko": "동맹", "en": "Dongmaeng"}


class Dooray(RequestType):
    name = "dooray"

    def request(self, outgoing: Outgoing) -> Request:
        message = fitted(told(outgoing), lambda one: utf16(_text(one)), _MOST_TEXT)
        attachments: list[dict[str, Any]] = [{"text": _text(message), "color": "blue"}] if message.paragraphs else []
        attachments += [{"title": link.label, "titleLink": link.url, "color": "blue"} for link in message.links]
        body = {
            "botName": _BOT[outgoing.target.language],
            "text": cut(f"[{message.label}] {message.headline}", _MOST_HEADLINE),
            "attachments": attachments,
        }
        return json_request(outgoing.target.address, body)

    def answer(self, response: Response) -> Answer:
        answer = judged(response)
        found = json_of(response)
        header = found.get("header")
        if not isinstance(header, dict) or header.get("isSuccessful") is not False:
            return answer
        code = word(found, "header", "resultCode") or "nothing"
        fate = meaning_within(self.name, code) or (Fate.AGAIN if answer.accepted else answer.fate)
        return wrapped(answer, Answer(fate, error=f"Dooray! says {code}"))


def _text(message: Message) -> str:
    return "\n".join(map(line, message.paragraphs))
