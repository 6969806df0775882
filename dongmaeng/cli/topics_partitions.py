"""`dongmaeng topics partitions`: more partitions for a cluster's topics, as the settings say."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from dongmaeng.cli.context import AsJson, Context, console, errors, print_json
from dongmaeng.cli.failures import STOPPED
from dongmaeng.fault import Fault

if TYPE_CHECKING:
    from collections.abc import Mapping


def partitions(context: typer.Context, as_json: AsJson = False) -> None:
    """Give topics as many partitions as [kafka.partitions] says, while no worker runs; goes on when called again.

    What lies in them is carried on first, by this command, so that records of one key keep their order.
    """
    from dongmaeng.backend.opening import reachable, right_topics
    from dongmaeng.more_partitions import Stopped, more_partitions

    options: Context = context.obj
    settings = options.settings()
    if settings.kafka_servers is None:
        raise Fault('there are no partitions: bus is "embedded"', usage=True)
    try:
        with reachable(settings), right_topics():
            grown = more_partitions(settings, _tell)
    except Stopped:
        errors.print("stopped; what was carried on is done, no topic was changed: call again to go on", style="yellow")
        raise typer.Exit(STOPPED) from None
    if as_json:
        print_json({"grown": [{"topic": g.topic, "before": g.before, "after": g.after} for g in grown]})
        return
    lines = [f"{g.topic}: {g.before} → {g.after} partitions" for g in grown]
    told = "\n".join([*lines, "Start the workers again."]) if lines else "All topics have as many as the settings say."
    console.print(told, markup=False)


def _tell(behind: Mapping[str, int]) -> None:
    left = ", ".join(f"{topic} {number:,}" for topic, number in sorted(behind.items()))
    errors.print(f"still to be handled: {left}", markup=False)
