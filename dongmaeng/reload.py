"""Taking over other settings while the service runs: read, checked and swapped whole, or nothing is changed."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager

import structlog
from pydantic import BaseModel

from dongmaeng.control import Answer, answering
from dongmaeng.fault import Fault
from dongmaeng.settings import Settings
from dongmaeng.signals import reload_on_signal
from topics.records import stable_id

log = structlog.get_logger(__name__)

RELOAD = "reload"
"""What is asked of the processes of a data directory."""

FOLLOWED = ("sources", "discover", "endpoints", "alerts")
"""The settings that a running process takes over; all others need a restart."""

TABLES = ("sources", "endpoints")
"""Those of them of which there are many, each with an id."""

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
        self._outside = _outside(settings)
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
            outside = await asyncio.to_thread(_outside, new)
            took_over = [*_changes(self.settings, new), *_renewed(self._outside, outside, self.settings, new)]
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
                self._outside = outside
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

    with reload_on_signal(on_signal):
        async with answering(reload.settings.data_dir, reload.process, {RELOAD: answer, **(also or {})}):
            yield


def _in_terminal() -> bool:
    """Whether the process has a terminal that could be closed."""
    try:
        os.close(os.open("/dev/tty", os.O_RDWR | os.O_NOCTTY))
    except OSError:
        return False
    return True


def _changes(old: Settings, new: Settings) -> Iterator[str]:
    """What of the followed settings is otherwise, in words."""
    for table in TABLES:
        before, after = _by_id(old, table), _by_id(new, table)
        counts = {
            "added": len(after.keys() - before.keys()),
            "removed": len(before.keys() - after.keys()),
            "corrected": sum(before[id] != after[id] for id in before.keys() & after.keys()),
        }
        if any(counts.values()):
            yield f"{table}: " + ", ".join(f"{count} {what}" for what, count in counts.items() if count)
    yield from _differing(old, new, tuple(name for name in FOLLOWED if name not in TABLES))


def _by_id(settings: Settings, table: str) -> Mapping[str, BaseModel]:
    return {one.id: one for one in getattr(settings, table)}


def _outside(settings: Settings) -> Mapping[str, str]:
    """Keys of what is kept in files that the settings name, by what it is of; empty where it cannot be read."""
    keys = {f"endpoints: {endpoint.id}": endpoint.address_key for endpoint in settings.endpoints}
    try:
        keys["web"] = stable_id(settings.web.token() or "")
    except LookupError:
        keys["web"] = ""
    return keys


def _renewed(before: Mapping[str, str], after: Mapping[str, str], old: Settings, new: Settings) -> Iterator[str]:
    """What is otherwise in a file that the settings name as before."""
    same = {f"endpoints: {one.id}" for one in new.endpoints if one in old.endpoints}
    same |= {"web"} if new.web.token_file == old.web.token_file else set()
    for name in after:
        if name in same and after[name] not in ("", before.get(name)):
            yield f"{name}: what is kept in its file"


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
