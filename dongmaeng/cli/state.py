"""`dongmaeng state`: whether the state is as far as the records of a cluster, and going on where it is not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from dongmaeng.cli.context import AsJson, Context, console, print_json
from dongmaeng.cli.moments import SINCE

if TYPE_CHECKING:
    from topics.kafka.behind import Behind

app = typer.Typer(
    help="Whether the state is as far as a cluster's records; `accept` goes on with one that is not.",
    no_args_is_help=True,
)


@app.command("check")
def check(context: typer.Context, as_json: AsJson = False) -> None:
    """Say where the state knows less than was handled, as one that was lost or restored does; exit 1 where it does."""
    import asyncio

    from dongmaeng.backend.opening import open_cluster
    from dongmaeng.shapes.topics import StateBehindShape

    options: Context = context.obj
    settings = options.settings()

    async def look() -> list[Behind]:
        async with open_cluster(settings) as operations:
            return await operations.behind()

    found = asyncio.run(look())
    if as_json:
        print_json([StateBehindShape.of(one) for one in found])
    else:
        for one in found:
            console.print(str(one), markup=False)
        console.print("`dongmaeng state accept` goes on with it." if found else "The state is as far as the records.")
    if found:
        raise typer.Exit(1)


@app.command("accept")
def accept(
    context: typer.Context,
    told_until: Annotated[
        str, typer.Option(help=f"Up to when endpoints count as told what was published: {SINCE}. By default now.")
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Go on with a state that was lost or restored: nobody is told by itself what may have been told before.

    The reports that the cluster still has are read once more, quiet, so that known alliances are known again.
    """
    import asyncio
    from datetime import UTC, datetime

    from dongmaeng.accepting import accept_state
    from dongmaeng.cli.moments import moment
    from dongmaeng.times import seoul
    from topics.records import now

    options: Context = context.obj
    settings = options.settings()
    given = moment("--told-until", told_until)
    until = datetime.fromtimestamp(given, UTC) if given is not None else now()
    partitions, reports = asyncio.run(accept_state(settings, until))
    if as_json:
        print_json({"partitions": partitions, "reports": reports, "told_until": seoul(until)})
    elif not partitions:
        console.print("The state is as far as the records; nothing was changed.")
    else:
        console.print(
            f"Accepted: {partitions} partitions; {reports} reports are read once more, quiet. What was published up to "
            f"{seoul(until)} is told to no endpoint by itself: `dongmaeng alerts` lists it, `alerts resend` sends it."
        )
