"""`dongmaeng alliances`: what the registry knows, the story of one alliance, and what a person decides about them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.text import Text

from dongmaeng.cli.context import AsJson, Context, console, print_json, taken_up
from dongmaeng.cli.filters import Activities, Kinds, Since, Statuses, Until, told_in
from dongmaeng.fault import NotFound
from search.alliances import AllianceQuery
from topics.records import Alliance, DecisionKind, Status

if TYPE_CHECKING:
    from dongmaeng.backend.backend import Backend
    from dongmaeng.backend.stories import Story
    from dongmaeng.backend.writes import Applied

app = typer.Typer(
    help="The alliances known, newest first; `show`, `merge`, `split`, `dismiss` or `confirm` one.",
    invoke_without_command=True,
)

Id = Annotated[str, typer.Argument(metavar="ID", help="The id of an alliance.")]

SHOWN = 50
"""Alliances that are printed for people where no limit is given."""


@app.callback()
def alliances(
    context: typer.Context,
    every: Annotated[bool, typer.Option("--all/--announced", help="All, or only those announced as new.")] = True,
    dismissed: Annotated[bool, typer.Option("--dismissed", help="Those that were dismissed instead.")] = False,
    held: Annotated[bool, typer.Option("--held", help="Only those that wait for a second publisher or you.")] = False,
    company: Annotated[
        list[str] | None,
        typer.Option(
            "--company", "--org", help="Only those of a member: name, corp_code, stock code, English name or id."
        ),
    ] = None,
    kind: Kinds = None,
    activity: Activities = None,
    status: Statuses = None,
    since: Since = "",
    until: Until = "",
    limit: Annotated[
        int | None, typer.Option(min=1, help=f"How many at most; else {SHOWN}, and all with --json.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """List the alliances known, newest first, with members, kind, date and evidence."""
    from dongmaeng.shapes.alliances import AllianceShape

    if context.invoked_subcommand:
        return
    options: Context = context.obj
    first, beyond = told_in(since, until)
    query = AllianceQuery(
        organisations=tuple(company or ()),
        kinds=tuple(kind or ()),
        activities=tuple(activity or ()),
        statuses=tuple(status or (() if every else (Status.ANNOUNCED, Status.PLANNED))),
        since=first,
        until=beyond,
        dismissed=dismissed,
        held=held,
    )
    most = limit or (None if as_json else SHOWN)
    found, total = options.ask(lambda backend: _some(backend, query, most))
    if as_json:
        print_json([AllianceShape.of(alliance) for alliance in found])
        return
    if not found:
        console.print(_nothing(query))
    for alliance in found:
        show(console, alliance)
    if total > len(found):
        console.print(Text(f"{total - len(found):,} more; --limit shows more of them.", "dim"))


async def _some(backend: Backend, query: AllianceQuery, most: int | None) -> tuple[list[Alliance], int]:
    """The first of those that are wanted, all without a bound; and how many there are."""
    from dongmaeng.backend import alliances as known

    found: list[Alliance] = []
    total = 0
    async for some in known.pages(backend, query, most):
        found += some.alliances
        total = max(total, some.total)
    return found, total


def _nothing(query: AllianceQuery) -> str:
    if query.dismissed:
        return "No alliance was dismissed."
    if query.held:
        return "None is held."
    return "No alliance is known yet." if query == AllianceQuery() else "No alliance is known that is like this."


@app.command("show")
def show_one(context: typer.Context, id: Id, as_json: AsJson = False) -> None:
    """Tell the story of one alliance: its changes, what each source says, and where they differ."""
    from dongmaeng.cli.alliance_story import show_story
    from dongmaeng.shapes.stories import StoryShape

    options: Context = context.obj
    story = options.ask(lambda backend: _story(backend, id))
    if as_json:
        print_json(StoryShape.of_story(story))
    else:
        show_story(console, story)


async def _story(backend: Backend, id: str) -> Story:
    from dongmaeng.backend import alliances as known

    story = await known.story(backend, id)
    if story is None:
        raise NotFound(f"{id}: no such alliance; `dongmaeng alliances` lists them")
    return story


@app.command("merge")
def merge(
    context: typer.Context,
    ids: Annotated[list[str], typer.Argument(metavar="ID ID…", help="Alliances that are one; the first keeps its id.")],
    as_json: AsJson = False,
) -> None:
    """Say that alliances are one; what is reported of either later is of the one."""
    _decide(context.obj, DecisionKind.MERGE, ids, (), as_json)


@app.command("split")
def split(
    context: typer.Context,
    id: Id,
    articles: Annotated[list[str], typer.Argument(metavar="ARTICLE…", help="Ids of articles that tell of another.")],
    as_json: AsJson = False,
) -> None:
    """Say that some articles of an alliance tell of another one; the two are never joined again."""
    _decide(context.obj, DecisionKind.SPLIT, [id], articles, as_json)


@app.command("dismiss")
def dismiss(context: typer.Context, id: Id, as_json: AsJson = False) -> None:
    """Say that an alliance is none: it is no longer listed, and nothing reported of it is alerted."""
    _decide(context.obj, DecisionKind.DISMISS, [id], (), as_json)


@app.command("confirm")
def confirm(context: typer.Context, id: Id, as_json: AsJson = False) -> None:
    """Say that an alliance is one, whoever tells of it: what is held of it is alerted."""
    _decide(context.obj, DecisionKind.CONFIRM, [id], (), as_json)


@app.command("undo")
def undo(
    context: typer.Context,
    decision: Annotated[str, typer.Argument(metavar="DECISION", help="Its id, as `alliances decisions` lists it.")],
    as_json: AsJson = False,
) -> None:
    """Take a decision back."""
    from dongmaeng.backend import writes

    options: Context = context.obj
    applied = options.ask(lambda backend: writes.undo(backend, decision))
    _show_applied(applied, as_json)


@app.command("decisions")
def decisions(context: typer.Context, as_json: AsJson = False) -> None:
    """List what was decided, the latest first."""
    from dongmaeng.backend import alliances as known
    from dongmaeng.cli.alliance_story import decision_line
    from dongmaeng.shapes.stories import DecisionShape

    options: Context = context.obj
    found = options.ask(known.decisions)
    if as_json:
        print_json([DecisionShape.of(decision) for decision in found])
        return
    if not found:
        console.print("Nothing was decided.")
    for decision in found:
        console.print(decision_line(decision))


def _decide(
    options: Context, kind: DecisionKind, ids: list[str], articles: list[str] | tuple[()], as_json: bool
) -> None:
    from dongmaeng.backend import writes

    applied = options.ask(lambda backend: writes.decide(backend, kind, ids, articles))
    _show_applied(applied, as_json, back=kind is not DecisionKind.CONFIRM)


def _show_applied(applied: Applied, as_json: bool, *, back: bool = False) -> None:
    from dongmaeng.shapes.applied import DecidedShape

    if as_json:
        print_json(DecidedShape.of(applied))
        return
    console.print(
        taken_up(applied) + (f" To take it back: dongmaeng alliances undo {applied.id}" if back else ""), markup=False
    )


def show(out: Console, alliance: Alliance) -> None:
    """Print one alliance for people."""
    from dongmaeng.cli.alliance_story import open_questions

    names = ", ".join(member.name for member in alliance.members)
    title = f"{alliance.name}: {names}" if alliance.name else names
    head = Text.assemble((title, "bold"), f"  {alliance.kind}, {alliance.status}, {alliance.date or 'no date'}")
    out.print(head)
    changes = ", ".join(
        f"{c.change} {', '.join(m.name for m in c.members)}" if c.change == "joined" else str(c.change)
        for c in alliance.changes
    )
    # Of what an earlier version wrote nobody has counted them.
    count = alliance.independent_publishers
    publishers = f", {count} independent publisher(s)" if count else ""
    out.print(Text(f"  {alliance.id}  {len(alliance.articles)} article(s){publishers}  {changes}", "dim"))
    for line in open_questions(alliance):
        out.print(Text(f"  {line}", "yellow"))
    if alliance.evidence:
        out.print(Text(f"  “{alliance.evidence}”", "dim"))
