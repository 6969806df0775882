"""How a page was read, and what is in it, as JSON."""

from __future__ import annotations

from agents.clean.explanation import ExplainedLine, Explanation, PagePart
from dongmaeng.reading import Told
from dongmaeng.shapes.articles import ReadItemShape
from dongmaeng.shapes.shape import Shape


class FactShape(Shape):
    """A fact of an article."""

    fact: str
    value: str
    """Empty where the page does not say it."""
    rule: str
    """What decided it."""


class LineShape(Shape):
    """One line of the page, in reading order."""

    text: str
    part: PagePart
    why: str
    kept: str | None
    """What the story keeps of it, where that is not the whole."""

    @classmethod
    def of(cls, line: ExplainedLine) -> LineShape:
        return cls(text=line.text, part=line.part, why=line.why, kept=line.kept)


class PageReadingShape(Shape):
    """How a page was read."""

    ending: str
    """Why there is no article; empty where there is one."""
    rules: list[str]
    """The files and families whose rules fit the page."""
    body_rule: str
    facts: list[FactShape]
    lines: list[LineShape]

    @classmethod
    def of(cls, page: Explanation) -> PageReadingShape:
        return cls(
            ending=page.ending,
            rules=list(page.rules),
            body_rule=page.body_rule,
            facts=[FactShape(fact=fact, value=value, rule=rule) for fact, value, rule in page.facts],
            lines=[LineShape.of(line) for line in page.lines],
        )


class ExplainedShape(ReadItemShape):
    """What is in a page, with the ledger of its reading, and how the page was read."""

    page: PageReadingShape | None

    @classmethod
    def of_told(cls, told: Told) -> ExplainedShape:
        return cls(**dict(told.item), page=PageReadingShape.of(told.page) if told.page else None)
