"""Faust as the source of one stage's records: group membership, assignment and fetching.

Faust's own bookkeeping of positions is switched off (`acks=False`) because it can pass over records: what it skips
while partitions move counts as handled, and a record that it lost on the way counts as a gap in the log. Positions are
kept by `Track` and committed here instead; what did not arrive is fetched again.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import structlog
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError

from topics.kafka.chunks import Records
from topics.kafka.cluster import Cluster, stop
from topics.kafka.offsets import Offsets

log = structlog.get_logger(__name__)

REQUEST = 20.0  # seconds that a call to the cluster may take
PAUSE = 1.0  # seconds before a source that failed is started again
LOOK = 0.5  # seconds between looks whether Faust has crashed
LONGEST_PAUSE = 10.0  # seconds
STOP_TIME = 15.0  # seconds for Faust to leave its group in order
QUIET = ("faust", "mode", "aiokafka")
"""Loggers that repeat at every try what we say once, and that leave the root logger at DEBUG."""


@dataclass(frozen=True, slots=True)
class Arrived:
    """A record as it comes from the cluster."""

    place: TopicPartition
    offset: int
    key: bytes
    value: bytes
    headers: tuple[tuple[str, bytes], ...]


class NotAssigned(RuntimeError):
    """The partition is not this worker's, or not any more, or the cluster does not answer."""


