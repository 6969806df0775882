"""The facts of a story's publication, as the page's metadata and markup state them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from selectolax.lexbor import LexborHTMLParser

from agents.clean.bylines import author_names, is_outlet, read_byline
from agents.clean.dates import Moment, choose, labelled_moments, lone_moment, read_moment, tells_change
from agents.clean.lines import is_sentence, normalise
from agents.clean.rules import PageRules
from agents.clean.scripts import ScriptStory
from agents.clean.titles import choose_title
from agents.clean.views import Views, squeeze
from agents.clean.words import line_table

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
_PUBLISHED = (
    "article:published_time",
    "article:published",
    "og:article:published_time",
    "og:published_time",
    "dd:published_time",
    "published_time",
    "datepublished",
    "article.published",
    "nextweb:createdate",
    "pubdate",
    "publishdate",
    "publish_date",
    "publish-date",
    "dc.date.issued",
    "dc.date",
    "regdate",
    "created",
    "date",
    "sailthru.date",
    "parsely-pub-date",
    "originalpublicationdate",
)
_UPDATED = (
    "article:modified_time",
    "article:modified",
    "og:updated_time",
    "dd:modified_time",
    "og:article:modified_time",
    "nextweb:moddate",
    "datemodified",
    "last-modified",
    "lastmod",
    "modified_time",
)
_PUBLISHERS = ("og:site_name", "dd:publisher", "application-name", "dc.publisher", "copyright", "twitter:site_name")
_TIERS = ("article:content_tier", "content_tier", "article:access")
_SECTIONS = ("article:section", "og:article:section", "nextweb:section", "section", "article_section")
_MOST_TEXT = 400_000  # characters of a page's text that are searched for labelled dates
_LINES_OF_HEAD = 12  # blocks behind the title in which a template may show its byline
_LONGEST_LABEL = 12  # characters beside a time, such as a comment counter's name
_BLOCKS_FOR_TITLE = 300  # blocks among which the title is looked for as the page shows it
_LONGEST_SECTION = 20
_LONGEST_TITLE = 300
_SHORTEST_SUBTITLE, _LONGEST_SUBTITLE = 10, 80
_DIGITS = re.compile(r"\d{1,2}:\d\d|(?:19|20)\d\d\s?[-./년]|[|>@]")  # times, dates, breadcrumbs, addresses
_MOST_NAMES = 6  # nodes that one author selector may name; a longer list is one of the outlet's staff


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
    rules: dict[str, str] = field(default_factory=dict)
    """What decided each fact."""


class _Page:
    def __init__(self, tree: LexborHTMLParser, rules: PageRules) -> None:
        self.tree, self.rules = tree, rules
        self.meta: dict[str, list[str]] = {}
        for node in tree.css("meta"):
            name = node.attributes.get("property") or node.attributes.get("name") or ""
            content = (node.attributes.get("content") or "").strip()
            if name and content and len(content) < 5_000:
                self.meta.setdefault(name.strip().lower(), []).append(content)

    def metas(self, names: Iterable[str]) -> Iterator[str]:
        for name in names:
            yield from self.meta.get(name, ())

    def stated(self, names: Iterable[str]) -> Iterator[tuple[str, str]]:
        """The values of meta elements, each behind the rule that finds it."""
        for name in names:
            for value in self.meta.get(name, ()):
                yield f"meta: {name}", value

    def shown(self, part: str, selectors: Iterable[str]) -> Iterator[tuple[str, list[str]]]:
        """The texts of each selector that matches something, behind the rule that names it."""
        for selector in selectors:
            for texts in self.texts((selector,)):
                yield f"{self.rules.origin(part, selector)}: {selector}", texts

    def texts(self, selectors: Iterable[str]) -> Iterator[list[str]]:
        """The texts (or attributes) of each selector that matches something."""
        for selector in selectors:
            css, _, attribute = selector.partition("@")
            found = []
            for node in self.tree.css(css)[: _MOST_NAMES + 1]:
                text = node.attributes.get(attribute) or "" if attribute else node.text(separator=" ")
                if text := squeeze(text[:2_000]):
                    found.append(text)
            if found:
                yield found


def read_facts(
    tree: LexborHTMLParser,
    rules: PageRules,
    linked: Sequence[ScriptStory],
    state: ScriptStory | None,
    running_text: Sequence[str],
) -> Facts:
    """Collect the facts; `running_text` is the page's visible text, block by block."""
    page = _Page(tree, rules)
    stories = [*linked, *([state] if state else [])]
    facts = Facts(kind=next(page.metas(("og:type",)), "").lower())
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
    _times(page, linked, state, running_text, facts)
    facts.links = _links(page)
    facts.says_article = (
        facts.kind in ("article", "video", "video.other", "news")
        or any(s.is_article for s in linked)
        or bool(next(page.metas(_PUBLISHED[:4]), None))
    )
    facts.paid = any(s.paid for s in linked) or any(
        tier.lower() in ("locked", "metered", "paid", "premium") for tier in page.metas(_TIERS)
    )
    root = tree.css_first("html")
    facts.language = (root.attributes.get("lang") or "" if root is not None else "")[:2].lower()
    return facts


