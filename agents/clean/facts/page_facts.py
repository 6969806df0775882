"""The facts of a story's publication, as the page's metadata and markup state them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from agents.clean.facts.times import PUBLISHED, read_times
from agents.clean.facts.titles import behind_title, choose_title
from agents.clean.lines.author_names import author_names, is_outlet, is_person_name
from agents.clean.lines.bylines import read_byline
from agents.clean.lines.line_table import line_table
from agents.clean.lines.line_text import is_sentence, normalise
from agents.clean.page.scripts import ScriptStory
from agents.clean.page.stated import MOST_NAMES, NamedText, Stated

_TITLES = ("og:title", "dable:title", "twitter:title", "title")
_AUTHORS = (
    "dable:author",
    "article:author",
    "og:article:author",
    "author",
    "dd:author",
    "byl",
    "parsely-author",
    "sailthru.author",
    "dc.creator",
    "twitter:creator_name",
    "news:author",
    "nextweb:author",
)
_PUBLISHERS = ("og:site_name", "dd:publisher", "application-name", "dc.publisher", "copyright", "twitter:site_name")
_TIERS = ("article:content_tier", "content_tier", "article:access")
_SECTIONS = ("article:section", "og:article:section", "nextweb:section", "section", "article_section")
_NO_TITLES = frozenset(("document", "untitled", "untitled document", "제목 없음", "제목없음", "무제", "무제 문서"))
"""What editors write where nobody wrote a title."""

_HEADINGS = ("h1", "h2", "h3", "h4")
_LINES_OF_HEAD = 12  # blocks behind the title in which a template may show its byline
_LINES_BELOW = 4  # right below the title, where a name before the date is the writer's
_NAME_BEFORE_DATE = re.compile(
    r"(?:[가-힣]{2,4}\s?/\s?)?(?P<name>[가-힣]{3})"
    r"(?:\s[가-힣·\s]{0,24}(?:교수|의사|전문의|원장|변호사|작가|평론가|소장|연구원|위원|영양사|약사|시인|박사|세무사|노무사|회계사))?"
    r"\s{0,2}[|ㅣ·/]?\s{0,2}(?:기사)?(?:입력|등록|승인|작성|게시)?\s?:?\s?(?:19|20)\d\d\s?[-./년]"
)
_BLOCKS_FOR_TITLE = 300  # blocks among which the title is looked for as the page shows it
_LONGEST_SECTION = 20
_LONGEST_TITLE = 300
_SHORTEST_SUBTITLE, _LONGEST_SUBTITLE = 10, 80
_DIGITS = re.compile(r"\d{1,2}:\d\d|(?:19|20)\d\d\s?[-./년]|[|>@]|://")  # times, dates, breadcrumbs, addresses


@dataclass(slots=True)
class Facts:
    """What a page states about its story."""

    title: str = ""
    subtitle: str | None = None
    authors: list[str] = field(default_factory=list)
    publisher: str | None = None
    section: str | None = None
    published: datetime | None = None
    updated: datetime | None = None
    links: list[str] = field(default_factory=list)
    """Addresses the page states as its own, best first."""
    kind: str = ""
    """Open Graph's type."""
    says_article: bool = False
    """Whether the page states that it is one story: an article's type, a time of publication."""
    paid: bool = False
    """Whether the page states that the story is not free."""
    language: str = ""
    """The language that the page states."""
    refresh: str = ""
    """What the page states of loading another in its place."""
    rules: dict[str, str] = field(default_factory=dict)
    """What decided each fact."""


