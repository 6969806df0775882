"""Slack: an incoming webhook, or an app's token and a channel.

Format and limits were read on 2026-11-30 from
https://api.slack.com/changelog/2016-05-17-changes-to-errors-for-incoming-webhooks (what a webhook answers),
https://docs.slack.dev/reference/methods/chat.postmessage (token, `channel`, `thread_ts`, `text`),
https://docs.slack.dev/reference/block-kit/blocks/rich-text-block and
https://docs.slack.dev/reference/block-kit/block-elements/text-element (`rich_text`). Text in `rich_text` is taken as it
is: it neither formats nor mentions. A message has at most 50 blocks; `text` of more than 4,000 characters should not
be sent; blocks of together more than about 13,200 characters are refused as `msg_blocks_too_long`, as was measured
(https://github.com/slackapi/bolt-js/issues/2509).

A webhook gives no reference to its messages, so that follow-ups stand for themselves; with a token they stand in the
thread of the first message.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from agents.alert.fitting import fitted
from agents.alert.message import Message, Part, Span
from agents.alert.plain import cut
from agents.alert.types.contract import Answer, Fate, Outgoing, Request, RequestType, judged
from agents.alert.types.showing import json_bytes, json_of, json_request, meanings_of, told, word, wrapped
from agents.http_client import Response

_MOST_BLOCKS_TEXT = 12_000
_MOST_TEXT = 1_000


class Slack(RequestType):
    name = "slack"
    takes = frozenset({"secret", "to"})
    or_needs = frozenset({"secret", "to"})
    default_address = "https://slack.com/api/chat.postMessage"

    def request(self, outgoing: Outgoing) -> Request:
        target = outgoing.target
        message = fitted(told(outgoing), lambda one: len(json_bytes(_blocks(one)).decode()), _MOST_BLOCKS_TEXT)
        body: dict[str, Any] = {
            "text": cut(_escaped(f"{message.label}: {message.headline}"), _MOST_TEXT),
            "mrkdwn": False,
            "blocks": _blocks(message),
            "unfurl_links": False,
            "unfurl_media": False,
        }
        headers = {}
        if target.secrets:
            headers["authorization"] = f"Bearer {target.secrets[0]}"
            body["channel"] = target.to[0] if target.to else ""
        if outgoing.thread:
            body["thread_ts"] = outgoing.thread
        return json_request(target.address, body, headers)

    def answer(self, response: Response) -> Answer:
        answer = judged(response)
        found = json_of(response)
        if answer.accepted and found.get("ok") is True:
            return wrapped(answer, Answer(Fate.ACCEPTED, reference=word(found, "ts") or None))
        said = response.body[:100].decode("utf-8", "replace").strip()
        if answer.accepted and said == "ok":
            return answer
        error = word(found, "error") if found else said
        if fate := meanings_of(self.name).get(error):
            return wrapped(answer, Answer(fate, error=f"Slack says {error}"))
        if answer.accepted:  # an answer of its own to what it accepted is "ok", and nothing else
            return wrapped(answer, Answer(Fate.AGAIN, error="Slack did not say ok"))
        return answer


def _blocks(message: Message) -> list[dict[str, Any]]:
    sections: list[dict[str, Any]] = [_section("rich_text_section", [_text(Span(message.headline, bold=True))])]
    items: list[dict[str, Any]] = []
    for paragraph in message.paragraphs:
        elements = [_text(span) for span in paragraph.spans if span.text]
        if paragraph.part is Part.ITEM:
            if not items:
                sections.append({"type": "rich_text_list", "style": "bullet", "elements": items})
            items.append(_section("rich_text_section", elements))
            continue
        items = []
        kind = "rich_text_quote" if paragraph.part is Part.QUOTE else "rich_text_section"
        sections.append(_section(kind, elements))
    links = [element for link in message.links for element in (_text(Span(link.label, url=link.url)), _gap("  "))]
    if links:
        sections.append(_section("rich_text_section", links[:-1]))
    return [{"type": "rich_text", "elements": _on_lines(sections)}]


def _on_lines(sections: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each section on a line of its own: two beside one another run together else."""
    for section, following in pairwise(sections):
        if section["type"] == following["type"] == "rich_text_section":
            section["elements"].append(_gap("\n"))
    return sections


def _section(kind: str, elements: list[dict[str, Any]]) -> dict[str, Any]:
    return {"type": kind, "elements": elements}


def _text(span: Span) -> dict[str, Any]:
    style = {"style": {"bold": True}} if span.bold else {}
    if span.url:
        return {"type": "link", "url": span.url, "text": span.text, **style}
    return {"type": "text", "text": span.text, **style}


def _gap(text: str) -> dict[str, Any]:
    return {"type": "text", "text": text}


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