Named = tuple[str, str]
"""A rule and the value it found."""


def _decide(facts: Facts, fact: str, found: Named | None) -> str | None:
    if found is None:
        return None
    facts.rules[fact] = found[0]
    return found[1]


def _title(
    page: _Page, stories: Sequence[ScriptStory], outlets: Sequence[str], running_text: Sequence[str], facts: Facts
) -> None:
    stated = [
        *page.stated(("og:title",)),
        *((s.source, s.title) for s in stories if s.title),
        *page.stated(_TITLES[1:]),
    ]
    head = page.tree.css_first("head > title") or page.tree.css_first("title")
    if head is not None:
        stated.append(("title element", head.text()))
    running = running_text[:_BLOCKS_FOR_TITLE]
    shown: list[Named] = []

    def headings() -> Iterator[str]:
        shown.extend(
            (rule, text)
            for rule, texts in page.shown("title", page.rules.all("title"))
            for text in texts
            if len(text) < _LONGEST_TITLE
        )
        if stated:
            shown.extend(("shown text", text) for text in running if len(text) < _LONGEST_TITLE)
        yield from (text for _, text in shown)

    facts.title = choose_title([text for _, text in stated], headings(), outlets, running)
    if compact := "".join(facts.title.split()):
        rule = next((rule for rule, text in (*stated, *shown) if compact in "".join(normalise(text).split())), "")
        facts.rules["title"] = rule


def _publisher(page: _Page, stories: Sequence[ScriptStory]) -> Named | None:
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


def _subtitle(page: _Page, stories: Sequence[ScriptStory], title: str) -> Named | None:
    candidates = [(rule, texts[0]) for rule, texts in page.shown("subtitle", page.rules.special("subtitle"))]
    # Generic names are used for subheads within the body as well: only one that stands alone is the story's.
    candidates += [
        (rule, texts[0]) for rule, texts in page.shown("subtitle", page.rules.generally("subtitle")) if len(texts) == 1
    ]
    candidates += [(s.source, s.subtitle) for s in stories if s.subtitle]
    for rule, text in candidates:
        text = normalise(text.replace("<br>", " ").replace("<br/>", " ").replace("<br />", " "))
        if text and len(text) <= 400 and text.replace(" ", "") != title.replace(" ", ""):
            return rule, text
    return None


def _authors(page: _Page, stories: Sequence[ScriptStory], outlets: Sequence[str], facts: Facts) -> None:
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
        for text in texts[:_MOST_NAMES]:
            add(rule, text)
        if len(facts.authors) > before:
            break


def _section(page: _Page, stories: Sequence[ScriptStory]) -> Named | None:
    stated = [*page.stated(_SECTIONS), *((s.source, s.section) for s in stories if s.section)]
    shown = (
        (rule, texts[-1])
        for rule, texts in page.shown("section", page.rules.special("section"))
        if len(texts[-1]) <= _LONGEST_SECTION
    )
    found = next(iter(stated), None) or next(shown, None)
    return (found[0], normalise(found[1])) if found else None


