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
LONGEST_STOP = 8.0
"""Seconds that the process has to end: more than it gives itself."""


@dataclass(frozen=True, slots=True)
class Handed:
    """What the process of the page is handed on its standard input, which ends when this process does.

    Behind it come other settings, whenever they were reloaded.
    """

    settings: Settings
    listening: int
    """The number of the open socket."""
    log_level: str
    service: str = ""
    """What the process of the service is called in the data directory."""


class PageBeside:
    """The page of some settings in a process of its own, which is started again whenever there is none."""

    def __init__(self, settings: Settings, opened: socket.socket | None, log_level: str, service: str) -> None:
        self._settings = settings
        self._opened = opened
        self._log_level = log_level
        self._service = service
        self._pipe: asyncio.StreamWriter | None = None

    async def follow(self, settings: Settings) -> None:
        """Hand other settings to the process, and to those after it."""
        self._settings = settings
        if self._pipe is not None:
            await _hand(self._pipe, settings)

    async def keep(self) -> None:
        """Start the process whenever there is none, less and less often where that does not help; without end."""
        pause = FIRST_PAUSE
        while True:
            try:
                self._opened = self._opened or listen_on(listen_of(self._settings.web.listen))
            except Taken as error:
                log.error("the page is not served", cause=str(error), again_in=pause)
            else:
                began = monotonic()
                log.info("page", address=address_of(self._opened))
                code = await self._run(self._opened.fileno())
                pause = FIRST_PAUSE if monotonic() - began > _STEADY else pause
                log.error("the process of the page ended", code=code, again_in=pause)
            await asyncio.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE)

    async def _run(self, listening: int) -> int:
        """Run the process until it ends; gives its exit code. Cancelled, it stops the process."""
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-P", "-m", "dongmaeng.web"),
            stdin=asyncio.subprocess.PIPE,
            pass_fds=(listening,),
            start_new_session=True,  # Ctrl-C is for this process, which then stops that one
        )
        assert process.stdin is not None
        self._pipe = process.stdin
        try:
            await _hand(self._pipe, Handed(self._settings, listening, self._log_level, self._service))
            return await process.wait()
        finally:
            self._pipe = None
            process.stdin.close()
            if process.returncode is None:
                try:
                    await asyncio.wait_for(process.wait(), LONGEST_STOP)
                except TimeoutError:
                    process.kill()
                    await process.wait()


@asynccontextmanager
async def page_beside(
    settings: Settings, *, opened: socket.socket | None = None, log_level: str = "", service: str = ""
) -> AsyncIterator[PageBeside]:
    """Serve the page, where the settings name a place for it, for as long as the context lasts.

    A port that is taken is an error of the page alone: it is logged and the port asked for again. `opened`: a socket
    that listens already; `service`: what this process is called in the data directory, where it can be watched.
    """
    page = PageBeside(settings, opened, log_level or settings.log.level, service)
    if not settings.web.listen:
        yield page
        return
    keeping = asyncio.create_task(page.keep())
    try:
        yield page
    finally:
        keeping.cancel()
        await asyncio.gather(keeping, return_exceptions=True)


async def _hand(pipe: asyncio.StreamWriter, what: Handed | Settings) -> None:
    with suppress(ConnectionError):  # it ended already: why, it has logged
        pipe.write(pickle.dumps(what))
        await pipe.drain()
