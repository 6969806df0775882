"""Stories that a page carries in its scripts: JSON-LD, Arc's `Fusion.globalContent`, Next.js data."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from selectolax.lexbor import LexborHTMLParser

from agents.clean.page.publisher_rules import StateKeys

Json = Mapping[str, Any]

_JSON = json.JSONDecoder(strict=False)

_LARGEST_SCRIPT = 4_000_000
"""Characters of one script that are read; the largest real state seen has 400,000."""

_LARGEST_REPAIR = 100_000
"""Characters of a broken JSON-LD block that are repaired; real ones have a few thousand."""

_SHORTEST_TITLE = 8
"""Characters; shorter ones are names of sections."""

_MOST_PIECES = 2_000
"""Pushes of one script; a page of real size makes some hundreds in all."""

_MOST_BLOCKS = 20
"""JSON-LD blocks of a page that are read; real pages have up to five."""

_STATE = re.compile(r"window\.__(?:NUXT|INITIAL_STATE|PRELOADED_STATE|APOLLO_STATE|DATA)__\s?=\s?(?=\{)")

_MOST_VALUES = 100_000
"""Values of one JSON state that are looked at."""

_ARTICLE_TYPES = frozenset(
    (
        "NewsArticle",
        "Article",
        "ReportageNewsArticle",
        "BlogPosting",
        "AnalysisNewsArticle",
        "OpinionNewsArticle",
        "VideoObject",
    )
)


class Script(NamedTuple):
    """A script of a page."""

    type: str
    id: str
    text: str


@dataclass(slots=True)
class ScriptStory:
    """What a script says of the story; `body` is HTML where `is_html`."""

    body: str = ""
    is_html: bool = True
    title: str | None = None
    subtitle: str | None = None
    authors: list[str] = field(default_factory=list)
    publisher: str | None = None
    section: str | None = None
    published: str | None = None
    updated: str | None = None
    captions: list[str] = field(default_factory=list)
    is_article: bool = False
    paid: bool = False
    """Whether the script says that the story is not free."""
    source: str = "JSON-LD"


def linked_data(scripts: Sequence[Script]) -> list[ScriptStory]:
    """The articles described in JSON-LD blocks, broken ones repaired as far as browsers' readers would."""
    stories: list[ScriptStory] = []
    for script in [script for script in scripts if script.type == "application/ld+json"][:_MOST_BLOCKS]:
        for item in _objects(_lenient_json(script.text)):
            kinds = item.get("@type")
            names = set(map(str, kinds)) if isinstance(kinds, list) else {str(kinds)}
            if not names & _ARTICLE_TYPES or names == {"VideoObject"}:
                continue
            story = ScriptStory(
                body=_text(item.get("articleBody")),
                is_html=bool(re.search(r"<(p|br|div|figure)\b", _text(item.get("articleBody")))),
                title=_text(item.get("headline")) or _text(item.get("name")) or None,
                subtitle=_text(item.get("alternativeHeadline")) or None,
                authors=_people(item.get("author")) or _people(item.get("creator")),
                publisher=next(iter(_people(item.get("publisher"))), None),
                section=next(iter(_people(item.get("articleSection"))), None),
                published=_text(item.get("datePublished")) or _text(item.get("dateCreated")) or None,
                updated=_text(item.get("dateModified")) or None,
                is_article=True,
                paid=str(item.get("isAccessibleForFree")).lower() in ("false", "no"),
            )
            stories.append(story)
    return stories


