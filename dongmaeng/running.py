"""A carrier that runs beside what looks on."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from topics.embedded.carrier import EmbeddedCarrier
from topics.kafka.carrier import KafkaCarrier


@asynccontextmanager
async def running(carrier: EmbeddedCarrier | KafkaCarrier) -> AsyncIterator[asyncio.Task[None]]:
    """Run a carrier until it ends or the context does, however that comes: behind it nothing is in flight.

    Raises what the carrier raises.
    """
    task = asyncio.create_task(carrier.run())
    try:
        yield task
    finally:
        carrier.stop()
        await task


async def ready(carrier: EmbeddedCarrier | KafkaCarrier, running: asyncio.Task[None]) -> bool:
    """Wait until records can be published; False where the carrier ended before."""
    ready = asyncio.create_task(carrier.ready())
    await asyncio.wait({ready, running}, return_when=asyncio.FIRST_COMPLETED)
    ready.cancel()
    return ready.done() and not running.done()
