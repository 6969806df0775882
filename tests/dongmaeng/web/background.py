"""The page as it is served, in a thread of its own, for tests that ask it as any client does."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from dongmaeng.settings import Settings
from dongmaeng.web.listening import listen_on
from dongmaeng.web.serving import serve
from dongmaeng.web.settings import Listen


@contextmanager
def served_beside(settings: Settings) -> Iterator[str]:
    """The page of some settings, on a free port of loopback; gives its address."""
    opened = listen_on(Listen("127.0.0.1", 0))
    address = f"127.0.0.1:{opened.getsockname()[1]}"
    web = settings.web.model_copy(update={"listen": address})
    stops: list[Callable[[], None]] = []
    ready = threading.Event()

    def stop_on(stop: Callable[[], None]) -> None:
        stops.append(stop)
        ready.set()

    serving = threading.Thread(
        target=lambda: asyncio.run(serve(settings.model_copy(update={"web": web}), opened, stop_on))
    )
    serving.start()
    assert ready.wait(60)
    try:
        yield f"http://{address}"
    finally:
        for stop in stops:
            stop()
        serving.join()
