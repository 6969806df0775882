"""What SIGTERM and Ctrl-C do to what runs, from its first moment to its last: end it in order, and at once the second.

Without a handler they would kill it, or as the first process of a container not reach it at all. What takes long to
load is loaded where it is needed: until then there is no handler.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_STOP = (signal.SIGINT, signal.SIGTERM)
_AT_ONCE = 130
"""The exit code, as a shell reports a command ended by Ctrl-C."""

_early: set[int] = set()
"""SIGHUP, where it came before anything could follow it."""


@contextmanager
def ended_by_signals() -> Iterator[None]:
    """For the life of a process that runs until it is told to stop: told before `stop_on_signals`, it exits 0.

    It has begun nothing by then that must be finished. SIGHUP waits for `reload_on_signal`.
    """

    def end(*_: object) -> None:
        _end_at_once_on_signals()
        raise SystemExit(0)

    _early.clear()
    signal.signal(signal.SIGHUP, lambda number, _: _early.add(number))
    for number in _STOP:
        signal.signal(number, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
        _end_at_once_on_signals()


def stop_on_signals(stop: Callable[[], None]) -> None:
    """Call `stop` in this loop on the first SIGINT or SIGTERM and end the process on the second."""
    import asyncio

    import structlog

    log = structlog.get_logger(__name__)
    loop = asyncio.get_running_loop()
    asked = False

    def on_signal() -> None:
        nonlocal asked
        if asked:
            os._exit(_AT_ONCE)
        asked = True
        log.info("stopping: finishing what is in flight; once more to stop at once")
        stop()

    for number in _STOP:
        loop.add_signal_handler(number, on_signal)


@contextmanager
def reload_on_signal(reload: Callable[[], None]) -> Iterator[None]:
    """Call `reload` in this loop on SIGHUP, and now where one came while the process started."""
    import asyncio

    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGHUP, reload)
    if _early:
        reload()
    try:
        yield
    finally:
        loop.add_signal_handler(signal.SIGHUP, lambda: None)  # it ends anyway, in order


def _end_at_once_on_signals() -> None:
    for number in _STOP:
        signal.signal(number, lambda *_: os._exit(_AT_ONCE))
