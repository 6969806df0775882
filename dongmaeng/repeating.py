"""What a service does again and again beside the stories, which matter more."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import structlog

log = structlog.get_logger(__name__)


async def repeat(doing: Callable[[], Awaitable[None]], seconds: float, failure: str) -> None:
    """Do something every so many seconds, without end; where it fails that is logged as `failure`, and tried again."""
    while True:
        try:
            await doing()
        except Exception as error:
            log.warning(failure, cause=type(error).__name__)
        await asyncio.sleep(seconds)
