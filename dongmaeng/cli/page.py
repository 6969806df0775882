"""Shows for people how a page was read: the rule behind each fact, what is kept, what is dropped and why."""

from __future__ import annotations

from collections.abc import Collection

from rich.console import Console
from rich.text import Text

from agents.clean.explanation import ExplainedLine, Explanation, PagePart

STYLES = {PagePart.STORY: "green", PagePart.CAPTION: "cyan", PagePart.DROPPED: "red", PagePart.OUTSIDE: "dim"}
MARKS = {PagePart.STORY: "+", PagePart.CAPTION: "▣", PagePart.DROPPED: "-", PagePart.OUTSIDE: " "}
LONGEST_OUTSIDE = 60  # characters shown of a line that stands outside the story

EVERY = frozenset(PagePart)
WITHIN = EVERY - {PagePart.OUTSIDE}
LEFT_OUT = frozenset((PagePart.CAPTION, PagePart.DROPPED))
"""Lines to show: all, those within the story's element, or those that were left out of the story there."""


def show_page(out: Console, name: str, explanation: Explanation, parts: Collection[PagePart]) -> None:
    """Print how a page was read, with the lines of some parts."""
    out.print(Text(name, "bold"))
    if explanation.ending:
        out.print(Text(f"  {explanation.ending}", "yellow"))
    out.print(Text(f"  rules that fit: {', '.join(explanation.rules) or 'none but the generic ones'}", "dim"))
    out.print(Text(f"  story found by: {explanation.body_rule or 'nothing'}"))
    for fact, value, rule in explanation.facts:
        shown = Text(f"  {fact:13} ").append(value or "—", "bold" if value else "dim")
        out.print(shown.append(f"  ← {rule}" if rule else "", "dim"))
    out.print()
    hidden: list[ExplainedLine] = []
    for line in explanation.lines:
        if line.part not in parts:
            hidden.append(line)
            continue
        _show_hidden(out, hidden)
        out.print(_text_of(line))
    _show_hidden(out, hidden)
    out.print()


def _show_hidden(out: Console, hidden: list[ExplainedLine]) -> None:
    """Count the lines that are not shown, and forget them."""
    outside = sum(line.part is PagePart.OUTSIDE for line in hidden)
    for count, where in ((len(hidden) - outside, "of"), (outside, "outside")):
        if count:
            out.print(Text(f"    … {count} line{'s' if count > 1 else ''} {where} the story", "dim"))
    hidden.clear()


def _text_of(line: ExplainedLine) -> Text:
    text = line.text if line.part is not PagePart.OUTSIDE else line.text[:LONGEST_OUTSIDE]
    shown = Text(f"  {MARKS[line.part]} ", STYLES[line.part])
    before, kept, after = text.partition(line.kept) if line.kept else ("", text, "")
    shown.append(before, STYLES[PagePart.DROPPED]).append(kept).append(after, STYLES[PagePart.DROPPED])
    if line.why:
        shown.append(f"  ← {line.why}", "dim")
    return shown
