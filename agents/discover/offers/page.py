"""What a page names: feeds in its head and its links, pages that list feeds, and sections that list stories."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from agents.charset import decode
from agents.discover.contents import plain_title, web_link
from agents.discover.offers.known_places import Section, known_places
from agents.sites import same_site
from agents.urls import canonical_url, is_front_page

_MOST_LINKS = 3_000
"""Links of one page that are looked at: front pages of large papers have a few hundred."""

_MOST_FOUND = 60
"""Feeds of one page that are kept: pages that list the feeds of all sections have some forty."""

_MOST_SECTIONS = 8
"""Sections of one page that are kept, those of each kind in the order of the page."""

_LONGEST_NAME = 60
"""Characters of an outlet's name; what is longer is a motto."""

_WORD = re.compile(r"[a-z]+|[0-9]+")
_NAME_ENDS = re.compile(r"\s+[-–—|·:]+\s+|\s*(?:::+|\|)\s*|[-–—|:]\s*$")
"""What parts the name of a site from what its title says beside it."""


@dataclass(frozen=True, slots=True)
class NamedPlace:
    """An address that a page names, with the text or title that it is named by."""

    url: str
    title: str = ""


@dataclass(slots=True)
class Page:
    """What a page names."""

    name: str | None = None
    """What the site calls itself."""
    feeds: list[NamedPlace] = field(default_factory=list)
    """In its head, as HTML has it for that."""
    links: list[NamedPlace] = field(default_factory=list)
    """In its text: feeds, or pages that list feeds."""
    sections: list[NamedPlace] = field(default_factory=list)
    """Pages of the same site that list stories; `title` is the kind of section."""


def read_page(body: bytes, url: str, content_type: str = "") -> Page:
    """What a page fetched from `url` names; a pure function for a worker process."""
    tree = LexborHTMLParser(decode(body, content_type))
    base = _base(tree, url)
    page = Page(name=_name(tree))
    page.feeds = _distinct(_in_head(tree, base))[:_MOST_FOUND]
    known = {place.url for place in page.feeds}
    by_section: dict[str, list[NamedPlace]] = {section.name: [] for section in known_places().sections}
    for anchor in tree.css("a[href]")[:_MOST_LINKS]:
        link = web_link(anchor.attributes.get("href"), base)
        if link is None or link in known:
            continue
        text = plain_title(anchor.text(deep=True, separator=" ")) or ""
        if is_of_feeds(link, text):
            page.links.append(NamedPlace(link, text))
        elif (section := _section(link, text, url)) is not None:
            by_section[section.name].append(NamedPlace(link, section.name))
    page.links = _distinct(page.links)[:_MOST_FOUND]
    page.sections = _distinct([place for places in by_section.values() for place in places[:3]])[:_MOST_SECTIONS]
    return page


def is_of_feeds(link: str, text: str) -> bool:
    """Whether a link leads to a feed of stories, or to a page that lists feeds."""
    words = known_places().feeds
    split = urlsplit(link)
    said = f"{split.path}?{split.query}".lower()
    if any(part in said or part in text.lower() for part in words.not_stories):
        return False
    named = {*_WORD.findall(said), *_WORD.findall((split.hostname or "").partition(".")[0])}
    return not named.isdisjoint(words.words) or bool({text.lower()} & set(words.words))


def _in_head(tree: LexborHTMLParser, base: str) -> list[NamedPlace]:
    words = known_places().feeds
    found = []
    for node in tree.css("link[href][rel]")[:_MOST_LINKS]:
        rel = (node.attributes.get("rel") or "").lower().split()
        kind = (node.attributes.get("type") or "").lower().partition(";")[0].strip()
        link = web_link(node.attributes.get("href"), base)
        title = plain_title(node.attributes.get("title")) or ""
        if link is None or "alternate" not in rel or kind not in words.types:
            continue
        if not any(part in link.lower() or part in title.lower() for part in words.not_stories):
            found.append(NamedPlace(link, title))
    return found


def _section(link: str, text: str, url: str) -> Section | None:
    """The kind of section that a link of the same site leads to, if to any."""
    if not same_site(url, link) or is_front_page(link) or canonical_url(link) == canonical_url(url):
        return None
    said = " ".join(text.lower().split())
    segments = {segment for segment in urlsplit(link).path.lower().split("/") if segment}
    for section in known_places().sections:
        if said in section.words or not segments.isdisjoint(section.segments):
            return section if not _names_story(link) else None
    return None


def _names_story(link: str) -> bool:
    """Whether a link holds a long number, as those of stories do."""
    split = urlsplit(link)
    return re.search(r"\d{5}", f"{split.path}?{split.query}") is not None


def _base(tree: LexborHTMLParser, url: str) -> str:
    node = tree.css_first("base[href]")
    return (web_link(node.attributes.get("href"), url) if node is not None else None) or url


def _name(tree: LexborHTMLParser) -> str | None:
    meta = tree.css_first('meta[property="og:site_name"]')
    told = plain_title(meta.attributes.get("content")) if meta is not None else None
    title: LexborNode | None = tree.css_first("title")
    if told is None and title is not None:
        told = plain_title(title.text())
    return shortened(told)


def shortened(title: str | None) -> str | None:
    """The name in the title of a site or a feed, without what stands beside it."""
    if not title:
        return None
    name = next((part for part in _NAME_ENDS.split(title) if part.strip()), title).strip()
    return name if 0 < len(name) <= _LONGEST_NAME else None


def _distinct(places: list[NamedPlace]) -> list[NamedPlace]:
    return list({canonical_url(place.url): place for place in reversed(places)}.values())[::-1]
