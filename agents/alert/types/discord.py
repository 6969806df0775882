"""Discord: a webhook of a channel.

Format and limits were read on 2026-11-30 from the repository of Discord's documentation
(https://discord.com/developers/docs/resources/webhook#execute-webhook: `wait`, `thread_id`, `thread_name`,
`allowed_mentions`; https://discord.com/developers/docs/resources/message#embed-object-embed-limits: a title of 256
characters, a description of 4,096, together 6,000; https://discord.com/developers/docs/topics/rate-limits: 429 with
`retry_after`). The name of a thread has up to 100 characters. A webhook of a forum must name a thread, else it answers
with code 220001 (https://github.com/Qolors/FeedCord/issues/90).

A webhook cannot reply to a message (https://github.com/discord/discord-api-docs/issues/2251). In a forum each alliance
is a thread of its own, in which follow-ups stand; in any other channel a follow-up links to the first message.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from agents.alert.fitting import fitted
from agents.alert.message import Message, Part, Span
from agents.alert.types.contract import Answer, Fate, Outgoing, Request, RequestType, judged
from agents.alert.types.showing import json_of, json_request, seconds, told, utf16, within, word, wrapped
from agents.http_client import HttpClient, HttpError, Response

_MOST_TITLE, _MOST_DESCRIPTION, _MOST_THREAD_NAME = 256, 4_096, 100
_MARKS = re.compile(r"([\\`*_{}\[\]()#+\-.!|>~<:@])")
_NEEDS_THREAD = "220001"
_THREAD_IS_GONE = frozenset({"10003", "50083"})
"""Unknown channel, archived thread: what a thread says that somebody deleted or closed."""


class Discord(RequestType):
    name = "discord"

    async def send(self, outgoing: Outgoing, http: HttpClient) -> Answer:
        first = await _first_message(outgoing, http)
        request = _request(outgoing, first, thread=_thread_of(outgoing))
        answer = await self.post(request, outgoing.target, http)
        thread = _thread_of(outgoing)
        if answer.detail == _NEEDS_THREAD or (answer.detail in _THREAD_IS_GONE and thread):
            answer = await self.post(_request(outgoing, first, named=True), outgoing.target, http)
        elif not thread:
            return answer
        reference = answer.reference and answer.reference.replace("message", "thread", 1)
        return replace(answer, reference=reference)

    def request(self, outgoing: Outgoing) -> Request:
        return _request(outgoing, None, thread=_thread_of(outgoing))

    def answer(self, response: Response) -> Answer:
        answer = judged(response)
        found = json_of(response)
        if answer.accepted:
            message, channel = word(found, "id"), word(found, "channel_id")
            reference = f"message {channel} {message}" if message and channel else None
            return wrapped(answer, Answer(Fate.ACCEPTED, reference=reference))
        wait = seconds(found.get("retry_after")) if answer.wait is None and response.status == 429 else answer.wait
        code = word(found, "code")
        error = f"{answer.error}, code {code}" if code else answer.error
        return wrapped(answer, Answer(answer.fate, error=error, wait=wait, detail=code))


def _thread_of(outgoing: Outgoing) -> str | None:
    kind, _, rest = (outgoing.thread or "").partition(" ")
    return rest.partition(" ")[0] if kind == "thread" else None


async def _first_message(outgoing: Outgoing, http: HttpClient) -> str | None:
    """The address of the first message of the alliance in a channel without threads; None where it cannot be told."""
    kind, _, rest = (outgoing.thread or "").partition(" ")
    channel, _, message = rest.partition(" ")
    if kind != "message" or not channel.isdecimal() or not message.isdecimal():
        return None
    try:
        response = await http.get(_address(outgoing.target.address, {}), max_bytes=10_000, cut=True)
    except HttpError:
        return None
    guild = word(json_of(response), "guild_id")
    return f"https://discord.com/channels/{guild}/{channel}/{message}" if guild.isdecimal() else None


def _request(outgoing: Outgoing, first: str | None, *, thread: str | None = None, named: bool = False) -> Request:
    message = fitted(told(outgoing), lambda one: utf16(_description(one, first)), _MOST_DESCRIPTION)
    embed: dict[str, Any] = {
        "title": _within_title(_escaped(message.headline)),
        "description": _description(message, first),
    }
    if message.links:
        embed["url"] = message.links[0].url
    body: dict[str, Any] = {"embeds": [embed], "allowed_mentions": {"parse": []}}
    if named:
        body["thread_name"] = within(message.headline, _MOST_THREAD_NAME)
    query = {"wait": "true", **({"thread_id": thread} if thread else {})}
    return json_request(_address(outgoing.target.address, query), body)


def _address(address: str, query: dict[str, str]) -> str:
    parts = urlsplit(address)
    given = {**dict(parse_qsl(parts.query)), **query}
    return urlunsplit(parts._replace(query=urlencode(given)))


def _description(message: Message, first: str | None) -> str:
    lines = []
    for paragraph in message.paragraphs:
        text = "".join(map(_span, paragraph.spans))
        lines.append({Part.ITEM: f"- {text}", Part.QUOTE: f"> {text}"}.get(paragraph.part, text))
    links = [f"[{_escaped(link.label)}]({link.url})" for link in message.links]
    lines += [" · ".join([*links, *([f"[↑]({first})"] if first else [])])] if links or first else []
    return "\n".join(lines)


def _span(span: Span) -> str:
    text = _escaped(span.text)
    if span.url:
        return f"[{text}]({span.url})"
    return f"**{text}**" if span.bold and text.strip() else text


def _escaped(text: str) -> str:
    """Text in which no sign of Markdown, of mentions or of emoji has a meaning."""
    return _MARKS.sub(r"\\\1", text)


def _within_title(escaped: str) -> str:
    """An escaped headline of a title's length, without half an escape at its end."""
    shorter = within(escaped, _MOST_TITLE)
    if shorter == escaped:
        return escaped
    shorter = shorter[:-1]
    return (shorter[:-1] if (len(shorter) - len(shorter.rstrip("\\"))) % 2 else shorter) + "…"
