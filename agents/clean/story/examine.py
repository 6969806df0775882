"""A page taken apart: its markup, the rules that fit it, its facts and where its story stands."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from agents.charset import broken_share, in_utf8
from agents.clean.facts.page_facts import Facts, read_facts
from agents.clean.lines.notices import spoken
from agents.clean.page.publisher_rules import PageRules, PublisherTable, publisher_table, rules_for
from agents.clean.page.scripts import ScriptStory, embedded_story, linked_data
from agents.clean.page.stated import Stated
from agents.clean.page.views import Views, parse, take_scripts, view
from agents.clean.story.places import FoundStory
from agents.clean.story.story_finder import find_story
from topics.outcome import Drop, Quarantine
from topics.records import Page, host_of

LARGEST_PAGE = 10_000_000
"""Bytes; the largest real news page seen has half a million, and parsing takes some ten times the size in memory."""

_MOST_BROKEN = 0.05
"""Share of undecodable characters above which it is no text: a wrong charset breaks a third of the Korean, and what a
cut page or a stray widget breaks is a hundredth of this."""

_MOST_OPEN, _WORTH_COUNTING = 20_000, 200_000
"""Tags left open, and the bytes of a page that can hold so many: the parser's time grows with the square of the
depth, to a second at 25,000. The untidiest real pages leave some 600 open, most of them pictures and line breaks."""

_BEGUN, _ENDED = re.compile(rb"<([A-Za-z][\w:-]{0,20})"), re.compile(rb"</([A-Za-z][\w:-]{0,20})")

_MARKUP = re.compile(
    rb"<(?:!doctype|html|head|body|div|p|br|table|span|article|section|meta|script|title|a|td|li|h[1-6])\b",
    re.IGNORECASE,
)
_OPENING = 400  # characters with which a script says something to the reader before it does anything else
_LOOKED_AT = 200_000  # bytes in which a page of markup shows its first tag


@dataclass
class Examined:
    """What was found on a page."""

    page: Page
    markup: bytes
    """In UTF-8."""
    views: Views
    rules: PageRules
    linked: Sequence[ScriptStory]
    state: ScriptStory | None
    stated: Stated
    facts: Facts
    alerts: Sequence[str] = ()
    """What scripts say to the reader when the page opens."""

    @cached_property
    def found(self) -> FoundStory:
        """The story, looked for when it is first asked for."""
        scripts = [*([self.state] if self.state else []), *(story for story in self.linked if story.body)]
        views, facts = self.views, self.facts
        return find_story(views.visible, views.running, self.rules, scripts, facts.says_article)

    @property
    def page_title(self) -> str:
        """What the page calls itself in the title of the window."""
        tree = self.views.tree
        node = tree.css_first("head > title") or tree.css_first("title")
        return node.text() if node is not None else ""


def markup_of(page: Page) -> bytes:
    """The page's text in UTF-8; raises `Drop("no body")` where it is empty, `Quarantine` where it is too large
    or no text.
    """
    if len(page.body) > LARGEST_PAGE:
        raise Quarantine("page too large")
    markup = in_utf8(page.body, page.headers.get("content-type", "")).replace(b"\x00", b"")
    if _may_be_broken(markup) and broken_share(markup.decode()) > _MOST_BROKEN:
        raise Quarantine("undecodable")
    if not markup or markup.isspace():
        raise Drop("no body")
    return markup


def _may_be_broken(markup: bytes) -> bool:
    """Whether what stands for broken characters can be so many; a character takes at most four bytes."""
    first = len(markup) - len(markup.replace("\ufffd".encode()[:1], b""))  # counting goes byte by byte
    return 4 * first > _MOST_BROKEN * len(markup)


def _is_too_deep(markup: bytes) -> bool:
    """Whether so many elements are left open that the parser would be busy for long: each end looks for its own."""
    tags = markup.count(b"<")
    if tags <= _MOST_OPEN or tags - markup.count(b"</") <= _MOST_OPEN:
        return False
    begun, ended = (Counter(pattern.findall(markup)) for pattern in (_BEGUN, _ENDED))
    left_open = sum((begun - ended).values())
    return left_open > _MOST_OPEN or left_open * sum((ended - begun).values()) > _MOST_OPEN**2


def is_markup(text: bytes) -> bool:
    """Whether the text is HTML rather than a plain text."""
    return _MARKUP.search(text[:_LOOKED_AT]) is not None


def examine(page: Page, markup: bytes, table: PublisherTable | None = None) -> Examined:
    """Take a page apart; raises `Drop("no body")` and, for what cannot be read safely, `Quarantine`."""
    if len(markup) > _WORTH_COUNTING and _is_too_deep(markup):
        raise Quarantine("nested too deep")
    tree = parse(markup)
    if (body := tree.body) is None:
        raise Drop("no body")
    table = table or publisher_table()
    scripts, sheets = take_scripts(tree)
    linked, state = linked_data(scripts), embedded_story(scripts, tree, table.state)
    views = view(tree, body, sheets)
    rules = rules_for(host_of(page.final_url or page.url), markup, tree, views.present, table, page.fetched.date())
    stated = Stated(tree, rules)
    facts = read_facts(stated, linked, state, views.running, page.fetched)
    openings = (script.text[:_OPENING] for script in scripts)
    alerts = [said for opening in openings if "alert(" in opening and (said := spoken(opening))]
    return Examined(page, markup, views, rules, linked, state, stated, facts, alerts)
