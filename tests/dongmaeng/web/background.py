"""The page as it is served, in a thread of its own, for tests that ask it as any client does."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from dongmaeng.settings import Settings
from dongmaeng.web.serving import serve
from tests.dongmaeng.web.serving import listening


@contextmanager
def served_beside(settings: Settings) -> Iterator[str]:
    """The page of some settings, on a free port of loopback; gives its address."""
    settings, opened, url = listening(settings)
    stops: list[Callable[[], None]] = []
    ready = threading.Event()

    def stop_on(stop: Callable[[], None]) -> None:
        stops.append(stop)
        ready.set()

    serving = threading.Thread(target=lambda: asyncio.run(serve(settings, opened, stop_on)))
    serving.start()
    assert ready.wait(60)
    try:
        yield url
    finally:
        for stop in stops:
            stop()
        serving.join()