def embedded_story(scripts: Sequence[Script], tree: LexborHTMLParser, keys: StateKeys) -> ScriptStory | None:
    """The story in the page's own state (Arc, Next.js and their like), if there is one.

    Of several the one that bears the page's title in `tree`, else the one with the longest body.
    """
    found: list[ScriptStory] = []
    pieces: list[str] = []
    for script in scripts:
        text = script.text
        if len(text) > _LARGEST_SCRIPT:
            continue
        if "Fusion.globalContent" in text:
            found += _arc(text)
        elif "__next_f.push" in text:
            pieces += _next_pieces(text)
        elif script.id == "__NEXT_DATA__" or script.type == "application/json":
            value = _lenient_json(text)
            found += _stories(_inflated(value) if script.id == "__NUXT_DATA__" else value, {}, keys)
        elif "window.__" in text and (state := _STATE.search(text)):
            found += _stories(_first_value(text, state.end()), {}, keys)
    if pieces:
        found += _next_flight("".join(pieces), keys)
    if len(found) < 2:
        return found[0] if found else None
    names = [node.attributes.get("content") or node.text() for node in tree.css("meta[property='og:title'], title")]
    page_title = "".join("".join(names).split())

    def fits(story: ScriptStory) -> tuple[bool, int, int]:
        title = "".join((story.title or "").split())
        return len(title) >= _SHORTEST_TITLE and title in page_title, len(story.body), len(story.authors)

    return max(found, key=fits, default=None)


def _arc(text: str) -> Iterator[ScriptStory]:
    start = re.search(r"Fusion\.globalContent\s?=\s?", text)
    content = _first_value(text, start.end()) if start else None
    if not isinstance(content, dict):
        return
    paragraphs: list[str] = []
    captions: list[str] = []
    for element in content.get("content_elements") or ():
        if not isinstance(element, dict):
            continue
        kind = element.get("type")
        if kind in ("text", "header", "paragraph", "interstitial_link") and kind != "interstitial_link":
            paragraphs.append(f"<p>{_text(element.get('content'))}</p>")
        elif kind == "list":
            paragraphs += [
                f"<p>{_text(item.get('content'))}</p>" for item in element.get("items") or () if isinstance(item, dict)
            ]
        elif kind == "quote":
            paragraphs += [
                f"<p>{_text(item.get('content'))}</p>"
                for item in element.get("content_elements") or ()
                if isinstance(item, dict)
            ]
        elif kind in ("image", "video", "gallery"):
            captions.append(_text(element.get("caption")))
    yield ScriptStory(
        body="".join(paragraphs),
        title=_text(_get(content, "headlines", "basic")) or None,
        subtitle=_text(_get(content, "subheadlines", "basic")) or None,
        authors=_people(_get(content, "credits", "by")),
        section=_text(_get(content, "taxonomy", "primary_section", "name")) or None,
        published=_text(content.get("display_date")) or _text(content.get("first_publish_date")) or None,
        updated=_text(content.get("last_updated_date")) or None,
        captions=[caption for caption in captions if caption],
        is_article=content.get("type") == "story",
        paid=_get(content, "content_restrictions", "content_code") not in (None, "", "free"),
        source="Fusion.globalContent",
    )


def _next_pieces(text: str) -> Iterator[str]:
    at = text.find("__next_f.push(")
    for _ in range(_MOST_PIECES):
        if at < 0:
            return
        value = _first_value(text, at + len("__next_f.push("))
        if value is None:  # a broken call: what follows cannot be put together
            return
        if isinstance(value, list) and len(value) > 1 and isinstance(value[1], str):
            yield value[1]
        at = text.find("__next_f.push(", at + 1)


def _next_flight(text: str, keys: StateKeys) -> Iterator[ScriptStory]:
    """Read React's flight rows: `id:JSON` lines, and `id:T<hex bytes>,` rows of raw text that others name as `$id`."""
    texts: dict[str, str] = {}
    rows: list[str] = []
    data = text.encode("utf-8", "replace")
    head = re.compile(rb"([0-9a-f]{1,6}):(T([0-9a-f]{1,7}),)?")
    at = 0
    while at < len(data):
        found = head.match(data, at)
        if found is None:
            at = data.find(b"\n", at) + 1
            if not at:
                break
            continue
        if found.group(2):
            end = found.end() + int(found.group(3), 16)
            texts[found.group(1).decode()] = data[found.end() : end].decode("utf-8", "replace")
            at = end
            continue
        end = data.find(b"\n", found.end())
        end = len(data) if end < 0 else end
        if data[found.end() : found.end() + 1] in (b"[", b"{"):
            rows.append(data[found.end() : end].decode("utf-8", "replace"))
        at = end + 1
    for row in rows:
        yield from _stories(_lenient_json(row), texts, keys)


