"""The facts of a story's publication, as the page's metadata and markup state them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from selectolax.lexbor import LexborHTMLParser

from agents.clean.blocks import squeeze
from agents.clean.bylines import author_names, is_outlet, read_byline
from agents.clean.dates import Moment, choose, labelled_moments, lone_moment, read_moment
from agents.clean.lines import normalise
from agents.clean.rules import PageRules
from agents.clean.scripts import ScriptStory
from agents.clean.titles import choose_title

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
_SECTIONS = ("article:section", "og:article:section", "nextweb:section", "section", "article_section")
_MOST_TEXT = 400_000  # characters of a page's text that are searched for labelled dates
_LINES_OF_HEAD = 12  # blocks behind the title in which a template may show its byline
_LONGEST_LABEL = 12  # characters beside a time, such as a comment counter's name
_BLOCKS_FOR_TITLE = 300  # blocks among which the title is looked for as the page shows it
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
    facts.publisher = _publisher(page, stories)
    outlets = [
        name
        for name in (facts.publisher, rules.outlet.name if rules.outlet else None, *page.metas(_PUBLISHERS))
        if name
    ]

    stated = [*page.metas(("og:title",)), *(s.title for s in stories if s.title), *page.metas(_TITLES[1:])]
    head = tree.css_first("head > title") or tree.css_first("title")
    if head is not None:
        stated.append(head.text())
    shown = [text for texts in page.texts(rules.all("title")) for text in texts if len(text) < 300]
    facts.title = choose_title(
        stated,
        [*shown, *(text for text in running_text[:_BLOCKS_FOR_TITLE] if len(text) < 300)] if stated else shown,
        outlets,
    )
    facts.subtitle = _subtitle(page, stories, facts.title)
    facts.authors = _authors(page, stories, outlets)
    facts.section = next(
        (normalise(text) for text in (*page.metas(_SECTIONS), *(s.section for s in stories if s.section))), None
    ) or next((texts[-1] for texts in page.texts(rules.special("section")) if len(texts[-1]) <= 20), None)
    _times(page, linked, state, running_text, facts)
    facts.links = _links(page)
    facts.says_article = (
        facts.kind in ("article", "video", "video.other", "news")
        or any(s.is_article for s in linked)
        or bool(next(page.metas(_PUBLISHED[:4]), None))
    )
    return facts


def _publisher(page: _Page, stories: Sequence[ScriptStory]) -> str | None:
    portal = page.rules.outlet is None or any(part == "publisher" for part in page.rules.outlet.model_fields_set)
    if portal:
        for texts in page.texts(page.rules.special("publisher")):
            return normalise(texts[0])
    stated = next((s.publisher for s in stories if s.publisher), None)
    site = next(page.metas(_PUBLISHERS[:2]), None)
    if site is None:
        # Portals put "outlet | portal" where the author belongs.
        site = next((value.split("|")[0] for value in page.metas(("og:article:author",)) if "|" in value), None)
    if page.rules.outlet is not None and not portal:
        return page.rules.outlet.name
    name = (
        site
        or stated
        or next((v for v in page.metas(("article:author", "author")) if is_outlet(v) and len(v) <= 20), None)
    )
    name = name or next((texts[0] for texts in page.texts(page.rules.generic.publisher) if len(texts[0]) <= 30), None)
    return (normalise(name).split("|")[0].strip() or None) if name and not name.startswith("http") else None


def _subtitle(page: _Page, stories: Sequence[ScriptStory], title: str) -> str | None:
    candidates = [texts[0] for texts in page.texts(page.rules.special("subtitle"))]
    # Generic names are used for subheads within the body as well: only one that stands alone is the story's.
    candidates += [texts[0] for texts in page.texts(page.rules.generic.subtitle) if len(texts) == 1]
    candidates += [s.subtitle for s in stories if s.subtitle]
    for text in candidates:
        text = normalise(text.replace("<br>", " ").replace("<br/>", " ").replace("<br />", " "))
        if text and len(text) <= 400 and text.replace(" ", "") != title.replace(" ", ""):
            return text
    return None


def _authors(page: _Page, stories: Sequence[ScriptStory], outlets: Sequence[str]) -> list[str]:
    names: list[str] = []

    def add(value: str) -> None:
        names.extend(name for name in author_names(value, outlets) if name not in names)

    for value in (author for story in stories for author in story.authors):
        add(value)
    for value in page.metas(_AUTHORS):
        add(value)
    for texts in page.texts(page.rules.special("authors")):
        before = len(names)
        for text in texts[:_MOST_NAMES]:
            add(text)
        if len(names) > before:
            break
    return names


def shown_authors(
    tree: LexborHTMLParser, rules: PageRules, outlets: Sequence[str], running_text: Sequence[str], title: str
) -> list[str]:
    """Names in lines behind the title, or in elements named after authors: where nothing better states them."""
    for text in _behind(running_text, title)[:_LINES_OF_HEAD]:
        if len(text) <= 60 and (byline := read_byline(text)) is not None and byline.authors:
            return byline.authors
    for texts in _Page(tree, rules).texts(rules.generic.authors):
        names = [name for text in texts[:_MOST_NAMES] if len(text) < 120 for name in author_names(text, outlets)]
        if names and len(texts) <= _MOST_NAMES:
            return list(dict.fromkeys(names))
    return []


def _times(
    page: _Page, linked: Sequence[ScriptStory], state: ScriptStory | None, running_text: Sequence[str], facts: Facts
) -> None:
    labelled = list(labelled_moments(" ".join(running_text)[:_MOST_TEXT]))
    shown = [moment for is_change, moment in labelled if not is_change and moment.exact]
    changed = [moment for is_change, moment in labelled if is_change and moment.exact]
    lone = [moment for text in _behind(running_text, facts.title) if (moment := _stands_alone(text))]
    marked = _moments(text for texts in page.texts(page.rules.special("published")) for text in texts)
    generic = _moments(text for texts in page.texts(page.rules.generic.published) for text in texts)

    published = _moments(s.published for s in linked if s.published)
    published += _moments(page.metas(_PUBLISHED))
    published += marked + generic
    if state and state.published:
        published += _moments([state.published])
    published += shown or lone[:1]
    facts.published = choose(published, [*shown, *lone[:1], *marked])

    updated = _moments(s.updated for s in linked if s.updated)
    updated += _moments(page.metas(_UPDATED))
    updated += _moments(text for texts in page.texts(page.rules.all("updated")) for text in texts)
    if state and state.updated:
        updated += _moments([state.updated])
    facts.updated = choose(updated + changed[:1], changed)
    if facts.updated and facts.published and facts.updated <= facts.published:
        facts.updated = None


def _stands_alone(text: str) -> Moment | None:
    """The time that a line tells, beside at most a byline, an outlet's name or a short label."""
    found = lone_moment(text)
    if found is None:
        return None
    moment, rest = found
    is_label = len(rest) <= _LONGEST_LABEL and not any(character.isdigit() for character in rest)
    return moment if is_label or read_byline(rest) is not None or is_outlet(rest) else None


def _behind(running_text: Sequence[str], title: str) -> Sequence[str]:
    """The text behind the title's heading: what stands before is the page's own clock and other stories' times."""
    compact = title.replace(" ", "")
    for at, text in enumerate(running_text):
        if compact and text.replace(" ", "") == compact:
            return running_text[at + 1 :]
    return running_text


def _moments(texts: Iterable[str]) -> list[Moment]:
    return [moment for text in texts if (moment := read_moment(text))]


def _links(page: _Page) -> list[str]:
    canonical = [node.attributes.get("href") or "" for node in page.tree.css("link[rel=canonical]")]
    return [link for link in (*canonical, *page.metas(("og:url",))) if link]
