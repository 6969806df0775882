"""The story of one alliance: what was told of it, what each source says and where they differ."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console
from rich.text import Text

from agents.resolve.claims import Claim
from agents.resolve.decisions import Remembered
from agents.resolve.differences import Difference
from agents.resolve.match_rules import text_of
from dongmaeng.backend.stories import Story
from dongmaeng.cli.tables import show_table
from dongmaeng.cli.ties import show_terms
from dongmaeng.times import minute
from topics.records import Alliance, Change, ChangeKind, Role


def show_story(out: Console, story: Story) -> None:
    """Print the story for people."""
    alliance, told = story.alliance, story.accounts
    numbers = {claim.article_id: n for n, claim in enumerate(told, 1)}
    head = f"{alliance.name}: " if alliance.name else ""
    out.print(Text(head + ", ".join(member.name for member in alliance.members), "bold"))
    out.print(Text(f"{alliance.id}  {alliance.kind}, {alliance.status}, {alliance.date or 'no date'}"))
    if alliance.dismissed:
        out.print(Text("Dismissed: not listed, and never alerted.", "yellow"))
    for line in open_questions(alliance):
        out.print(Text(line, "yellow"))
    out.print(Text(f"{alliance.independent_publishers} independent publisher(s) stand behind it.", "dim"))
    for member in alliance.members:
        out.print(Text(f"  {member.name}  {member.role}  since {member.since or '?'}", "dim"))
    show_terms(out, alliance, alliance.members, grounds=False)
    out.print(Text("\nWhat was told", "bold"))
    for change in alliance.changes:
        source = f"source {numbers[change.article_id]}" if change.article_id in numbers else _beside(change)
        who = ", ".join([member.name for member in change.members] or _became(change))
        quiet = f", quiet: {change.quiet}" if change.quiet else ""
        out.print(Text(f"  {minute(change.at)}  {change.change} {who}  ({source}{quiet})"))
    out.print(Text("\nSources", "bold"))
    columns = ("", "source", "published", "status", "kind", "date", "members")
    show_table(out, columns, [_cells(numbers[claim.article_id], claim) for claim in told])
    for claim in told:
        out.print(Text(f"{numbers[claim.article_id]}  {claim.title}  {claim.article_id}  {claim.url}", "dim"))
        out.print(Text(f"   “{claim.evidence}”"))
        if claim.rule:
            out.print(Text(f"   read by: {claim.rule}", "dim"))
        if claim.joined_by:
            to = numbers.get(claim.joined_to or "", claim.joined_to)
            out.print(Text(f"   one alliance with {to} by: {claim.joined_by} ({text_of(claim.joined_by)})", "dim"))
        show_terms(out, claim, claim.members, grounds=False, score=False)
    found = story.differences
    out.print(Text("\nDifferences", "bold") if found else Text("\nThe sources do not differ.", "dim"))
    for difference in found:
        out.print(_difference_line(difference, numbers))
    if story.decisions:
        out.print(Text("\nDecisions", "bold"))
    for decision in story.decisions:
        out.print(decision_line(decision))


def _cells(number: int, claim: Claim) -> list[str]:
    publisher = claim.publisher or claim.source_id or claim.article_id
    members = ", ".join(m.name + _ROLES.get(m.role, "") for m in claim.members)
    return [str(number), publisher, minute(claim.published), claim.status, claim.kind, claim.date or "", members]


def open_questions(alliance: Alliance) -> Iterator[str]:
    """What waits for another publisher or a person, a line each."""
    if alliance.held:
        yield (
            "Held: its source alone tells of more in a day than any paper does. A second publisher lets it go, "
            f"or: dongmaeng alliances confirm {alliance.id}"
        )
    if alliance.disputed:
        yield "Disputed: one publisher alone tells its end or denies it."
    if alliance.withdrawn:
        yield "Withdrawn: the articles that told of it were edited and do so no longer; this is what they told last."


_ROLES = {Role.HOST: " (hosts)", Role.JOINER: " (joins)"}


def _became(change: Change) -> list[str]:
    """What is otherwise with a change, or what was merged."""
    revised = [f"{one.matter}: {one.before or 'unknown'} → {one.after}" for one in change.revised]
    return revised + [f"with {id}" for id in change.merged]


def _beside(change: Change) -> str:
    """What made a change that none of the alliance's own sources made."""
    return "another source" if change.change is ChangeKind.MOVED else "a decision"


def _difference_line(difference: Difference, numbers: dict[str, int]) -> Text:
    said = (f"{value} ({', '.join(str(numbers[id]) for id in ids)})" for value, ids in difference.said.items())
    return Text(f"  {difference.matter}: {' · '.join(said)}", "yellow")


def decision_line(decision: Remembered) -> Text:
    """One decision on one line."""
    about = ", ".join(" ".join([side.alliance, *(member.name for member in side.members)]) for side in decision.sides)
    end = "  undone" if decision.undone else ""
    return Text(f"  {decision.id}  {minute(decision.at)}  {decision.kind}  {about}{end}")
