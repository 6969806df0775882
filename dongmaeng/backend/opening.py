"""Opening what the service keeps, for whoever asks: the command line, the page, the API."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import TYPE_CHECKING, TypeVar

from dongmaeng.connections import kafka_layout, make_store, shared_state
from dongmaeng.fault import Fault
from dongmaeng.loaded import error_of
from dongmaeng.private_files import private_data_dir
from dongmaeng.settings import EMBEDDED, Settings
from search.store import Store, StoreUnavailable
from topics.kafka.errors import WrongTopics

if TYPE_CHECKING:
    from topics.buffered import CommittedState
    from topics.carrier import Operations
    from topics.embedded.journal import Journal
    from topics.kafka.operations import KafkaOperations

T = TypeVar("T")


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
async def open_state(settings: Settings) -> AsyncIterator[CommittedState | None]:
    """The state of the service, or None where nothing was ever written; `Fault` where it is away."""
    shared = shared_state(settings, patient=False)
    if shared is not None:
        from topics.buffered import CommittedState

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

        if journal is None:
            yield None
            return
        from topics.embedded.state import committed_state

        yield committed_state(ask)


@contextmanager
def reachable(settings: Settings) -> Iterator[None]:
    """Tell the user which of the servers of the settings cannot be used."""
    try:
        yield
    except StoreUnavailable as error:
        raise Fault(f"the store {settings.store} cannot be used: {error}") from error
    except _away() as error:
        raise Fault(f"the cluster {settings.bus} cannot be used: {error or type(error).__name__}") from error


def _away() -> tuple[type[Exception], ...]:
    return (*error_of("aiokafka.errors", "KafkaError"), ConnectionError, TimeoutError)


@contextmanager
def right_topics() -> Iterator[None]:
    """Tell the user of topics that are missing or wrong, in words that say what to do."""
    try:
        yield
    except WrongTopics as error:
        raise Fault(str(error)) from None


@asynccontextmanager
async def open_operations(settings: Settings, *, readonly: bool = True) -> AsyncIterator[Operations]:
    """What carries the records of the service, to look at and to hand things back to; `Fault` where it is away."""
    if settings.kafka_servers is None:
        from agents.stages import STAGES
        from topics.embedded.operations import JournalOperations

        with open_journal(settings, readonly=readonly) as journal:
            yield JournalOperations(journal, STAGES)
        return
    async with open_cluster(settings) as operations:
        yield operations


@asynccontextmanager
async def open_cluster(settings: Settings) -> AsyncIterator[KafkaOperations]:
    """The cluster of the settings; `Fault` where there is none or it does not answer."""
    if settings.kafka_servers is None:
        raise Fault('this is for a cluster, and bus is "embedded"; set bus = "kafka://host:port"', usage=True)
    from agents.stages import STAGES
    from dongmaeng.kafka_access import kafka_cluster
    from topics.kafka.carrier import KafkaCarrier

    private_data_dir(settings.data_dir)
    async with KafkaCarrier(
        kafka_cluster(settings),
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
    from topics.embedded.journal import Journal

    private_data_dir(settings.data_dir)
    if not readonly:
        from dongmaeng.upgrading import refuse_beside_older

        refuse_beside_older(settings)
    journal = Journal(settings.database, readonly=readonly)
    try:
        yield journal
    finally:
        journal.close()
