"""The process of the page; `beside.py` starts it and hands it the settings."""

from __future__ import annotations

import asyncio
import pickle
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from threading import Thread

from dongmaeng.log import configure_log
from dongmaeng.web.beside import Handed
from dongmaeng.web.serving import Page, and_end, serve


def main() -> None:
    """Serve the page until standard input ends, which it does when the process that started this one is gone."""
    handed = pickle.load(sys.stdin.buffer)
    assert isinstance(handed, Handed)
    configure_log(handed.log_level, handed.settings.log.format)
    asyncio.run(serve(handed.settings, socket.socket(fileno=handed.listening), _with_parent, handed.service))


@asynccontextmanager
async def _with_parent(page: Page) -> AsyncIterator[None]:
    """Stop with the process that started this one, and follow the settings that it hands over."""
    stop_and_end = and_end(page.stop)
    loop = asyncio.get_running_loop()

    def listen() -> None:
        with suppress(EOFError, pickle.UnpicklingError):  # it is gone, perhaps in the middle of handing over
            while True:
                loop.call_soon_threadsafe(page.follow, pickle.load(sys.stdin.buffer))
        stop_and_end()

    Thread(target=listen, daemon=True).start()
    signal.signal(signal.SIGTERM, lambda *_: stop_and_end())
    yield


if __name__ == "__main__":
    main()
