"""Microsoft Teams: a workflow "Send webhook alerts to a channel", which posts an Adaptive Card.

Format and limits were read on 2026-11-30 from https://learn.microsoft.com/connectors/teams/ (messages of about 28 KB at
most), https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/add-incoming-webhook (the
message with its card, 28 KB, four requests a second) and https://gist.github.com/dtcMLOps/81e11acbdbe39db263f18a14b484b8ae
(what a workflow takes from a request). Cards of more than 21 KB were refused in practice
(https://www.rubydoc.info/gems/msteams_hermes/MsTeamsHermes/Message). A workflow answers 202; a webhook of the kind that
Microsoft ends answers 200 also where Teams refused, and says so in the body: "returned HTTP error 413". Text runs of an
Adaptive Card are taken as they are, while text blocks read Markdown.
"""

from __future__ import annotations

import re
from typing import Any

from agents.alert.fitting import fitted
from agents.alert.message import Message, Part, Span
from agents.alert.types.contract import Answer, Fate, Outgoing, Request, RequestType, fate_of, judged
from agents.alert.types.showing import json_bytes, json_of, json_request, meaning_within, told, word, wrapped
from agents.http_client import Response

_MOST_BYTES = 20_000
_WRAPPED = re.compile(rb"returned HTTP error (\d{3})")


class Teams(RequestType):
    name = "teams"

    def request(self, outgoing: Outgoing) -> Request:
        message = fitted(told(outgoing), lambda one: len(json_bytes(_body(one))), _MOST_BYTES)
        return json_request(outgoing.target.address, _body(message))

    def answer(self, response: Response) -> Answer:
        answer = judged(response)
        if answer.accepted:
            if found := _WRAPPED.search(response.body):
                status = int(found[1])
                fate = fate_of(status) if status >= 300 else Fate.AGAIN
                return wrapped(answer, Answer(fate, error=f"Teams answered HTTP {status}"))
            return answer
        code = word(json_of(response), "error", "code")
        meaning = meaning_within(self.name, code)
        if meaning and answer.fate is not Fate.AGAIN:
            return wrapped(answer, Answer(meaning, error=f"the workflow says {code}"))
        return answer


def _body(message: Message) -> dict[str, Any]:
    card = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "fallbackText": message.headline,
        "msteams": {"width": "Full"},
        "body": [
            _text([Span(message.headline, bold=True)], size="Medium"),
            *(_paragraph(paragraph.part, paragraph.spans) for paragraph in message.paragraphs),
        ],
        "actions": [{"type": "Action.OpenUrl", "title": link.label, "url": link.url} for link in message.links],
    }
    attachment = {"contentType": "application/vnd.microsoft.card.adaptive", "contentUrl": None, "content": card}
    return {"type": "message", "summary": message.headline, "attachments": [attachment]}


def _paragraph(part: Part, spans: tuple[Span, ...]) -> dict[str, Any]:
    marks = {Part.ITEM: ("• ", ""), Part.QUOTE: ("“", "”")}
    before, after = marks.get(part, ("", ""))
    return _text([Span(before), *spans, Span(after)])


def _text(spans: list[Span], **style: str) -> dict[str, Any]:
    return {"type": "RichTextBlock", "inlines": [_run(span, style) for span in spans if span.text]}


def _run(span: Span, style: dict[str, str]) -> dict[str, Any]:
    run: dict[str, Any] = {"type": "TextRun", "text": span.text, **style}
    if span.bold:
        run["weight"] = "Bolder"
    if span.url:
        run |= {"color": "Accent", "selectAction": {"type": "Action.OpenUrl", "url": span.url}}
    return run
