"""The page beside the service: in a process of its own, so that no request delays a story."""

from __future__ import annotations

import asyncio
import pickle
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from time import monotonic

import structlog

from dongmaeng.settings import Settings
from dongmaeng.web.listening import Taken, address_of, listen_on
from dongmaeng.web.settings import listen_of

log = structlog.get_logger()

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0
"""Seconds before the process is started again, or the port asked for: twice as many each time."""

_STEADY = 60.0  # seconds: a process that lasted as long is started again at once
_LONGEST_STOP = 8.0  # seconds: more than the process gives itself


@dataclass(frozen=True, slots=True)
class Handed:
    """What the process of the page is handed on its standard input, which ends when this process does."""

    settings: Settings
    listening: int
    """The number of the open socket."""
    log_level: str


@asynccontextmanager
async def page_beside(
    settings: Settings, *, opened: socket.socket | None = None, log_level: str = ""
) -> AsyncIterator[None]:
    """Serve the page, where the settings name a place for it, for as long as the context lasts.

    A port that is taken is an error of the page alone: it is logged and the port asked for again. `opened`: a socket
    that listens already.
    """
    if not settings.web.listen:
        yield
        return
    keeping = asyncio.create_task(_keep(settings, opened, log_level or settings.log.level))
    try:
        yield
    finally:
        keeping.cancel()
        await asyncio.gather(keeping, return_exceptions=True)


async def _keep(settings: Settings, opened: socket.socket | None, log_level: str) -> None:
    """Start the process whenever there is none, less and less often where that does not help; without end."""
    pause = FIRST_PAUSE
    while True:
        try:
            opened = opened or listen_on(listen_of(settings.web.listen))
        except Taken as error:
            log.error("the page is not served", cause=str(error), again_in=pause)
        else:
            began = monotonic()
            log.info("page", address=address_of(opened))
            code = await _run(Handed(settings, opened.fileno(), log_level))
            pause = FIRST_PAUSE if monotonic() - began > _STEADY else pause
            log.error("the process of the page ended", code=code, again_in=pause)
        await asyncio.sleep(pause)
        pause = min(2 * pause, LONGEST_PAUSE)


async def _run(handed: Handed) -> int:
    """Run the process until it ends; gives its exit code. Cancelled, it stops the process."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-P", "-m", "dongmaeng.web"),
        stdin=asyncio.subprocess.PIPE,
        pass_fds=(handed.listening,),
        start_new_session=True,  # Ctrl-C is for this process, which then stops that one
    )
    assert process.stdin is not None
    try:
        with suppress(ConnectionError):  # it ended already: why, it has logged
            process.stdin.write(pickle.dumps(handed))
            await process.stdin.drain()
        return await process.wait()
    finally:
        process.stdin.close()
        if process.returncode is None:
            try:
                await asyncio.wait_for(process.wait(), _LONGEST_STOP)
            except TimeoutError:
                process.kill()
                await process.wait()