def read_facts(
    page: Stated,
    linked: Sequence[ScriptStory],
    state: ScriptStory | None,
    running_text: Sequence[str],
    fetched: datetime,
) -> Facts:
    """Collect the facts; `running_text` is the page's visible text, block by block, at the time it was fetched."""
    rules = page.rules
    stories = [*linked, *([state] if state else [])]
    facts = Facts(kind=next(page.metas(("og:type",)), "").lower(), refresh=page.refresh)
    facts.publisher = _decide(facts, "publisher", _publisher(page, stories))
    outlets = [
        name
        for name in (facts.publisher, rules.outlet.name if rules.outlet else None, *page.metas(_PUBLISHERS))
        if name
    ]
    _title(page, stories, outlets, running_text, facts)
    facts.subtitle = _decide(facts, "subtitle", _subtitle(page, stories, facts.title))
    _authors(page, stories, outlets, facts)
    facts.section = _decide(facts, "section", _section(page, stories))
    times = read_times(page, linked, state, running_text, facts.title, fetched)
    if times.published:
        facts.rules["published"], facts.published = times.published
    if times.updated:
        facts.rules["updated"], facts.updated = times.updated
    facts.links = _links(page)
    facts.says_article = (
        facts.kind in ("article", "video", "video.other", "news")
        or any(s.is_article for s in linked)
        or bool(next(page.metas(PUBLISHED[:4]), None))
    )
    facts.paid = any(s.paid for s in linked) or any(
        tier.lower() in ("locked", "metered", "paid", "premium") for tier in page.metas(_TIERS)
    )
    root = page.tree.root
    facts.language = (root.attributes.get("lang") or "" if root is not None else "")[:2].lower()
    return facts


def _decide(facts: Facts, fact: str, found: NamedText | None) -> str | None:
    if found is None:
        return None
    facts.rules[fact] = found[0]
    return found[1]


def _title(
    page: Stated, stories: Sequence[ScriptStory], outlets: Sequence[str], running_text: Sequence[str], facts: Facts
) -> None:
    stated = [
        *page.stated(("og:title",)),
        *((s.source, s.title) for s in stories if s.title),
        *page.stated(_TITLES[1:]),
    ]
    head = page.tree.css_first("head > title") or page.tree.css_first("title")
    if head is not None and (text := head.text().strip()).lower() not in _NO_TITLES:
        stated.append(("title element", text))
    running = running_text[:_BLOCKS_FOR_TITLE]
    shown: list[NamedText] = []

    def headings() -> Iterator[str]:
        shown.extend(
            (rule, text)
            for rule, texts in page.shown("title", page.rules.all("title"))
            for text in texts
            if len(text) < _LONGEST_TITLE
        )
        if stated:
            shown.extend(("shown text", text) for text in running if len(text) < _LONGEST_TITLE)
        else:
            shown.extend(("heading of the page", text) for texts in page.texts(_HEADINGS) for text in texts)
        yield from (text for _, text in shown)

    facts.title = choose_title([text for _, text in stated], headings(), outlets, running)
    if compact := "".join(facts.title.split()):
        rule = next((rule for rule, text in (*stated, *shown) if compact in "".join(normalise(text).split())), "")
        facts.rules["title"] = rule


def _publisher(page: Stated, stories: Sequence[ScriptStory]) -> NamedText | None:
    outlet = page.rules.outlet
    portal = outlet is None or bool(outlet.publisher)
    if portal:
        for rule, texts in page.shown("publisher", page.rules.special("publisher")):
            return rule, normalise(texts[0])
    if outlet is not None and not portal:
        return outlet.file or "outlet", outlet.name
    found = next(page.stated(_PUBLISHERS[:2]), None)
    if found is None:
        # Portals put "outlet | portal" where the author belongs.
        both = (pair for pair in page.stated(("og:article:author",)) if "|" in pair[1])
        found = next(((rule, value.split("|")[0]) for rule, value in both), None)
    found = found or next(((s.source, s.publisher) for s in stories if s.publisher), None)
    found = found or next(
        (pair for pair in page.stated(("article:author", "author")) if is_outlet(pair[1]) and len(pair[1]) <= 20), None
    )
    generic = page.shown("publisher", page.rules.generally("publisher"))
    found = found or next(((rule, texts[0]) for rule, texts in generic if len(texts[0]) <= 30), None)
    if found is None or found[1].startswith("http"):
        return None
    name = normalise(found[1]).split("|")[0].strip()
    return (found[0], name) if name else None


