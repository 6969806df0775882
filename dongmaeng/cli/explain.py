"""`dongmaeng read --explain`: the names, triggers and clauses in the text, and each mention with what decided it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rich.console import Console
from rich.text import Text

from dongmaeng.cli.ties import show_terms
from dongmaeng.shapes.articles import ReadItemShape
from dongmaeng.shapes.statements import MentionShape
from dongmaeng.triggers import Told, triggers_of
from dongmaeng.ways.ledger import rule_text, step_line
from topics.records import Article

ORGANISATION = "bold cyan"
TRIGGER = "bold magenta"
CLAUSE = "underline"
STATUS = {
    "announced": "green",
    "planned": "blue",
    "rumoured": "yellow",
    "denied": "red",
    "ended": "red",
    "background": "bright_black",
}
BRACKETS = {ORGANISATION: ("[", "]"), TRIGGER: ("{", "}")}
"""What stands for the colours where the output has none."""


@dataclass(frozen=True, slots=True)
class Marked:
    """A stretch of a text with the style that shows what it is."""

    start: int
    end: int
    style: str


def explain(out: Console, item: ReadItemShape) -> None:
    """Print one item that gave an article, with everything that was decided of it."""
    article, mentions = item.article, item.mentions
    assert article is not None
    title, body = article.title, article.body
    out.print(_painted(title, _marks(title, triggers_of(title, title=True), mentions), out.is_terminal), style="bold")
    told = triggers_of(body)
    names = [Marked(start, end, ORGANISATION) for o in item.organisations for start, end in o.spans]
    out.print(_painted(body, [*_marks(body, told, mentions), *names], out.is_terminal))
    out.print()
    _legend(out)
    kinds = {organisation.id: organisation.kind for organisation in item.organisations}
    for number, mention in enumerate(mentions, 1):
        _show_mention(out, number, mention, kinds)
    if not mentions:
        out.print("No clause speaks of an alliance.")
    for trigger in told:
        by = [n for n, m in enumerate(mentions, 1) if _within(trigger.clause, body, m.evidence)]
        words = " … ".join(filter(None, (trigger.word, trigger.verb)))
        led = f"in mention {', '.join(map(str, by))}" if by else "led to no mention"
        out.print(Text(f"  trigger {words}  ({', '.join(filter(None, (trigger.kind, trigger.group)))})  {led}", "dim"))
    told_of = Article(id=item.id, url="", canonical_url="", title=title, body=body)
    if item.steps:
        out.print(Text("What was decided, step by step", "bold"))
    for step in item.steps:
        out.print(Text(f"  {step_line(step, told_of)}"))
    for organisation in item.organisations:
        places = f"{len(organisation.spans)} place(s)" if organisation.spans else "title only"
        out.print(Text(f"  organisation {organisation.name}  ({organisation.kind}, {places})", "dim"))
    out.print()


def _show_mention(out: Console, number: int, mention: MentionShape, kinds: dict[str, str]) -> None:
    style = STATUS.get(mention.status, "")
    head = f"{number}  {mention.status}{', NEW' if mention.new else ''}  {mention.kind}"
    out.print(Text(" ".join(filter(None, (head, mention.name, mention.date))), f"bold {style}"))
    out.print(Text(f"   rule: {rule_text(mention.rule)}"))
    for member in mention.members:
        kind = kinds.get(member.id, "not in the list of organisations")
        came = f", {member.came}" if member.came else ""
        out.print(Text(f"   member: {member.name}  ({kind}, {member.role}{came})"))
    if mention.parties:
        out.print(Text(f"   parties counted: {mention.parties}"))
    show_terms(out, mention, mention.members)
    out.print(Text(f"   “{mention.evidence}”", style))


def _legend(out: Console) -> None:
    if not out.is_terminal:
        out.print(Text("[organisation]  {trigger}", "dim"))
        return
    legend = Text("organisation", ORGANISATION)
    legend.append("  ").append("trigger", TRIGGER).append("  ").append("clause with a trigger", CLAUSE)
    for status, style in STATUS.items():
        legend.append("  ").append(status, style)
    out.print(legend)


def _marks(text: str, told: Sequence[Told], mentions: Iterable[MentionShape]) -> list[Marked]:
    marks = []
    for mention in mentions:
        start = text.find(mention.evidence) if mention.evidence else -1
        if start >= 0:
            marks.append(Marked(start, start + len(mention.evidence), STATUS.get(mention.status, "")))
    for trigger in told:
        marks.append(Marked(*trigger.clause, CLAUSE))
        marks += [Marked(start, end, TRIGGER) for start, end in trigger.spans]
    return marks


def _within(clause: tuple[int, int], text: str, evidence: str) -> bool:
    start = text.find(evidence) if evidence else -1
    return start >= 0 and start <= clause[0] and clause[1] <= start + len(evidence) + 1


def _painted(text: str, marks: Sequence[Marked], colours: bool) -> Text:
    """The text with its marks in colour; without colours in brackets, names and triggers only."""
    if colours:
        painted = Text(text)
        for mark in marks:
            painted.stylize(mark.style, mark.start, mark.end)
        return painted
    edges: list[tuple[int, int, str]] = []
    for mark in dict.fromkeys(mark for mark in marks if mark.style in BRACKETS):
        opening, closing = BRACKETS[mark.style]
        edges += [(mark.start, 1, opening), (mark.end, 0, closing)]
    parts, position = [], 0
    for place, _, bracket in sorted(edges):
        parts += [text[position:place], bracket]
        position = place
    return Text("".join([*parts, text[position:]]))
