"""KakaoWork: an incoming webhook of a chat (`https://kakaowork.com/bots/hook/…`).

Read on 2026-11-30: the blocks at https://docs.kakaoi.ai/kakao_work/blockkit/buttonblock/ (a button's text of up to 20
characters, `action` with `open_system_browser`) and https://docs.kakaoi.ai/kakao_work/block_scenario/noti_chat/; the
answer (`success`, `error`) at https://docs.kakaoi.ai/kakao_work/webapireference/commonguide/. The pages of the text
and header blocks could not be read; that a text block takes 500 characters, a header 20 without a line break, and that
`text` beside the blocks is wanted, is quoted from them by programs that check it. A webhook takes the `text` and
`blocks` of a bot's message, as public programs send them. How often one may send is not published.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from agents.alert.fitting import fitted
from agents.alert.message import Message, Paragraph, Part, Span
from agents.alert.plain import cut
from agents.alert.types.contract import Answer, Fate, Outgoing, Request, RequestType, judged
from agents.alert.types.showing import json_of, json_request, meanings_of, told, utf16, within, word, wrapped
from agents.http_client import Response

_MOST_TEXT, _MOST_LABEL, _MOST_BLOCKS, _MOST_SHOWN = 500, 20, 12, 480


class KakaoWork(RequestType):
    name = "kakaowork"

    def request(self, outgoing: Outgoing) -> Request:
        message = fitted(told(outgoing), lambda one: len(_blocks(one)), _MOST_BLOCKS)
        return json_request(
            outgoing.target.address, {"text": within(message.headline, _MOST_SHOWN), "blocks": _blocks(message)}
        )

    def answer(self, response: Response) -> Answer:
        answer = judged(response)
        found = json_of(response)
        if found.get("success") is not False:
            return answer
        code = word(found, "error", "code") or "nothing"
        fate = meanings_of(self.name).get(code, Fate.AGAIN if answer.accepted else answer.fate)
        return wrapped(answer, Answer(fate, error=f"KakaoWork says {code}"))


def _blocks(message: Message) -> list[dict[str, Any]]:
    return [
        {"type": "header", "text": cut(message.label, _MOST_LABEL), "style": "blue"},
        _block([Span(within(message.headline, _MOST_SHOWN), bold=True)]),
        *map(_block, _texts(message.paragraphs)),
        *(
            {
                "type": "button",
                "text": cut(link.label, _MOST_LABEL),
                "style": "default",
                "action": {"type": "open_system_browser", "value": link.url},
            }
            for link in message.links
        ),
    ]


def _texts(paragraphs: tuple[Paragraph, ...]) -> Iterator[list[Span]]:
    """The paragraphs as the spans of text blocks, each as full as one may be."""
    block: list[Span] = []
    for paragraph in paragraphs:
        mark = {Part.ITEM: "• ", Part.QUOTE: "“"}.get(paragraph.part, "")
        spans = [Span(mark), *paragraph.spans, Span("”" if paragraph.part is Part.QUOTE else "")]
        spans = [span for span in _short(spans) if span.text]
        if block and _length(block) + 1 + _length(spans) > _MOST_TEXT:
            yield block
            block = []
        block += [*([Span("\n")] if block else []), *spans]
    if block:
        yield block


def _short(spans: list[Span]) -> Iterator[Span]:
    left = _MOST_SHOWN
    for span in spans:
        text = within(span.text, left) if left > 1 else ""
        left -= utf16(text)
        yield Span(text, span.bold, span.url)


def _length(spans: list[Span]) -> int:
    return sum(utf16(span.text) for span in spans)


def _block(spans: list[Span]) -> dict[str, Any]:
    """A text block whose inlines say how it looks; they and `text` must be the same."""
    return {"type": "text", "text": "".join(span.text for span in spans), "inlines": [_inline(span) for span in spans]}


def _inline(span: Span) -> dict[str, Any]:
    if span.url:
        return {"type": "link", "text": span.text, "url": span.url}
    return {"type": "styled", "text": span.text, **({"bold": True} if span.bold else {})}
