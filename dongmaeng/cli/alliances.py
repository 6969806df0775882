"""`dongmaeng alliances`: what the registry knows, the story of one alliance, and what a person decides about them."""

from __future__ import annotations

import asyncio
import uuid
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from agents.resolve.decisions import Remembered, all_decisions
from agents.resolve.entries import Registry
from agents.resolve.entry import Entry, describe
from dongmaeng.backend.opening import open_state, open_store, reachable, right_topics
from dongmaeng.cli.alliance_story import decision_line, open_questions, show_story, story_json
from dongmaeng.cli.context import AsJson, Context, console, print_json
from dongmaeng.decide import decide
from dongmaeng.fault import Fault
from dongmaeng.output import alliance_json, decision_json
from dongmaeng.settings import Settings
from search.alliances import AllianceQuery
from search.store import every_alliance
from topics.records import Alliance, Decision, DecisionKind, Status

app = typer.Typer(
    help="The alliances known, newest first; `show` one, `merge`, `split` and `dismiss` what is wrong, "
    "`confirm` what is held.",
    invoke_without_command=True,
)

Id = Annotated[str, typer.Argument(metavar="ID", help="The id of an alliance.")]


def add_to(parent: typer.Typer) -> None:
    parent.add_typer(app, name="alliances")


@app.callback()
def alliances(
    context: typer.Context,
    every: Annotated[bool, typer.Option("--all/--announced", help="All, or only those announced as new.")] = True,
    dismissed: Annotated[bool, typer.Option("--dismissed", help="Those that were dismissed instead.")] = False,
    held: Annotated[bool, typer.Option("--held", help="Only those that wait for a second publisher or you.")] = False,
    org: Annotated[
        str, typer.Option(help="Only those of an organisation: its name, corp_code, stock code or English name.")
    ] = "",
    as_json: AsJson = False,
) -> None:
    """List the alliances known, newest first, with members, kind, date and evidence."""
    if context.invoked_subcommand:
        return
    options: Context = context.obj
    query = AllianceQuery(
        organisations=(org,) if org else (),
        statuses=() if every else (Status.ANNOUNCED, Status.PLANNED),
        dismissed=dismissed,
        held=held,
    )
    found = asyncio.run(_alliances(options.settings(), query))
    if as_json:
        print_json([alliance_json(alliance) for alliance in found])
        return
    if not found:
        console.print(
            "No alliance was dismissed." if dismissed else "None is held." if held else "No alliance is known yet."
        )
    for alliance in found:
        show(console, alliance)


@app.command("show")
def show_one(context: typer.Context, id: Id, as_json: AsJson = False) -> None:
    """Tell the story of one alliance: its changes, what each source says, and where they differ."""
    options: Context = context.obj
    entry, decisions = asyncio.run(_entry(options.settings(), id))
    if as_json:
        print_json(story_json(entry, decisions))
    else:
        show_story(console, entry, decisions)


@app.command("merge")
def merge(
    context: typer.Context,
    ids: Annotated[list[str], typer.Argument(metavar="ID ID…", help="Alliances that are one; the first keeps its id.")],
    as_json: AsJson = False,
) -> None:
    """Say that alliances are one; what is reported of either later is of the one."""
    if len(set(ids)) < 2:
        raise Fault("merge takes at least two alliances", usage=True)
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
    options: Context = context.obj
    settings = options.settings()
    known = {held.id: held for held in asyncio.run(_decisions(settings))}
    if decision not in known:
        raise Fault(f"{decision}: no such decision; `dongmaeng alliances decisions` lists them", usage=True)
    if known[decision].undone:
        raise Fault(f"{decision}: undone already", usage=True)
    if known[decision].kind is DecisionKind.CONFIRM:
        raise Fault(f"{decision}: what was held is told already; `dismiss` what is no alliance", usage=True)
    _hand_over(settings, Decision(id=_new_id(), kind=DecisionKind.UNDO, undoes=decision), as_json)


@app.command("decisions")
def decisions(context: typer.Context, as_json: AsJson = False) -> None:
    """List what was decided, the latest first."""
    options: Context = context.obj
    found = asyncio.run(_decisions(options.settings()))
    if as_json:
        print_json([decision_json(decision) for decision in found])
        return
    if not found:
        console.print("Nothing was decided.")
    for decision in found:
        console.print(decision_line(decision))


def _decide(
    options: Context, kind: DecisionKind, ids: list[str], articles: list[str] | tuple[()], as_json: bool
) -> None:
    settings = options.settings()
    entries = [asyncio.run(_entry(settings, id))[0] for id in ids]
    if kind is DecisionKind.MERGE and len({entry.id for entry in entries}) < 2:
        raise Fault(f"{', '.join(ids)}: one alliance already", usage=True)
    if kind is DecisionKind.CONFIRM and not describe(entries[0]).held:
        raise Fault(f"{entries[0].id}: nothing of it is held; `dongmaeng alliances --held` lists what is", usage=True)
    told = _article_ids(entries[0], articles)
    if articles and told == entries[0].articles:
        raise Fault("these are all its articles: nothing would be left", usage=True)
    decision = Decision(id=_new_id(), kind=kind, alliances=[entry.id for entry in entries], articles=sorted(told))
    _hand_over(settings, decision, as_json)


def _article_ids(entry: Entry, articles: list[str] | tuple[()]) -> set[str]:
    """The article ids that are meant by article ids or the caller's own ids."""
    known = {claim.article_id: claim.article_id for claim in entry.claims}
    known |= {claim.source_id: claim.article_id for claim in entry.claims if claim.source_id}
    for article in articles:
        if article not in known:
            raise Fault(f"{article}: no article of {entry.id}; it has {', '.join(sorted(known))}", usage=True)
    return {known[article] for article in articles}


def _new_id() -> str:
    return uuid.uuid4().hex[:12]


def _hand_over(settings: Settings, decision: Decision, as_json: bool) -> None:
    with reachable(settings), right_topics():
        applied = decide(settings, decision)
    if as_json:
        print_json({"decision": decision.id, "applied": applied})
        return
    final = decision.kind in (DecisionKind.UNDO, DecisionKind.CONFIRM)
    back = "" if final else f" To take it back: dongmaeng alliances undo {decision.id}"
    done = "Done." if applied else "The running service takes it up."
    console.print(done + back, markup=False)


async def _alliances(settings: Settings, query: AllianceQuery) -> list[Alliance]:
    async with open_store(settings) as store:
        return [alliance async for alliance in every_alliance(store, query)] if store else []


async def _entry(settings: Settings, id: str) -> tuple[Entry, list[Remembered]]:
    """The registry's entry of an alliance, and the decisions that it was part of."""
    async with open_state(settings) as state:
        entry = await Registry(state).entry(id) if state else None
        if state is None or entry is None:
            raise Fault(f"{id}: no such alliance; `dongmaeng alliances` lists them", usage=True)
        held = await all_decisions(state)
    about = [d for d in held if any(side.speaks_of(claim) for side in d.sides for claim in entry.claims)]
    return entry, about


async def _decisions(settings: Settings) -> list[Remembered]:
    async with open_state(settings) as state:
        return await all_decisions(state) if state else []


def show(out: Console, alliance: Alliance) -> None:
    """Print one alliance for people."""
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