class FaustSource:
    """One Faust app with one agent, started again where it fails."""

    def __init__(
        self,
        cluster: Cluster,
        group: str,
        topics: Sequence[str],
        folder: Path,
        *,
        arrived: Callable[[Sequence[Arrived]], Awaitable[None]],
        revoked: Callable[[], Awaitable[None]],
    ) -> None:
        """`arrived` may wait, which holds back fetching; `revoked` is awaited before partitions move."""
        self.group = group
        self.topics = list(topics)
        self._cluster = cluster
        self._folder = folder
        self._offsets = Offsets(cluster)
        self._arrived = arrived
        self._revoked = revoked
        self._app: Any = None
        self._stopping = asyncio.Event()
        self.trouble = ""

    async def run(self) -> None:
        """Serve until `stop`."""
        pause = PAUSE
        while not self._stopping.is_set():
            app = None
            try:
                self._app = app = self._make_app()
                await app.start()
                pause = PAUSE
                self._well()
                await self._until_crash_or_stop(app)
            except Exception as error:  # whatever Faust raises, another app is the answer
                await self._say(error)
            finally:
                self._app = None
                await self._revoked()
                await _stop(app)
                await self._offsets.close()
            if not self._stopping.is_set():
                if app is not None:
                    await self._say(app.crash_reason)
                await _sleep(self._stopping, pause)
                pause = min(pause * 2, LONGEST_PAUSE)

    def stop(self) -> None:
        self._stopping.set()

    async def commit(self, positions: Mapping[TopicPartition, int]) -> None:
        """Move the group's positions; raises `NotAssigned` where that is no longer ours to do."""
        consumer = self._consumer()
        assignment = consumer.assignment()
        ours = {place: offset for place, offset in positions.items() if place in assignment}
        if ours:
            await self._in_thread(consumer.commit, ours)
        if len(ours) < len(positions):
            raise NotAssigned

    async def position(self, place: TopicPartition) -> int:
        """Where the group stands in a partition; raises `NotAssigned`.

        Asked beside Faust: its consumer answers only with its next refresh, a second later.
        """
        try:
            committed = await self._offsets.committed(self.group)
            return committed[place] if place in committed else (await self._offsets.begins([place]))[place]
        except (KafkaError, OSError, TimeoutError) as error:
            await self._offsets.close()
            raise NotAssigned(f"{type(error).__name__}: {error}") from error

    async def first_at(self, place: TopicPartition, offset: int) -> int:
        """The offset of the first record at or behind an offset, read beside Faust; raises `NotAssigned`."""
        consumer = self._cluster.consumer(enable_auto_commit=False, auto_offset_reset="earliest")
        try:
            await self._cluster.start(consumer)
            consumer.assign([place])
            consumer.seek(place, offset)
            record = await asyncio.wait_for(consumer.getone(place), REQUEST)
            return int(record.offset)
        except (KafkaError, OSError, TimeoutError) as error:
            raise NotAssigned(f"{type(error).__name__}: {error}") from error
        finally:
            await stop(consumer)

    async def ends(self) -> dict[TopicPartition, int]:
        """The ends of the partitions assigned to this worker; raises `NotAssigned`."""
        consumer = self._consumer()
        assignment = consumer.assignment()
        ends: dict[TopicPartition, int] = await self._in_thread(consumer.end_offsets, list(assignment))
        return ends

    async def go_back(self, place: TopicPartition, offset: int) -> None:
        """Let records from the offset on arrive again; raises `NotAssigned`."""
        from faust.types import TP

        consumer, tp = self._consumer(), TP(place.topic, place.partition)
        if place not in consumer.assignment():
            raise NotAssigned
        faust_consumer = self._app.consumer
        if faust_consumer.flow_active and not self._app.rebalancing:
            faust_consumer.resume_partitions({tp})
        await self._in_thread(_seek, consumer, place, offset)

    @property
    def assigned(self) -> set[TopicPartition]:
        """The partitions that this worker has now."""
        try:
            return set(self._consumer().assignment())
        except NotAssigned:
            return set()

    def _consumer(self) -> AIOKafkaConsumer:
        consumer = getattr(getattr(getattr(self._app, "consumer", None), "_thread", None), "_consumer", None)
        if consumer is None or self._app.should_stop:
            raise NotAssigned
        found: AIOKafkaConsumer = consumer
        return found

    async def _in_thread(self, function: Callable[..., Any], *args: Any) -> Any:
        """Run in the loop of Faust's consumer thread, to which the consumer belongs.

        Not through Faust's own queue to that thread: there a call waits for up to a second behind the fetching.
        """
        try:
            loop = self._app.consumer._thread.thread_loop
            call = asyncio.run_coroutine_threadsafe(function(*args), loop)
            return await asyncio.wait_for(asyncio.wrap_future(call), REQUEST)
        except (KafkaError, OSError, TimeoutError, RuntimeError, AttributeError, asyncio.InvalidStateError) as error:
            raise NotAssigned(f"{type(error).__name__}: {error}") from error

    async def _until_crash_or_stop(self, app: Any) -> None:
        while not (app.should_stop or self._stopping.is_set()):  # Faust's own wait leaves a task behind
            await _sleep(self._stopping, LOOK)

    def _make_app(self) -> Any:
        from topics.kafka.faust_app import make_app

        quiet_libraries()
        return make_app(self._cluster, self.group, self.topics, self._folder, self._carry, self._revoked)

    async def _carry(self, place: TopicPartition, records: Records) -> None:
        await self._arrived([Arrived(place, r.offset, r.key or b"", r.value or b"", r.headers) for r in records])

    async def _say(self, error: BaseException | None) -> None:
        if isinstance(error, (KafkaError, OSError, TimeoutError)):
            from topics.kafka.diagnosis import diagnosis

            error = await diagnosis(self._cluster, error)
        name = f"{type(error).__name__}: {error}".strip(": ") if error else "stopped by itself"
        if not self.trouble:
            log.warning("source failed, starting it again", group=self.group, error=name)
        self.trouble = name

    def _well(self) -> None:
        if self.trouble:
            log.info("source works again", group=self.group)
        self.trouble = ""


def quiet_libraries() -> None:
    """Let the libraries beneath log only what is critical."""
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.CRITICAL)


async def _seek(consumer: AIOKafkaConsumer, place: TopicPartition, offset: int) -> None:
    consumer.seek(place, offset)


async def _stop(app: Any) -> None:
    try:
        await asyncio.wait_for(app.stop(), STOP_TIME)
    except Exception as error:  # it is thrown away whatever it says
        log.debug("Faust did not stop in order", error=f"{type(error).__name__}: {error}")


async def _sleep(stopping: asyncio.Event, seconds: float) -> None:
    try:
        await asyncio.wait_for(stopping.wait(), seconds)
    except TimeoutError:
        return
