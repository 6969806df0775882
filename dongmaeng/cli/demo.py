"""`dongmaeng demo`: the whole pipeline on a sample news site of our own."""

from __future__ import annotations

from typing import Annotated

import typer


def demo(
    context: typer.Context,
    keep: Annotated[
        bool, typer.Option("--keep", help="Leave the service and the site running, with new stories appearing.")
    ] = False,
    bus: Annotated[
        str | None, typer.Option(help="Carry the records through a Kafka cluster: kafka://host:port.")
    ] = None,
    store: Annotated[
        str | None, typer.Option(help="Keep what is found in an Elasticsearch: http(s)://host:port.")
    ] = None,
) -> None:
    """Publish a sample news site on this machine, run the real pipeline on it, and show it."""
    from dongmaeng.cli.demonstration import demonstrate

    demonstrate(context.obj, keep, bus, store)
