"""The one message in words: who with whom, what, since when, the sentence, the papers, and why it was sent.

Types show it in the form of their service. All text in it is inert: what a stranger wrote mentions, formats and links
nothing.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from agents.alert.payload import page_of
from agents.alert.plain import BREAK, cut, inert, web_address
from agents.alert.wording import PARTIES_SHOWN, Words, words_of
from topics.records import SEOUL

_LONGEST_NAME, _LONGEST_TEXT = 80, 500

Data = Mapping[str, Any]


class Part(StrEnum):
    """What a paragraph is, which decides how it is shown and what is left out first."""

    HEADING = "heading"
    ITEM = "item"
    QUOTE = "quote"
    FACT = "fact"


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of text in one style."""

    text: str
    bold: bool = False
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Paragraph:
    part: Part
    spans: tuple[Span, ...]

    @property
    def text(self) -> str:
        return "".join(span.text for span in self.spans)


@dataclass(frozen=True, slots=True)
class Link:
    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Message:
    """What a message says, in the order in which it is shown."""

    label: str
    """What kind of news it is, in a word or two."""
    headline: str
    paragraphs: tuple[Paragraph, ...] = ()
    links: tuple[Link, ...] = ()
    """The article first, then the page of the alliance."""
    more: str = "… {count}"
    """How the number of items left out is said."""
    left: int = 0
    """Items that were left out before."""


def message_of(event: str, payload: str, *, language: str = "ko", page: str | None = None, asked: str = "") -> Message:
    """The message of an event in words; `payload` is what a `standard` endpoint is sent.

    `page` is where links to alliances begin, `asked` what the endpoint asks for. What the payload does not hold is
    left out.
    """
    words = words_of(language)
    data = _data(payload)
    if event.startswith("alliance."):
        return _Alliance(words, data, language, page).message(event, asked)
    if event == "digest":
        return _digest(words, data, language, page, asked)
    return _notice(words, event, data)


def _notice(words: Words, event: str, data: Data) -> Message:
    """What became of an endpoint or of the service itself."""
    endpoint = _text(data.get("endpoint")) or "?"
    troubles = [_text(one) for one in _list(data, "troubles")]
    name = "service.over" if event.startswith("service.") and not troubles else event
    facts = [
        ("target", _text(data.get("shown"))),
        ("reason", _text(data.get("reason"))),
        ("since", _moment(data.get("since"))),
    ]
    return Message(
        label=words.say("labels", event),
        headline=words.say("headlines", name, endpoint=endpoint, event=_text(event)),
        paragraphs=(
            *(_fact(words, name, text) for name, text in facts if text),
            *(Paragraph(Part.ITEM, (Span(trouble),)) for trouble in troubles if trouble),
        ),
        more=words.tables["lists"]["more"],
    )


def _digest(words: Words, data: Data, language: str, page: str | None, asked: str) -> Message:
    """What happened in a span of time: each alliance once, under the company that most of them share."""
    told = [_Alliance(words, one, language, page) for one in _maps(data, "alliances")]
    left = _count(data.get("cut"))
    count = Counter(name for one in told for name in dict.fromkeys(one.names()))
    groups: dict[str, list[_Alliance]] = {}
    for one in told:
        names = one.names()
        groups.setdefault(max(names, key=lambda name: count[name]) if names else "", []).append(one)
    paragraphs = []
    for company, ones in sorted(groups.items(), key=lambda group: -len(group[1])):
        title = words.say("lists", "group", company=company or words.say("parties", "none"), count=len(ones))
        paragraphs.append(Paragraph(Part.HEADING, (Span(title, bold=True),)))
        paragraphs += [one.item() for one in ones]
    label = words.say("labels", "digest")
    if asked:
        paragraphs.insert(0, _why(words, label, asked))
    span = {"from": _moment(data.get("from")) or "?", "until": _moment(data.get("until")) or "?"}
    return Message(
        label=label,
        headline=words.say("headlines", "digest", count=len(told) + left, **span),
        paragraphs=tuple(paragraphs),
        more=words.tables["lists"]["more"],
        left=left,
    )


