"""Telegram: a bot's token as secret, and in `to` the id of a chat, or the name of a channel (`@…`).

Format and limits were read on 2026-11-30 from copies of https://core.telegram.org/bots/api (`sendMessage`: text of 1 to
4,096 characters after entities parsing; `MessageEntity`: offsets in UTF-16 units; `reply_parameters`;
`ResponseParameters`: `retry_after`, `migrate_to_chat_id`). An answer has `ok`, `error_code` and `description`. Text
with `entities` in place of a `parse_mode` formats nothing by itself.
"""

from __future__ import annotations

from typing import Any

from agents.alert.fitting import fitted
from agents.alert.message import Message, Part, Span
from agents.alert.types.contract import Answer, Fate, Outgoing, Request, RequestType, fate_of, judged
from agents.alert.types.showing import json_of, json_request, meaning_within, seconds, told, utf16, word, wrapped
from agents.http_client import HttpClient, Response

_MOST_TEXT = 4_096
_MOST_ENTITIES = 90
"""Clients show up to a hundred."""


class Telegram(RequestType):
    name = "telegram"
    takes = frozenset({"secret", "to"})
    needs = frozenset({"secret", "to"})
    default_address = "https://api.telegram.org"
    secret_address = False

    async def send(self, outgoing: Outgoing, http: HttpClient) -> Answer:
        answer = await super().send(outgoing, http)
        if answer.detail:  # a group that grew: nobody need set it up anew
            return await self.post(_request(outgoing, answer.detail), outgoing.target, http)
        return answer

    def request(self, outgoing: Outgoing) -> Request:
        return _request(outgoing, outgoing.target.to[0])

    def answer(self, response: Response) -> Answer:
        answer = judged(response)
        found = json_of(response)
        if found.get("ok") is True and answer.accepted:
            reference = word(found, "result", "message_id") or None
            return wrapped(answer, Answer(Fate.ACCEPTED, reference=reference))
        if found.get("ok") is not False:
            if answer.accepted:
                return wrapped(answer, Answer(Fate.AGAIN, error="Telegram did not say ok"))
            return answer
        parameters = found.get("parameters")
        if moved := word(found, "parameters", "migrate_to_chat_id"):
            return wrapped(answer, Answer(Fate.PAUSED, error=f"the chat has a new id: {moved}", detail=moved))
        said = word(found, "description")
        code = found.get("error_code")
        by_status = fate_of(code) if isinstance(code, int) and not 200 <= code < 300 else Fate.AGAIN
        fate = meaning_within(self.name, said) or by_status
        wait = seconds(parameters.get("retry_after")) if isinstance(parameters, dict) else None
        return wrapped(answer, Answer(fate, error=f"Telegram says {said}", wait=wait))


def _request(outgoing: Outgoing, chat: str) -> Request:
    target = outgoing.target
    message = fitted(told(outgoing), _cost, _MOST_TEXT)
    text, entities = _shown(message)
    body: dict[str, Any] = {
        "chat_id": chat,
        "text": text,
        "entities": entities,
        "link_preview_options": {"is_disabled": True},
    }
    if outgoing.thread and outgoing.thread.isdecimal():
        body["reply_parameters"] = {"message_id": int(outgoing.thread), "allow_sending_without_reply": True}
    return json_request(f"{target.address.rstrip('/')}/bot{target.secrets[0]}/sendMessage", body)


def _cost(message: Message) -> int:
    """The length of the text; too many entities cost as much as a text that is too long."""
    text, entities = _shown(message)
    return utf16(text) if len(entities) <= _MOST_ENTITIES else _MOST_TEXT + len(entities)


def _shown(message: Message) -> tuple[str, list[dict[str, Any]]]:
    text, entities = "", []
    lines: list[tuple[str, tuple[Span, ...]]] = [("", (Span(message.headline, bold=True),))]
    lines += [("• " if one.part is Part.ITEM else "", one.spans) for one in message.paragraphs]
    if message.links:
        shown = [span for link in message.links for span in (Span("  "), Span(link.label, url=link.url))]
        lines.append(("", tuple(shown[1:])))
    quotes = [False, *(one.part is Part.QUOTE for one in message.paragraphs), False]
    for (mark, spans), quote in zip(lines, quotes, strict=False):
        text += mark
        start = utf16(text)
        for span in spans:
            style = {"type": "text_link", "url": span.url} if span.url else {"type": "bold"}
            if (span.url or span.bold) and span.text.strip():
                entities.append({**style, "offset": utf16(text), "length": utf16(span.text)})
            text += span.text
        if quote:
            entities.append({"type": "blockquote", "offset": start, "length": utf16(text) - start})
        text += "\n"
    return text.rstrip("\n"), entities
