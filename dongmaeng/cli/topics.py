"""`dongmaeng topics`: positions and lag, the last records of a topic, replay, schemas; the topics of a cluster."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from agents.stages import STAGES
from dongmaeng.cli.context import AsJson, Context, console, print_json
from dongmaeng.cli.moments import SINCE, moment
from dongmaeng.cli.tables import show_table
from dongmaeng.cli.topics_partitions import partitions
from dongmaeng.fault import Fault
from topics.catalogue import TOPICS

if TYPE_CHECKING:
    from dongmaeng.backend.backend import Backend
    from dongmaeng.settings import Settings
    from topics.carrier import Stored

app = typer.Typer(
    help="Positions and lag of each stage; `tail` and `replay` a topic; `create`, `check`, `partitions` of a cluster.",
    invoke_without_command=True,
)

app.command("partitions")(partitions)

Name = Annotated[str, typer.Argument(metavar="TOPIC", help=", ".join(TOPICS))]


@app.callback()
def positions(context: typer.Context, as_json: AsJson = False) -> None:
    """How far each stage has come in what it reads, and what waits or was set aside."""
    from dongmaeng.backend import topics
    from dongmaeng.shapes.topics import ProgressShape

    if context.invoked_subcommand:
        return
    options: Context = context.obj
    found = options.ask(topics.progress)
    if as_json:
        print_json([ProgressShape.of(position, tally) for position, tally in found])
        return
    columns = ("stage", "reads", "position", "end", "lag", "waiting", "done", "dropped", "retried", "quarantined")
    rows = []
    for p, tally in found:
        ended = [tally.done, *(sum(reasons.values()) for reasons in (tally.dropped, tally.retried, tally.quarantined))]
        numbers = (p.position, p.end, p.lag, p.waiting, *ended)
        rows.append([p.stage, ", ".join(p.topics), *map(str, numbers)])
    show_table(console, columns, rows, numbers=len(columns) - 2)


@app.command("tail")
def tail(
    context: typer.Context,
    topic: Name,
    limit: Annotated[int, typer.Option(min=1, help="How many records.")] = 10,
) -> None:
    """Print the last records of a topic as JSON lines, without the bytes of pages."""
    from agents.urls import loggable_text

    _check(topic)
    options: Context = context.obj
    for stored in options.ask(lambda backend: _tail(backend, topic, limit)):
        try:
            value = json.loads(stored.value)
        except ValueError:
            value = {"unreadable": repr(stored.value[:200])}
        if len(value.get("body", "")) > 2_000 and topic == "pages":
            value["body"] = f"({len(value['body'])} characters of base64)"
        if topic in ("polls", "candidates", "endings"):  # the address of a source may have a key in it
            value = _loggable(value)
        written = datetime.fromtimestamp(stored.written).astimezone().isoformat()
        print_json({"seq": stored.place, "key": loggable_text(stored.key), "written": written} | value)


@app.command("replay")
def replay(
    context: typer.Context,
    topic: Name,
    to: Annotated[
        str, typer.Option(help="The stage to hand the records to; by default every stage that reads the topic.")
    ] = "",
    since: Annotated[str, typer.Option(help=f"Records written from then on: {SINCE}.")] = "",
    until: Annotated[str, typer.Option(help="Records written before then.")] = "",
    as_json: AsJson = False,
) -> None:
    """Hand stored records to their stages once more, without alerting again."""
    _check(topic)
    readers = [stage for stage, topics in STAGES.items() if topic in topics]
    if not readers:
        raise Fault(f"no stage reads {topic}: it is kept for people", usage=True)
    if to and to not in readers:
        raise Fault(f"--to {to}: reads no {topic}; {', '.join(readers) or 'no stage'} does", usage=True)
    options: Context = context.obj
    span = moment("--since", since), moment("--until", until)
    count = options.ask(lambda backend: _replay(backend, topic, [to] if to else readers, span))
    if as_json:
        print_json({"replayed": count})
    else:
        console.print(f"{count} records wait for {to or ', '.join(readers)}; a running service takes them up at once.")


@app.command("create")
def create(context: typer.Context, as_json: AsJson = False) -> None:
    """Create the topics that the cluster lacks; those that are there are left as they are."""
    import asyncio

    options: Context = context.obj
    created, wrong = asyncio.run(_create(options.settings()))
    if as_json:
        print_json({"created": created, "wrong": wrong})
    else:
        console.print(
            "\n".join([*(f"created {name}" for name in created), *wrong]) or "Nothing is missing.", markup=False
        )
    if wrong:
        raise Fault("topics are not as they should be; nothing that exists is changed here")


@app.command("check")
def check(context: typer.Context, as_json: AsJson = False) -> None:
    """Say what the cluster's topics lack or have otherwise than they should; exit 1 where there is something."""
    import asyncio

    options: Context = context.obj
    wrong = asyncio.run(_differences(options.settings()))
    if as_json:
        print_json({"ok": not wrong, "wrong": wrong})
    elif not wrong:
        console.print("All topics are as they should be.")
    if wrong:
        raise Fault("\n".join(wrong))


@app.command("schema")
def schema(topic: Annotated[str, typer.Argument(metavar="[TOPIC]", help=", ".join(TOPICS))] = "") -> None:
    """Print the JSON Schema of a topic's records, or of all, by topic."""
    from topics.codec import record_schema

    if topic:
        _check(topic)
    schemas = {name: record_schema(TOPICS[name]) for name in ([topic] if topic else TOPICS)}
    print_json(schemas[topic] if topic else schemas)


async def _tail(backend: Backend, topic: str, limit: int) -> list[Stored]:
    async with backend.operations() as operations:
        return await operations.tail(TOPICS[topic], limit)


async def _replay(backend: Backend, topic: str, stages: list[str], span: tuple[float | None, float | None]) -> int:
    async with backend.operations(readonly=False) as operations:
        return await operations.replay(TOPICS[topic], stages, *span)


async def _create(settings: Settings) -> tuple[list[str], list[str]]:
    from dongmaeng.backend.opening import open_cluster
    from topics.kafka.errors import WrongTopics

    async with open_cluster(settings) as operations:
        try:
            created = await operations.create_topics()
        except WrongTopics as error:
            raise Fault(str(error)) from None
        return created, await operations.differences()


async def _differences(settings: Settings) -> list[str]:
    from dongmaeng.backend.opening import open_cluster

    async with open_cluster(settings) as operations:
        return await operations.differences()


def _check(topic: str) -> None:
    if topic not in TOPICS:
        raise Fault(f"there is no topic {topic}; there are {', '.join(TOPICS)}", usage=True)


def _loggable(value: Any) -> Any:
    from agents.urls import loggable_text

    if isinstance(value, str):
        return loggable_text(value)
    return {name: _loggable(part) for name, part in value.items()} if isinstance(value, dict) else value