@dataclass(frozen=True, slots=True)
class _Alliance:
    """One alliance of a payload, in words."""

    words: Words
    data: Data
    language: str
    page: str | None

    def message(self, event: str, asked: str) -> Message:
        label = self.words.say("labels", event)
        papers = list(self._papers())
        return Message(
            label=label,
            headline=self._headline(event),
            paragraphs=(
                *self._quote(),
                *self._facts(),
                _why(self.words, label, asked),
                *([Paragraph(Part.HEADING, (Span(self.words.say("lists", "papers"), bold=True),))] if papers else ()),
                *papers,
            ),
            links=tuple(self._links()),
            more=self.words.tables["lists"]["more"],
            left=_count(_map(self.data, "cut").get("articles")) if papers else 0,
        )

    def item(self) -> Paragraph:
        """The alliance as one line of a list, as it stands at the end."""
        status = self.data.get("status")
        line = self.words.say(
            "lists", "item", status=self.words.say("status", str(status)), parties=self.parties(), kind=self._kind()
        )
        links = list(self._links())
        quote = [Span(f" — {cut(sentence, 120)}")] if (sentence := _text(self.data.get("evidence"))) else []
        shown = [part for link in links for part in (Span(" "), Span(f"[{link.label}]", url=link.url))]
        return Paragraph(Part.ITEM, (Span(line, bold=True), *quote, *shown))

    def names(self) -> list[str]:
        return [name for member in _maps(self.data, "members") if (name := self._name(member))]

    def parties(self, members: str = "members") -> str:
        """Who with whom; the first few of many, with the number of the rest."""
        names = [name for member in _maps(self.data, members) if (name := self._name(member))]
        return self.words.parties(names, _count(_map(self.data, "cut").get(members)))

    def _headline(self, event: str) -> str:
        joined = [name for member in _maps(_map(self.data, "change"), "members") if (name := self._name(member))]
        return self.words.say(
            "headlines",
            event,
            parties=self.parties(),
            joined=self.words.parties(joined, _count(_map(self.data, "cut").get("change.members"))),
            deal=self._deal(),
            kind=self._kind(),
            status=self.words.say("status", str(self.data.get("status"))),
            event=_text(event),
        )

    def _deal(self) -> str:
        return self.words.deal(str(self.data.get("kind")), self.parties(), _text(self.data.get("name"), _LONGEST_NAME))

    def _kind(self) -> str:
        return self.words.say("kind", str(self.data.get("kind")))

    def _name(self, member: Data) -> str:
        english = _text(_map(member, "identifiers").get("english_name"), _LONGEST_NAME)
        name = (english if self.language == "en" else "") or _text(member.get("name"), _LONGEST_NAME)
        return f"{name}{BREAK}" if name.endswith(".") else name  # else a particle behind it would make it a host

    def _quote(self) -> Iterator[Paragraph]:
        if sentence := _text(self.data.get("evidence")):
            yield Paragraph(Part.QUOTE, (Span(sentence),))

    def _facts(self) -> Iterator[Paragraph]:
        tie = _map(self.data, "tie")
        names = self.names()
        members = ", ".join(names) if len(names) > PARTIES_SHOWN + 1 else ""
        left = _count(_map(self.data, "cut").get("members")) if members else 0
        publishers = _count(self.data.get("independent_publishers"))
        facts = [
            *(("revised", said) for said in self._revised()),
            ("members", " ".join([members, *([self.words.say("lists", "more", count=left)] if left else ())])),
            ("since", self._since()),
            ("amounts", ", ".join(filter(None, map(_text, _list(self.data, "amounts"))))),
            ("stakes", ", ".join(filter(None, map(_text, _list(self.data, "stakes"))))),
            ("term", _text(_map(tie, "term").get("said"))),
            ("purpose", _text(self.data.get("purpose"))),
            ("publishers", self.words.say("facts", "publishers_count", count=publishers) if publishers > 1 else ""),
            ("disputed", self.words.say("facts", "disputed_text") if self.data.get("disputed") is True else ""),
            *(("related", self._related(other)) for other in _maps(self.data, "related")),
        ]
        for name, text in facts:
            if text:
                yield _fact(self.words, name, text)

    def _revised(self) -> Iterator[str]:
        """What is otherwise now, each with what was told before."""
        for one in _maps(_map(self.data, "change"), "revised"):
            matter, before, after = (_text(one.get(name), _LONGEST_NAME) for name in ("matter", "before", "after"))
            named = matter in ("kind", "status")
            told = [self.words.say(matter, value) if named and value else value for value in (before, after)]
            what = self.words.say("matter", matter)
            yield self.words.say("facts", "revised_text", matter=what, before=told[0], after=told[1])

    def _since(self) -> str:
        if date := _text(self.data.get("date")):
            return date
        days = [day for member in _maps(self.data, "members") if (day := _text(member.get("since")))]
        return min(days, default="")

    def _related(self, other: Data) -> str:
        inner = _Alliance(self.words, {**other, "change": {"members": other.get("joined")}}, self.language, self.page)
        return inner._headline(f"alliance.{_text(other.get('change'))}")

    def _links(self) -> Iterator[Link]:
        for article in _maps(self.data, "articles")[:1]:
            if url := web_address(article.get("url")):
                yield Link(self.words.say("links", "article"), url)
        id = self.data.get("id")
        if self.page and isinstance(id, str) and id:
            yield Link(self.words.say("links", "page"), page_of(id, self.page))

    def _papers(self) -> Iterator[Paragraph]:
        for article in _maps(self.data, "articles")[1:]:
            publisher, title = _text(article.get("publisher"), _LONGEST_NAME), _text(article.get("title"))
            if shown := " · ".join(filter(None, (publisher, title))):
                yield Paragraph(Part.ITEM, (Span(shown, url=web_address(article.get("url"))),))


def _why(words: Words, label: str, asked: str) -> Paragraph:
    if asked:
        return _fact(words, "why", words.say("facts", "why_asked", label=label, asked=_text(asked)))
    return _fact(words, "why", words.say("facts", "why_all", label=label))


def _fact(words: Words, name: str, text: str) -> Paragraph:
    return Paragraph(Part.FACT, (Span(words.say("facts", name), bold=True), Span(f": {text}")))


def _data(payload: str) -> Data:
    try:
        found = json.loads(payload)
    except (ValueError, RecursionError):
        return {}
    return _map(found, "data") if isinstance(found, Mapping) else {}


def _map(data: Data, name: str) -> Data:
    found = data.get(name)
    return found if isinstance(found, Mapping) else {}


def _list(data: Data, name: str) -> Sequence[Any]:
    found = data.get(name)
    return found if isinstance(found, list) else []


def _maps(data: Data, name: str) -> list[Data]:
    return [one for one in _list(data, name) if isinstance(one, Mapping)]


def _text(value: object, most: int = _LONGEST_TEXT) -> str:
    return cut(inert(value), most) if isinstance(value, str) else ""


def _count(value: object) -> int:
    return max(0, value) if isinstance(value, int) else 0


def _moment(value: object) -> str:
    """A point in time to the minute, in Korean time."""
    if not isinstance(value, str):
        return ""
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return ""
    return (moment.astimezone(SEOUL) if moment.tzinfo else moment).strftime("%Y-%m-%d %H:%M")
