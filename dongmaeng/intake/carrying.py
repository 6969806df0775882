"""Where an import's pages are read: in this process, beside other workers of a cluster, or by the service that runs."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from contextlib import AbstractContextManager

from dongmaeng.backend.opening import open_operations
from dongmaeng.fault import Fault
from dongmaeng.instance import InUse, data_lock, is_free
from dongmaeng.intake.importing import BESIDE, CLUSTER, Importing, Order, alone
from dongmaeng.items import Item
from dongmaeng.running import ready, running
from dongmaeng.service import open_carrier, open_pipeline
from dongmaeng.settings import Settings
from dongmaeng.signals import stop_on_signals
from dongmaeng.watching.watching import Watching, watching_of

Watch = Callable[[Importing], AbstractContextManager[None]]
"""Something that looks on while an import runs."""

_STILL = 5.0  # seconds without a step, after which it is asked whether the service is still there


def carry(settings: Settings, order: Order, watch: Watch, refused: Callable[[Item], None]) -> Importing:
    """Import what is ordered, and return once it is through.

    Raises `Stopped` where a signal ended it, `Fault` where the service went away, and what a file raises. What was
    handed over is read in any case, by the service or by the next import; called again, it goes on behind that.
    """
    try:
        with (
            data_lock(settings, "import") as worker,
            watching_of(settings, worker or "import", measured=False) as watching,
        ):
            return asyncio.run(_carry_here(settings, order, watch, refused, worker, watching))
    except InUse as error:
        if not error.by_service:
            raise
    return asyncio.run(_carry_beside(settings, order, watch, refused))


async def _carry_here(
    settings: Settings, order: Order, watch: Watch, refused: Callable[[Item], None], worker: str, watching: Watching
) -> Importing:
    room = alone(settings.workers.processes) if settings.kafka_servers is None else CLUSTER
    async with (
        open_pipeline(settings, gather=False, alert=order.alert, worker=worker, watching=watching) as pipeline,
        open_operations(settings) as operations,
    ):
        carrier = pipeline.carrier
        importing = Importing(order, carrier, operations, room, refused=refused)
        stop_on_signals(importing.stop)
        async with running(carrier) as carrying:
            if await ready(carrier, carrying):
                with watch(importing):
                    await _first_of(asyncio.create_task(importing.run()), carrying)
        return importing


async def _carry_beside(settings: Settings, order: Order, watch: Watch, refused: Callable[[Item], None]) -> Importing:
    async with open_carrier(settings, []) as carrier, open_operations(settings) as operations:
        importing = Importing(order, carrier, operations, BESIDE, refused=refused)
        stop_on_signals(importing.stop)
        with watch(importing):
            gone = asyncio.create_task(_service_gone(settings, importing))
            await _first_of(asyncio.create_task(importing.run()), gone)
            gone.cancel()
        return importing


async def _first_of(importing: asyncio.Task[None], other: asyncio.Task[None]) -> None:
    """Wait for the import, and raise what it raises, or what ends before it raises."""
    try:
        await asyncio.wait({importing, other}, return_when=asyncio.FIRST_COMPLETED)
        if importing.done():
            await importing
        else:
            await other
    finally:
        importing.cancel()
        await asyncio.gather(importing, return_exceptions=True)


async def _service_gone(settings: Settings, importing: Importing) -> None:
    """Raise `Fault` once the service has ended before what was handed over was through."""
    standing, since = importing.following.standing, time.monotonic()
    while True:
        await asyncio.sleep(1.0)
        if standing != importing.following.standing:
            standing, since = importing.following.standing, time.monotonic()
        elif importing.following.under_way and time.monotonic() - since >= _STILL and is_free(settings.data_dir):
            raise Fault(
                f"the service has ended; {importing.following.under_way} pages wait for it. "
                "Start it and call again, or call again without it, to go on"
            )
