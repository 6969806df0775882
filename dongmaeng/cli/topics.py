"""`dongmaeng topics`: positions and lag, the last records of a topic, replay."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime
from typing import Annotated

import typer
from rich.table import Table

from agents.pipeline import STAGES
from dongmaeng.cli.context import AsJson, Context, Fault, console, open_journal, print_json
from dongmaeng.items import seoul_time
from topics.carrier import Tally
from topics.catalogue import TOPICS
from topics.embedded.replay import replay as replay_entries

app = typer.Typer(help="Positions and lag of each stage; `tail` and `replay` a topic.", invoke_without_command=True)

Name = Annotated[str, typer.Argument(metavar="TOPIC", help=", ".join(TOPICS))]


def add_to(parent: typer.Typer) -> None:
    parent.add_typer(app, name="topics")


@app.callback()
def positions(context: typer.Context, as_json: AsJson = False) -> None:
    """How far each stage has come in what it reads, and what waits or was set aside."""
    if context.invoked_subcommand:
        return
    options: Context = context.obj
    with open_journal(options.settings()) as journal:
        found = journal.positions(STAGES) if journal else []
        tallies = journal.tallies() if journal else {}
    if as_json:
        print_json([asdict(p) | asdict(tallies.get(p.stage, Tally())) for p in found])
        return
    table = Table(box=None, pad_edge=False)
    for column in ("stage", "reads", "position", "end", "lag", "waiting", "done", "dropped", "retried", "quarantined"):
        table.add_column(column, justify="left" if column in ("stage", "reads") else "right")
    for p in found:
        tally = tallies.get(p.stage, Tally())
        ended = [tally.done, *(sum(reasons.values()) for reasons in (tally.dropped, tally.retried, tally.quarantined))]
        table.add_row(p.stage, ", ".join(p.topics), *(str(n) for n in (p.position, p.end, p.lag, p.waiting, *ended)))
    console.print(table)


@app.command("tail")
def tail(
    context: typer.Context,
    topic: Name,
    limit: Annotated[int, typer.Option(min=1, help="How many records.")] = 10,
) -> None:
    """Print the last records of a topic as JSON lines, without the bytes of pages."""
    _check(topic)
    options: Context = context.obj
    with open_journal(options.settings()) as journal:
        for entry, written in journal.tail(topic, limit) if journal else []:
            try:
                value = json.loads(entry.value)
            except ValueError:
                value = {"unreadable": repr(entry.value[:200])}
            if len(value.get("body", "")) > 2_000 and topic == "pages":
                value["body"] = f"({len(value['body'])} characters of base64)"
            print_json(
                {
                    "seq": entry.seq,
                    "key": entry.key,
                    "written": datetime.fromtimestamp(written).astimezone().isoformat(),
                }
                | value
            )


@app.command("replay")
def replay(
    context: typer.Context,
    topic: Name,
    to: Annotated[
        str, typer.Option(help="The stage to hand the records to; by default every stage that reads the topic.")
    ] = "",
    since: Annotated[str, typer.Option(help="Records written from then on, e.g. 2026-03-01 or 2026-03-01T09:00.")] = "",
    until: Annotated[str, typer.Option(help="Records written before then.")] = "",
    as_json: AsJson = False,
) -> None:
    """Hand stored records to their stages once more, without alerting again."""
    _check(topic)
    readers = [stage for stage, topics in STAGES.items() if topic in topics]
    if to and to not in readers:
        raise Fault(f"--to {to}: reads no {topic}; {', '.join(readers) or 'no stage'} does", usage=True)
    options: Context = context.obj
    with open_journal(options.settings(), readonly=False) as journal:
        count = (
            replay_entries(
                journal, TOPICS[topic], [to] if to else readers, _moment("--since", since), _moment("--until", until)
            )
            if journal
            else 0
        )
    if as_json:
        print_json({"replayed": count})
    else:
        console.print(f"{count} records wait for {to or ', '.join(readers)}; a running service takes them up at once.")


def _check(topic: str) -> None:
    if topic not in TOPICS:
        raise Fault(f"there is no topic {topic}; there are {', '.join(TOPICS)}", usage=True)


def _moment(option: str, text: str) -> float | None:
    if not text:
        return None
    try:
        return seoul_time(datetime.fromisoformat(text)).timestamp()
    except ValueError:
        raise Fault(f"{option} {text}: not a date or time like 2026-03-01 or 2026-03-01T09:00", usage=True) from None