def _subtitle(page: Stated, stories: Sequence[ScriptStory], title: str) -> NamedText | None:
    def candidates() -> Iterator[NamedText]:
        for rule, texts in page.shown("subtitle", page.rules.special("subtitle")):
            yield rule, texts[0]
        # Generic names are used for subheads within the body as well: only one that stands alone is the story's.
        for rule, texts in page.shown("subtitle", page.rules.generally("subtitle")):
            if len(texts) == 1 and texts[0] not in line_table().sections and line_table().rule_for(texts[0]) is None:
                yield rule, texts[0]
        yield from ((s.source, s.subtitle) for s in stories if s.subtitle)

    for rule, text in candidates():
        text = _without_label(normalise(text.replace("<br>", " ").replace("<br/>", " ").replace("<br />", " ")))
        if text and len(text) <= 400 and text.replace(" ", "") != title.replace(" ", ""):
            return rule, text
    return None


def _without_label(summary: str) -> str:
    label = next((label for label in line_table().summary_labels if summary.startswith(label)), "")
    return summary.removeprefix(label).strip()


def _authors(page: Stated, stories: Sequence[ScriptStory], outlets: Sequence[str], facts: Facts) -> None:
    def add(rule: str, value: str) -> None:
        names = [name for name in author_names(value, outlets) if name not in facts.authors]
        if names:
            facts.authors += names
            facts.rules.setdefault("authors", rule)

    for story in stories:
        for value in story.authors:
            add(story.source, value)
    for rule, value in page.stated(_AUTHORS):
        add(rule, value)
    for rule, texts in page.shown("authors", page.rules.special("authors")):
        before = len(facts.authors)
        for text in texts[:MOST_NAMES]:
            add(rule, text)
        if len(facts.authors) > before:
            break


def _section(page: Stated, stories: Sequence[ScriptStory]) -> NamedText | None:
    stated = [*page.stated(_SECTIONS), *((s.source, s.section) for s in stories if s.section)]
    shown = (
        (rule, texts[-1])
        for rule, texts in page.shown("section", page.rules.special("section"))
        if len(texts[-1]) <= _LONGEST_SECTION
    )
    found = next(iter(stated), None) or next(shown, None)
    return (found[0], normalise(found[1])) if found else None


def shown_authors(page: Stated, running_text: Sequence[str], outlets: Sequence[str], title: str) -> list[str]:
    """Names in lines behind the title, or in elements named after authors: where nothing better states them."""
    head = behind_title(running_text, title)[:_LINES_OF_HEAD]
    for text in head:
        if len(text) <= 60 and (byline := read_byline(text)) is not None and byline.authors:
            return list(byline.authors)
    for text in head[:_LINES_BELOW]:
        if (named := _NAME_BEFORE_DATE.match(text)) and is_person_name(named.group("name")):
            return [named.group("name")]
    for texts in page.texts(page.rules.generally("authors")):
        names = [name for text in texts[:MOST_NAMES] if len(text) < 120 for name in author_names(text, outlets)]
        if names and len(texts) <= MOST_NAMES:
            return list(dict.fromkeys(names))
    return []


def line_below(running_text: Sequence[str], title: str) -> str | None:
    """The line right below the title's heading, where it reads like a subtitle and like nothing else."""
    behind = behind_title(running_text, title)
    if behind is running_text or not behind:
        return None
    compact = title.replace(" ", "")
    line = next((line for text in behind if (line := normalise(text)).replace(" ", "") != compact), "")
    words = line.split()
    if not (_SHORTEST_SUBTITLE <= len(line) <= _LONGEST_SUBTITLE and len(words) >= 3) or is_sentence(line):
        return None
    if _DIGITS.search(line) or any(word in line_table().sections for word in words) or is_outlet(line):
        return None
    return line if read_byline(line) is None and line_table().rule_for(line) is None else None


def _links(page: Stated) -> list[str]:
    return [link for link in (*page.canonical, *page.metas(("og:url",))) if link]
