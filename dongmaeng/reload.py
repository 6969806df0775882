"""Taking over other settings while the service runs: read, checked and swapped whole, or nothing is changed."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager

import structlog
from pydantic import BaseModel

from agents.discover.sources import SourceSetting
from dongmaeng.control import Answer, answering
from dongmaeng.fault import Fault
from dongmaeng.settings import Settings

log = structlog.get_logger(__name__)

RELOAD = "reload"
"""What is asked of the processes of a data directory."""

FOLLOWED = ("sources", "discover")
"""The settings that a running process takes over; all others need a restart."""

Follow = Callable[[Settings], Awaitable[None]]
"""Something that takes over the settings in force."""


class Reloaded(BaseModel):
    """What a process did when it was told to read its settings again."""

    process: str
    took_over: list[str] = []
    """What is otherwise now, in words."""
    needs_restart: list[str] = []
    """The settings that are otherwise in the file than in force."""
    wrong: str = ""
    """Why nothing was taken over, or not everywhere; empty where all went well."""


class Reload:
    """Reads the settings of this process again and lets all that follow them take them over."""

    def __init__(
        self, process: str, settings: Settings, read: Callable[[], Settings], follow: Sequence[Follow]
    ) -> None:
        self.process = process
        self.settings = settings
        """Those in force."""
        self._read = read
        self._follow = follow
        self._one_at_a_time = asyncio.Lock()

    async def __call__(self) -> Reloaded:
        """What came of it; a file that is wrong changes nothing."""
        async with self._one_at_a_time:
            try:
                new = await asyncio.to_thread(self._read)
            except Fault as fault:
                log.error("settings not reloaded: they stay as they are", cause=str(fault))
                return Reloaded(process=self.process, wrong=str(fault))
            took_over = list(_changes(self.settings, new))
            self.settings = self.settings.model_copy(update={name: getattr(new, name) for name in FOLLOWED})
            restart = list(_differing(self.settings, new))
            wrong = ""
            try:
                for follow in self._follow:
                    await follow(self.settings)
            except Exception as error:
                log.exception("settings not taken over everywhere")
                wrong = f"not taken over everywhere: {type(error).__name__}; see the log, then reload once more"
            else:
                log.info("settings reloaded", took_over=took_over, needs_restart=restart)
            return Reloaded(process=self.process, took_over=took_over, needs_restart=restart, wrong=wrong)


@asynccontextmanager
async def reloading(reload: Reload, also: Mapping[str, Answer] | None = None) -> AsyncIterator[None]:
    """Reload on SIGHUP and on `dongmaeng reload`, and answer `also` other questions, for as long as the context lasts.

    SIGHUP also says that the terminal was closed from which the process was started: then it stops, as on SIGTERM.
    """
    under_way: set[asyncio.Task[Reloaded]] = set()
    began_in_terminal = _in_terminal()

    def on_signal() -> None:
        if began_in_terminal and not _in_terminal():
            os.kill(os.getpid(), signal.SIGTERM)
            return
        task = asyncio.create_task(reload())
        under_way.add(task)
        task.add_done_callback(under_way.discard)

    async def answer() -> str:
        return (await reload()).model_dump_json()

    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGHUP, on_signal)
    try:
        async with answering(reload.settings.data_dir, reload.process, {RELOAD: answer, **(also or {})}):
            yield
    finally:
        loop.add_signal_handler(signal.SIGHUP, lambda: None)  # it ends anyway, in order


def _in_terminal() -> bool:
    """Whether the process has a terminal that could be closed."""
    try:
        os.close(os.open("/dev/tty", os.O_RDWR | os.O_NOCTTY))
    except OSError:
        return False
    return True


def _changes(old: Settings, new: Settings) -> Iterator[str]:
    """What of the followed settings is otherwise, in words."""
    before, after = _by_id(old.sources), _by_id(new.sources)
    counts = {
        "added": len(after.keys() - before.keys()),
        "removed": len(before.keys() - after.keys()),
        "corrected": sum(before[id] != after[id] for id in before.keys() & after.keys()),
    }
    if any(counts.values()):
        yield "sources: " + ", ".join(f"{count} {what}" for what, count in counts.items() if count)
    yield from _differing(old, new, tuple(name for name in FOLLOWED if name != "sources"))


def _by_id(sources: Sequence[SourceSetting]) -> Mapping[str, SourceSetting]:
    return {source.id: source for source in sources}


def _differing(old: BaseModel, new: BaseModel, names: Sequence[str] = ()) -> Iterator[str]:
    """The names of the settings that differ, those of tables with the table before them."""
    for name in names or type(old).model_fields:
        before, after = getattr(old, name), getattr(new, name)
        if before == after:
            continue
        if isinstance(before, BaseModel) and type(before) is type(after):
            yield from (f"{name}.{inner}" for inner in _differing(before, after))
        else:
            yield name
