"""The one message in words: who with whom, what, since when, the sentence, the papers, and why it was sent.

Types show it in the form of their service. All text in it is inert: what a stranger wrote mentions, formats and links
nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from agents.alert.fields import LONGEST_NAME, Data, count_of, data_of, list_in, minute_of, table_in, tables_in, text_of
from agents.alert.payload import page_of
from agents.alert.plain import BREAK, cut, web_address
from agents.alert.wording import PARTIES_SHOWN, Words, words_of
from agents.source_faults import fault_named

_RECOVERED = "source.recovered"


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
    data = data_of(payload)
    if event.startswith("alliance."):
        return _Alliance(words, data, language, page).message(event, asked)
    if event == "digest":
        return _digest(words, data, language, page, asked)
    if event.startswith("source."):
        return _of_source(words, event, data, language)
    return _notice(words, event, data)


def _of_source(words: Words, event: str, data: Data, language: str) -> Message:
    """How a source stands: what is wrong in words, since when, and what to do."""
    address = text_of(data.get("site")) or text_of(data.get("source"))
    fault = fault_named(data.get("fault"))
    wrong = ": ".join(filter(None, (fault.wrong[language], text_of(data.get("detail")))))
    expected = count_of(data.get("expected"))
    over = event == _RECOVERED
    facts = [
        ("source", address),
        ("was" if over else "reason", wrong),
        ("since", minute_of(data.get("since"))),
        ("expected", words.say("facts", "expected_text", count=expected) if expected else ""),
        ("todo", "" if over else fault.todo[language].replace("`", "")),
    ]
    source = text_of(data.get("publisher"), LONGEST_NAME) or address or "?"
    return Message(
        label=words.say("labels", event),
        headline=words.say("headlines", event, source=source, event=text_of(event)),
        paragraphs=tuple(_fact(words, name, text) for name, text in facts if text),
        more=words.tables["lists"]["more"],
    )


def _notice(words: Words, event: str, data: Data) -> Message:
    """What became of an endpoint or of the service itself."""
    endpoint = text_of(data.get("endpoint")) or "?"
    troubles = [text_of(one) for one in list_in(data, "troubles")]
    name = "service.over" if event.startswith("service.") and not troubles else event
    facts = [
        ("target", text_of(data.get("shown"))),
        ("reason", text_of(data.get("reason"))),
        ("since", minute_of(data.get("since"))),
    ]
    return Message(
        label=words.say("labels", event),
        headline=words.say("headlines", name, endpoint=endpoint, event=text_of(event)),
        paragraphs=(
            *(_fact(words, name, text) for name, text in facts if text),
            *(Paragraph(Part.ITEM, (Span(trouble),)) for trouble in troubles if trouble),
        ),
        more=words.tables["lists"]["more"],
    )


def _digest(words: Words, data: Data, language: str, page: str | None, asked: str) -> Message:
    """What happened in a span of time: each alliance once, under the company that most of them share."""
    told = [_Alliance(words, one, language, page) for one in tables_in(data, "alliances")]
    left = count_of(data.get("cut"))
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
    span = {"from": minute_of(data.get("from")) or "?", "until": minute_of(data.get("until")) or "?"}
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
            left=count_of(table_in(self.data, "cut").get("articles")) if papers else 0,
        )

    def item(self) -> Paragraph:
        """The alliance as one line of a list, as it stands at the end."""
        status = self.data.get("status")
        line = self.words.say(
            "lists", "item", status=self.words.say("status", str(status)), parties=self.parties(), kind=self._kind()
        )
        links = list(self._links())
        quote = [Span(f" — {cut(sentence, 120)}")] if (sentence := text_of(self.data.get("evidence"))) else []
        shown = [part for link in links for part in (Span(" "), Span(f"[{link.label}]", url=link.url))]
        return Paragraph(Part.ITEM, (Span(line, bold=True), *quote, *shown))

    def names(self) -> list[str]:
        return [name for member in tables_in(self.data, "members") if (name := self._name(member))]

    def parties(self, members: str = "members") -> str:
        """Who with whom; the first few of many, with the number of the rest."""
        names = [name for member in tables_in(self.data, members) if (name := self._name(member))]
        return self.words.parties(names, count_of(table_in(self.data, "cut").get(members)))

    def _headline(self, event: str) -> str:
        joined = [
            name for member in tables_in(table_in(self.data, "change"), "members") if (name := self._name(member))
        ]
        return self.words.say(
            "headlines",
            event,
            parties=self.parties(),
            joined=self.words.parties(joined, count_of(table_in(self.data, "cut").get("change.members"))),
            deal=self._deal(),
            kind=self._kind(),
            status=self.words.say("status", str(self.data.get("status"))),
            event=text_of(event),
        )

    def _deal(self) -> str:
        return self.words.deal(str(self.data.get("kind")), self.parties(), text_of(self.data.get("name"), LONGEST_NAME))

    def _kind(self) -> str:
        return self.words.say("kind", str(self.data.get("kind")))

    def _name(self, member: Data) -> str:
        english = text_of(table_in(member, "identifiers").get("english_name"), LONGEST_NAME)
        name = (english if self.language == "en" else "") or text_of(member.get("name"), LONGEST_NAME)
        return f"{name}{BREAK}" if name.endswith(".") else name  # else a particle behind it would make it a host

    def _quote(self) -> Iterator[Paragraph]:
        if sentence := text_of(self.data.get("evidence")):
            yield Paragraph(Part.QUOTE, (Span(sentence),))

    def _facts(self) -> Iterator[Paragraph]:
        tie = table_in(self.data, "tie")
        names = self.names()
        members = ", ".join(names) if len(names) > PARTIES_SHOWN + 1 else ""
        left = count_of(table_in(self.data, "cut").get("members")) if members else 0
        publishers = count_of(self.data.get("independent_publishers"))
        facts = [
            *(("revised", said) for said in self._revised()),
            ("members", " ".join([members, *([self.words.say("lists", "more", count=left)] if left else ())])),
            ("since", self._since()),
            ("amounts", ", ".join(filter(None, map(text_of, list_in(self.data, "amounts"))))),
            ("stakes", ", ".join(filter(None, map(text_of, list_in(self.data, "stakes"))))),
            ("term", text_of(table_in(tie, "term").get("said"))),
            ("purpose", text_of(self.data.get("purpose"))),
            ("publishers", self.words.say("facts", "publishers_count", count=publishers) if publishers > 1 else ""),
            ("disputed", self.words.say("facts", "disputed_text") if self.data.get("disputed") is True else ""),
            *(("related", self._related(other)) for other in tables_in(self.data, "related")),
        ]
        for name, text in facts:
            if text:
                yield _fact(self.words, name, text)

    def _revised(self) -> Iterator[str]:
        """What is otherwise now, each with what was told before."""
        for one in tables_in(table_in(self.data, "change"), "revised"):
            matter, before, after = (text_of(one.get(name), LONGEST_NAME) for name in ("matter", "before", "after"))
            named = matter in ("kind", "status")
            told = [self.words.say(matter, value) if named and value else value for value in (before, after)]
            what = self.words.say("matter", matter)
            yield self.words.say("facts", "revised_text", matter=what, before=told[0], after=told[1])

    def _since(self) -> str:
        if date := text_of(self.data.get("date")):
            return date
        days = [day for member in tables_in(self.data, "members") if (day := text_of(member.get("since")))]
        return min(days, default="")

    def _related(self, other: Data) -> str:
        inner = _Alliance(self.words, {**other, "change": {"members": other.get("joined")}}, self.language, self.page)
        return inner._headline(f"alliance.{text_of(other.get('change'))}")

    def _links(self) -> Iterator[Link]:
        for article in tables_in(self.data, "articles")[:1]:
            if url := web_address(article.get("url")):
                yield Link(self.words.say("links", "article"), url)
        id = self.data.get("id")
        if self.page and isinstance(id, str) and id:
            yield Link(self.words.say("links", "page"), page_of(id, self.page))

    def _papers(self) -> Iterator[Paragraph]:
        for article in tables_in(self.data, "articles")[1:]:
            publisher, title = text_of(article.get("publisher"), LONGEST_NAME), text_of(article.get("title"))
            if shown := " · ".join(filter(None, (publisher, title))):
                yield Paragraph(Part.ITEM, (Span(shown, url=web_address(article.get("url"))),))


def _why(words: Words, label: str, asked: str) -> Paragraph:
    if asked:
        return _fact(words, "why", words.say("facts", "why_asked", label=label, asked=text_of(asked)))
    return _fact(words, "why", words.say("facts", "why_all", label=label))


def _fact(words: Words, name: str, text: str) -> Paragraph:
    return Paragraph(Part.FACT, (Span(words.say("facts", name), bold=True), Span(f": {text}")))
