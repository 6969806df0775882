"""What every command shares: settings, output, the embedded database to read."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer
from aiokafka.errors import KafkaError

from agents.pipeline import STAGES
from dongmaeng.log import configure_log
from dongmaeng.private_files import FILE_MODE, private_data_dir, tighten
from dongmaeng.service import kafka_layout, make_store, shared_state
from dongmaeng.settings import CONFIG_FILE, EMBEDDED, Settings, holds_secrets, load_settings
from dongmaeng.terminal import SafeConsole, json_text
from search.store import Store, StoreUnavailable
from topics.buffered import CommittedState
from topics.carrier import Operations
from topics.embedded.journal import Journal
from topics.embedded.operations import JournalOperations
from topics.embedded.state import committed_state
from topics.kafka.admin import WrongTopics
from topics.kafka.carrier import KafkaCarrier
from topics.kafka.operations import KafkaOperations
from topics.state import State

T = TypeVar("T")
AsJson = Annotated[bool, typer.Option("--json", help="Machine-readable output.")]

console = SafeConsole(highlight=False, soft_wrap=False)
errors = SafeConsole(stderr=True, highlight=False)


class Fault(Exception):
    """A failure that the user can do something about; the message says what."""

    def __init__(self, message: str, *, usage: bool = False) -> None:
        super().__init__(message)
        self.usage = usage


@dataclass(frozen=True, slots=True)
class Context:
    """The global options."""

    data_dir: Path | None = None
    config: Path | None = None
    store: str | None = None
    log_level: str | None = None

    def settings(self, *, log_level: str = "warning", **flags: Any) -> Settings:
        """The settings, with the log configured; commands other than the service only log warnings unless asked."""
        given = {**flags, "data_dir": str(self.data_dir) if self.data_dir else None}
        if self.store:
            given["store"] = self.store
        if self.log_level:
            given["log"] = {"level": self.log_level}
        settings = load_settings(self.config, given)
        self.configure_log(settings, "" if log_level == "settings" else log_level)
        if (file := self.config or Path(CONFIG_FILE)).exists() and holds_secrets(file):
            tighten(file, FILE_MODE)
        return settings

    def configure_log(self, settings: Settings, default: str = "error") -> None:
        """Log at the level of the flag, else at the default, else as the settings say."""
        configure_log(self.log_level or default or settings.log.level, settings.log.format)


def print_json(value: Any) -> None:
    """One JSON value on one line of standard output."""
    sys.stdout.write(json_text(value) + "\n")


@asynccontextmanager
async def open_store(settings: Settings) -> AsyncIterator[Store | None]:
    """The store of the settings, or None where nothing was ever written to it; `Fault` where it is away."""
    if settings.store == EMBEDDED and not settings.database.exists():
        yield None
        return
    if settings.store == EMBEDDED:
        private_data_dir(settings.data_dir)
    store = make_store(settings, read_only=True)
    try:
        with reachable(settings):
            yield store
    finally:
        await store.close()


@asynccontextmanager
async def open_state(settings: Settings) -> AsyncIterator[State | None]:
    """The state of the service, or None where nothing was ever written; `Fault` where it is away."""
    shared = shared_state(settings, patient=False)
    if shared is not None:
        try:
            with reachable(settings):
                yield CommittedState(shared)
        finally:
            await shared.close()
        return
    with open_journal(settings, readonly=False) as journal:

        async def ask(function: Callable[[Journal], T]) -> T:
            assert journal is not None
            return function(journal)

        yield committed_state(ask) if journal else None


@contextmanager
def reachable(settings: Settings) -> Iterator[None]:
    """Tell the user which of the servers of the settings cannot be used."""
    try:
        yield
    except StoreUnavailable as error:
        raise Fault(f"the store {settings.store} cannot be used: {error}") from error
    except (KafkaError, ConnectionError, TimeoutError) as error:
        raise Fault(f"the cluster {settings.bus} cannot be used: {error or type(error).__name__}") from error


@contextmanager
def right_topics() -> Iterator[None]:
    """Tell the user of topics that are missing or wrong, in words that say what to do."""
    try:
        yield
    except WrongTopics as error:
        raise Fault(f"{error}\n`dongmaeng topics create` creates what is missing") from None


@asynccontextmanager
async def open_operations(settings: Settings, *, readonly: bool = True) -> AsyncIterator[Operations]:
    """What carries the records of the service, to look at and to hand things back to; `Fault` where it is away."""
    if settings.kafka_servers is None:
        with open_journal(settings, readonly=readonly) as journal:
            yield JournalOperations(journal, STAGES)
        return
    async with open_cluster(settings) as operations:
        yield operations


@asynccontextmanager
async def open_cluster(settings: Settings) -> AsyncIterator[KafkaOperations]:
    """The cluster of the settings; `Fault` where there is none or it does not answer."""
    if settings.kafka_servers is None:
        raise Fault('there are no topics to create: bus is "embedded", which makes its own', usage=True)
    private_data_dir(settings.data_dir)
    async with KafkaCarrier(
        settings.kafka_servers,
        [],
        settings.database,
        backing=shared_state(settings, patient=False),
        layout=kafka_layout(settings),
        reads=STAGES,
    ) as carrier:
        with reachable(settings):
            yield carrier.operations


@contextmanager
def open_journal(settings: Settings, *, readonly: bool = True) -> Iterator[Journal | None]:
    """The journal of the data directory, or None where nothing was ever written there."""
    if not settings.database.exists():
        yield None
        return
    private_data_dir(settings.data_dir)
    journal = Journal(settings.database, readonly=readonly)
    try:
        yield journal
    finally:
        journal.close()
