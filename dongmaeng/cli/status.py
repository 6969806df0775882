"""`dongmaeng status`: whether the service works, and what stands in its way."""

from __future__ import annotations

import asyncio
from typing import Any

import typer
from rich.table import Table
from rich.text import Text

from agents.alert.standing import Standing
from agents.pipeline import STAGES
from dongmaeng.backend.opening import open_operations, open_state, open_store
from dongmaeng.cli.context import AsJson, Context, console, print_json
from dongmaeng.cli.endpoints import known_in
from dongmaeng.fault import Fault
from dongmaeng.health import WorkerHealth, workers_health
from dongmaeng.output import delayed_json, minute, seoul
from dongmaeng.settings import Settings
from topics.carrier import Position
from topics.kafka.admin import WrongTopics
from topics.kafka.operations import KafkaOperations
from topics.state import State


def add_to(app: typer.Typer) -> None:
    app.command("status")(status)


def status(context: typer.Context, as_json: AsJson = False) -> None:
    """Say which workers run, what stands in their way and how much waits; exit 1 where something is wrong."""
    options: Context = context.obj
    settings = options.settings(log_level="error")
    found = asyncio.run(_look(settings))
    if as_json:
        print_json(found)
    else:
        _show(found)
    if not found["ok"]:
        raise typer.Exit(1)


async def _look(settings: Settings) -> dict[str, Any]:
    troubles: list[str] = []
    workers: list[WorkerHealth] = []
    positions: list[Position] = []
    try:
        async with open_state(settings) as state:
            workers = await workers_health(state) if state else []
            troubles += await stopped_endpoints(settings, state) if state else []
    except Fault as fault:
        troubles.append(str(fault))
    else:
        running = {stage for worker in workers if not worker.silent for stage in worker.stages}
        if idle := [stage for stage in STAGES if stage not in running]:
            troubles.append(f"no worker runs {', '.join(idle)}")
    try:
        async with open_operations(settings) as operations:
            if isinstance(operations, KafkaOperations):
                await operations.check_topics()
            positions = await operations.positions()
    except (Fault, WrongTopics) as fault:
        troubles += str(fault).splitlines()
    try:
        async with open_store(settings) as store:
            if store is not None:
                await store.recent_articles(limit=1)
    except Fault as fault:
        troubles.append(str(fault))
    troubles = list(dict.fromkeys(troubles))
    at_work = [worker for worker in workers if not worker.silent]
    return {
        "ok": not troubles and not any(worker.troubles for worker in at_work),
        "bus": settings.bus,
        "store": settings.store,
        "state": settings.store if settings.state_is_shared else str(settings.data_dir),
        "troubles": troubles,
        "workers": [_worker_json(worker) for worker in workers],
        "stages": [{"stage": p.stage, "lag": p.lag, "waiting": p.waiting} for p in positions],
    }


async def stopped_endpoints(settings: Settings, state: State) -> list[str]:
    """The endpoints that get nothing now, and why."""
    return [
        f"endpoint {id} is {one.standing}: {one.reason}, since {minute(one.since)}"
        for id, one in (await known_in(state, settings)).items()
        if one.standing is not Standing.OPEN
    ]


def _worker_json(worker: WorkerHealth) -> dict[str, Any]:
    return {
        "worker": worker.worker,
        "host": worker.host,
        "process": worker.process,
        "stages": worker.stages,
        "since": seoul(worker.since),
        "at": seoul(worker.at),
        "silent": worker.silent,
        "troubles": worker.troubles,
        "standing": [
            {
                "group": standing.group,
                "topic": standing.topic,
                "partition": standing.partition,
                "lag": standing.lag,
                "seconds": round(standing.seconds),
            }
            for standing in worker.standing
        ],
        "delayed": [delayed_json(source) for source in worker.delayed],
    }


def _show(found: dict[str, Any]) -> None:
    head = Text("All is well." if found["ok"] else "Something is wrong.", "bold green" if found["ok"] else "bold red")
    console.print(head, Text(f"bus {found['bus']}, store {found['store']}, state in {found['state']}", "dim"), sep="\n")
    for trouble in found["troubles"]:
        console.print(Text(trouble, "red"))
    for worker in found["workers"]:
        told = "silent since" if worker["silent"] else "at"
        stages = ", ".join(worker["stages"])
        line = f"{worker['worker']}  {worker['host']}, process {worker['process']}, {told} {worker['at']}: {stages}"
        console.print(Text(line, "dim" if worker["silent"] else ""))
        for trouble in worker["troubles"]:
            console.print(Text(f"  {trouble}", "red"))
        for s in worker["standing"]:
            line = f"  {s['topic']} {s['partition']} has not moved for {s['seconds']} s, {s['lag']} records behind"
            console.print(Text(line, "yellow"))
        for d in worker["delayed"]:
            line = f"  delayed: {d['source'] or 'imported'} at {d['host']} ({d['what']}: {d['reason']} {d['endings']}×)"
            console.print(Text(f"{line}, next try {d['next'][11:19]}", "yellow"))
    table = Table(box=None, pad_edge=False)
    for column in ("stage", "lag", "waiting"):
        table.add_column(column, justify="left" if column == "stage" else "right")
    for stage in found["stages"]:
        table.add_row(stage["stage"], str(stage["lag"]), str(stage["waiting"]))
    if found["stages"]:
        console.print(table)