def shown_authors(views: Views, rules: PageRules, outlets: Sequence[str], title: str) -> list[str]:
    """Names in lines behind the title, or in elements named after authors: where nothing better states them."""
    for text in _behind(views.running, title)[:_LINES_OF_HEAD]:
        if len(text) <= 60 and (byline := read_byline(text)) is not None and byline.authors:
            return list(byline.authors)
    for texts in _Page(views.tree, rules).texts(rules.generally("authors")):
        names = [name for text in texts[:_MOST_NAMES] if len(text) < 120 for name in author_names(text, outlets)]
        if names and len(texts) <= _MOST_NAMES:
            return list(dict.fromkeys(names))
    return []


def line_below(running_text: Sequence[str], title: str) -> str | None:
    """The line right below the title's heading, where it reads like a subtitle and like nothing else."""
    behind = _behind(running_text, title)
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


def _times(
    page: _Page, linked: Sequence[ScriptStory], state: ScriptStory | None, running_text: Sequence[str], facts: Facts
) -> None:
    labelled = list(labelled_moments(" ".join(running_text)[:_MOST_TEXT]))
    shown = [moment for is_change, moment in labelled if not is_change and moment.exact]
    changed = [moment for is_change, moment in labelled if is_change and moment.exact]
    lone = [moment for text in _behind(running_text, facts.title) if (moment := _stands_alone(text))]
    told = list(_each(page.shown("published", page.rules.special("published"))))
    special = _named_moments(pair for pair in told if not tells_change(pair[1]))
    generic = _named_moments(_each(page.shown("published", page.rules.generally("published"))))

    published = _named_moments((s.source, s.published) for s in linked if s.published)
    published += _named_moments(page.stated(_PUBLISHED))
    published += special + generic
    if state and state.published:
        published += _named_moments([(state.source, state.published)])
    published += [("label in the text", moment) for moment in shown] or [("time alone in a line", m) for m in lone[:1]]
    seen = [*shown, *lone[:1], *(moment for _, moment in special)]
    facts.published = choose((moment for _, moment in published), seen)
    _name_time(facts, "published", facts.published, published)

    updated = _named_moments((s.source, s.updated) for s in linked if s.updated)
    updated += _named_moments(page.stated(_UPDATED))
    updated += _named_moments(_each(page.shown("updated", page.rules.all("updated"))))
    updated += _named_moments(pair for pair in told if tells_change(pair[1]))
    if state and state.updated:
        updated += _named_moments([(state.source, state.updated)])
    updated += [("label in the text", moment) for moment in changed[:1]]
    facts.updated = choose((moment for _, moment in updated), changed)
    if facts.updated and facts.published and facts.updated <= facts.published:
        facts.updated = None
    _name_time(facts, "updated", facts.updated, updated)


def _name_time(facts: Facts, fact: str, at: datetime | None, named: Sequence[tuple[str, Moment]]) -> None:
    if at is not None:
        wrong_zone = f"{named[0][0]}, its zone corrected by what the page shows"
        facts.rules[fact] = next((rule for rule, moment in named if moment.at == at), wrong_zone)


def _each(found: Iterable[tuple[str, list[str]]]) -> Iterator[Named]:
    for rule, texts in found:
        for text in texts:
            yield rule, text


def _stands_alone(text: str) -> Moment | None:
    """The time that a line tells, beside at most a byline, an outlet's name or a short label."""
    found = lone_moment(text) if ":" in text or "시" in text else None
    if found is None:
        return None
    moment, rest = found
    is_label = len(rest) <= _LONGEST_LABEL and not any(character.isdigit() for character in rest)
    return moment if is_label or read_byline(rest) is not None or is_outlet(rest) else None


def _behind(running_text: Sequence[str], title: str) -> Sequence[str]:
    """The text behind the title's heading: what stands before is the page's own clock and other stories' times."""
    compact = title.replace(" ", "")
    for at, text in enumerate(running_text):
        if text[:1] == title[:1] and compact and text.replace(" ", "") == compact:
            return running_text[at + 1 :]
    return running_text


def _named_moments(named: Iterable[Named]) -> list[tuple[str, Moment]]:
    return [(rule, moment) for rule, text in named if (moment := read_moment(text))]


def _links(page: _Page) -> list[str]:
    canonical = [node.attributes.get("href") or "" for node in page.tree.css("link[rel=canonical]")]
    return [link for link in (*canonical, *page.metas(("og:url",))) if link]
