"""Why a page was read as it was: the rule behind each fact, and the fate of each line."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from selectolax.lexbor import LexborNode

from agents.clean.lines.line_filter import LineFate, keep_story_lines
from agents.clean.lines.line_text import normalise
from agents.clean.page.blocks import follow, read_blocks
from agents.clean.page.publisher_rules import PageRules, PublisherTable
from agents.clean.story.article import read_examined, read_page
from agents.clean.story.examine import examine, is_markup, markup_of
from agents.clean.story.places import widget_name
from topics.outcome import Ending
from topics.records import Article, Page

FACTS = (
    *("title", "subtitle", "authors", "publisher", "section"),
    *("published", "updated", "language", "paid", "canonical_url"),
)


class PagePart(StrEnum):
    """To what a line belongs."""

    STORY = "story"
    CAPTION = "caption"
    DROPPED = "dropped"
    """Among the lines of the story, but no part of it."""
    OUTSIDE = "outside"
    """Elsewhere on the page."""


@dataclass(frozen=True, slots=True)
class ExplainedLine:
    """One line of the page, in reading order."""

    text: str
    part: PagePart
    why: str = ""
    kept: str | None = None
    """What the story keeps of it, where that is not the whole."""


@dataclass(slots=True)
class Explanation:
    """What a page was read as."""

    article: Article | None
    ending: str = ""
    """Why there is no article."""
    rules: Sequence[str] = ()
    """The files and families whose rules fit the page."""
    body_rule: str = ""
    facts: Sequence[tuple[str, str, str]] = ()
    """Each fact, its value and what decided it."""
    lines: list[ExplainedLine] = field(default_factory=list)


def explain_page(page: Page, table: PublisherTable | None = None) -> Explanation:
    """Read a page and tell why it was read so; never raises an `Ending`."""
    try:
        if page.text is not None or not is_markup(markup := markup_of(page)):
            article = read_page(page, table)
            lines = [ExplainedLine(line, PagePart.STORY) for line in article.body.split("\n")]
            return Explanation(article, body_rule="plain text", facts=_facts(article), lines=lines)
        examined = examine(page, markup, table)
        found = examined.found
    except Ending as ending:
        return Explanation(None, _name(ending))
    rules = examined.rules
    explanation = Explanation(None, rules=_names(rules), body_rule=found.rule)
    trace: list[LineFate] = []
    keep_story_lines(found.read, trace)
    try:
        explanation.article = read_examined(examined)
        explanation.facts = _facts(explanation.article)
    except Ending as ending:
        explanation.ending = _name(ending)
    body = explanation.article.body.split("\n") if explanation.article else []
    explanation.lines = list(_lines(examined.views.visible, rules, trace, set(body)))
    return explanation


def _name(ending: Ending) -> str:
    return f"{type(ending).__name__.lower()}: {ending.reason}"


def _names(rules: PageRules) -> list[str]:
    return [*(outlet.file for outlet in rules.outlets), *(f"{family.file}: {family.name}" for family in rules.families)]


def _facts(article: Article) -> list[tuple[str, str, str]]:
    found = []
    for fact in FACTS:
        value = getattr(article, fact)
        text = ", ".join(value) if isinstance(value, list) else "" if value in (None, False) else str(value)
        found.append((fact, text, article.rules.get(fact, "")))
    return found


def _lines(
    tree: LexborNode, rules: PageRules, trace: Sequence[LineFate], body: Collection[str]
) -> Iterator[ExplainedLine]:
    fates: dict[str, LineFate] = {}
    for fate in trace:
        fates.setdefault(fate.text, fate)
    left = {node.mem_id: f"drop rule “{css}”" for css in rules.all("drop") for node in tree.css(css)}
    told: set[str] = set()
    for block in read_blocks(tree):
        text = normalise(block.text)
        found = fates.get(text)
        if found is None or text in told:
            yield ExplainedLine(text, PagePart.OUTSIDE, _reason(tree, rules, left, block.path))
            continue
        told.add(text)
        yield _told(found, body)
    # A story that a script tells stands nowhere in the markup.
    yield from (_told(fate, body) for text, fate in fates.items() if text not in told)


def _told(fate: LineFate, body: Collection[str]) -> ExplainedLine:
    if fate.kept is None:
        caption = fate.why.startswith("caption")
        return ExplainedLine(fate.text, PagePart.CAPTION if caption else PagePart.DROPPED, fate.why)
    if any(fate.kept in paragraph for paragraph in body):
        return ExplainedLine(fate.text, PagePart.STORY, fate.why, None if fate.kept == fate.text else fate.kept)
    return ExplainedLine(fate.text, PagePart.DROPPED, "the title, the subtitle, or outside the element of the story")


def _reason(tree: LexborNode, rules: PageRules, left: dict[int, str], path: Sequence[int]) -> str:
    if found := next((left[id] for id in path if id in left), ""):
        return found
    nodes = follow(tree, path)
    return next((f"part named “{name}”" for node in reversed(nodes) if (name := widget_name(node, rules.names))), "")
