"""The page as it is served, in a thread of its own, for tests that ask it as any client does."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager

from dongmaeng.settings import Settings
from dongmaeng.web.serving import Page, serve
from tests.dongmaeng.web.serving import listening


@contextmanager
def served_beside(settings: Settings) -> Iterator[str]:
    """The page of some settings, on a free port of loopback; gives its address."""
    settings, opened, url = listening(settings)
    stops: list[Callable[[], None]] = []
    ready = threading.Event()

    @asynccontextmanager
    async def beside(page: Page) -> AsyncIterator[None]:
        stops.append(page.stop)
        ready.set()
        yield

    serving = threading.Thread(target=lambda: asyncio.run(serve(settings, opened, beside)))
    serving.start()
    assert ready.wait(60)
    try:
        yield url
    finally:
        for stop in stops:
            stop()
        serving.join()