def _stories(value: Any, texts: Mapping[str, str], keys: StateKeys) -> Iterator[ScriptStory]:
    """The objects of a state that hold a body beside a title."""
    for item in _objects(value):
        title = next((title for key in keys.title if (title := _text(item.get(key)))), "")
        if not title:
            continue
        body = ""
        for key in keys.body:
            text = _text(item.get(key))
            if text.startswith("$") and text[1:] in texts:
                text = texts[text[1:]]
            if len(text) > len(body):
                body = text
        if len(body) < 80:  # a teaser
            continue

        def first(names: tuple[str, ...], item: Json = item) -> str | None:
            return next((text for key in names if (text := _text(item.get(key)))), None)

        yield ScriptStory(
            body=body,
            is_html="<" in body,
            title=title,
            subtitle=first(keys.subtitle),
            authors=next((people for key in keys.authors if (people := _people(item.get(key)))), []),
            section=first(keys.section),
            published=first(keys.published),
            updated=first(keys.updated),
            is_article=True,
            source="page state",
        )


def _inflated(row: Any) -> Any:
    """The objects of a payload of Nuxt 3: a row of values in which objects and lists hold the places of theirs."""
    if not isinstance(row, list) or len(row) > _MOST_VALUES:
        return None

    def at(place: Any) -> Any:
        return row[place] if isinstance(place, int) and 0 <= place < len(row) else None

    def person(value: Any) -> Any:
        if isinstance(value, list):
            return [person(at(place)) for place in value[:20] if not isinstance(at(place), list)]
        return {key: at(inner) for key, inner in value.items()} if isinstance(value, dict) else value

    # One level of names and texts, and the people below it, is all that a story needs: no object is built twice.
    return [{key: person(at(place)) for key, place in value.items()} for value in row if isinstance(value, dict)]


def _objects(value: Any) -> Iterator[Json]:
    """Every object within a JSON value, outermost first, without recursion."""
    waiting = [value]
    for _ in range(_MOST_VALUES):
        if not waiting:
            return
        current = waiting.pop()
        if isinstance(current, dict):
            yield current
            waiting += [inner for inner in reversed(list(current.values())) if isinstance(inner, dict | list)]
        elif isinstance(current, list):
            waiting += [inner for inner in reversed(current) if isinstance(inner, dict | list)]


def _people(value: Any) -> list[str]:
    """Names in any of the shapes publishers use: a string, an object with a name, a list of either."""
    names: list[str] = []
    for item in value[:20] if isinstance(value, list) else [value]:
        if isinstance(item, dict):
            original = _get(item, "additional_properties", "original", "byline")
            item = next(
                (
                    text
                    for key in ("byline", "name", "writerName", "reporterName")
                    if (text := _text(original if key == "byline" and original else item.get(key)))
                ),
                "",
            )
        if text := _text(item):
            names.append(text)
    return names


def _get(value: Any, *keys: str) -> Any:
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def _text(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""


def _first_value(text: str, start: int) -> Any:
    """The JSON value that begins at `start`, whatever follows it."""
    try:
        return _JSON.raw_decode(text, start)[0]
    except (ValueError, RecursionError):
        return None


def _lenient_json(text: str) -> Any:
    """JSON as sites write it: with `//` comments, trailing commas, raw line ends in strings, HTML comments around."""
    if len(text) > _LARGEST_SCRIPT:
        return None
    text = (
        text.strip()
        .removeprefix("<!--")
        .removesuffix("-->")
        .removeprefix("//<![CDATA[")
        .removesuffix("//]]>")
        .strip()
        .rstrip(";")
    )
    try:
        return _JSON.decode(text)
    except (ValueError, RecursionError):
        pass
    if len(text) > _LARGEST_REPAIR:
        return None
    # An unclosed string or comment runs to the end, so that no part of the text is read twice.
    tokens = re.compile(r'"(?:[^"\\]|\\.)*+"?|//[^\n]*|/\*(?:[^*]|\*(?!/))*+(?:\*/)?', re.DOTALL)
    repaired = tokens.sub(lambda found: found.group() if found.group().startswith('"') else "", text)
    repaired = re.sub(r",(?=\s{0,200}[}\]])", "", repaired)
    try:
        return _JSON.decode(repaired)
    except (ValueError, RecursionError):
        return None
