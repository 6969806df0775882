"""The process of the page; `beside.py` starts it and hands it the settings."""

from __future__ import annotations

import asyncio
import pickle
import signal
import socket
import sys
from collections.abc import Callable
from threading import Thread

from dongmaeng.log import configure_log
from dongmaeng.web.beside import Handed
from dongmaeng.web.serving import and_end, serve


def main() -> None:
    """Serve the page until standard input ends, which it does when the process that started this one is gone."""
    handed = pickle.load(sys.stdin.buffer)
    assert isinstance(handed, Handed)
    configure_log(handed.log_level, handed.settings.log.format)
    asyncio.run(serve(handed.settings, socket.socket(fileno=handed.listening), _stop_with_parent))


def _stop_with_parent(stop: Callable[[], None]) -> None:
    stop_and_end = and_end(stop)

    def wait() -> None:
        sys.stdin.buffer.read()
        stop_and_end()

    Thread(target=wait, daemon=True).start()
    signal.signal(signal.SIGTERM, lambda *_: stop_and_end())


if __name__ == "__main__":
    main()
