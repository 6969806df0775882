"""`dongmaeng run`: the continuous service."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from agents.stages import STAGES
from dongmaeng.cli.context import Context
from dongmaeng.fault import Fault
from dongmaeng.signals import ended_by_signals

if TYPE_CHECKING:
    from collections.abc import Callable

    from dongmaeng.settings import Settings


@ended_by_signals()
def run(
    context: typer.Context,
    stages: Annotated[
        str, typer.Option(metavar="STAGE,…", help=f"Only these stages, on Kafka; of {', '.join(STAGES)}.")
    ] = "",
) -> None:
    """Watch the sources, index what they publish, call the webhooks and serve the page, until SIGTERM or Ctrl-C."""
    import asyncio

    from dongmaeng.backend.opening import right_topics
    from dongmaeng.instance import data_lock
    from dongmaeng.setting_checks import check_endpoints, check_sources, check_web

    options: Context = context.obj
    settings = options.settings(log_level="settings")
    only = [name.strip() for name in stages.split(",") if name.strip()]
    if unknown := [name for name in only if name not in STAGES]:
        raise Fault(f"--stages: there is no {', '.join(unknown)}; there are {', '.join(STAGES)}", usage=True)
    if only and settings.kafka_servers is None:
        raise Fault('--stages: the embedded bus runs all stages in one process; set bus = "kafka://…"', usage=True)

    def check(settings: Settings) -> Settings:
        if not only or "discover" in only:
            _refuse_none(settings)
        check_endpoints(settings)
        check_sources(settings)
        check_web(settings)
        return settings

    check(settings)
    with right_topics(), data_lock(settings, "run") as worker:
        asyncio.run(_run(settings, lambda: check(options.load()), only, worker))


def _refuse_none(settings: Settings) -> None:
    """Raise `Fault` where there is nothing to look at, which is more likely a wrong file than wanted."""
    import asyncio

    from dongmaeng.backend.backend import Backend
    from dongmaeng.backend.sources import known_sources

    async def known() -> bool:
        async with Backend(settings) as backend:
            return any(source.enabled for source in (await known_sources(backend)).values())

    if not any(source.enabled for source in settings.sources) and not asyncio.run(known()):
        raise Fault(
            "no source is set: `dongmaeng init` writes a settings file with a list of Korean feeds, "
            "`dongmaeng sources add` adds one",
            usage=True,
        )


async def _run(settings: Settings, read: Callable[[], Settings], only: list[str], worker: str) -> None:
    from dongmaeng.service import process_name, run_service
    from dongmaeng.watching.listener import open_listener
    from dongmaeng.web.beside import page_beside

    opened = open_listener(settings.metrics.listen)
    async with page_beside(settings, service=process_name(worker)) as page:
        await run_service(settings, read, only=only, worker=worker, follow=[page.follow], metrics=opened)
