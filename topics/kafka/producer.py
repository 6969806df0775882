"""Writing to Kafka: idempotent, acknowledged by all replicas, and tried until it succeeds."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import structlog
from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError

from topics.kafka.cluster import Cluster, stop
from topics.kafka.errors import Unreachable
from topics.kafka.layout import LARGEST_MESSAGE

log = structlog.get_logger(__name__)

SETTINGS: Mapping[str, Any] = {
    "enable_idempotence": True,
    "acks": "all",
    "linger_ms": 10,  # the lever of throughput; a story does not notice it
    "max_batch_size": 256 << 10,  # bytes of one partition sent together
    "max_request_size": LARGEST_MESSAGE,
    "compression_type": "zstd",  # a third of the time that lz4 takes at the level of aiokafka, and smaller
    "request_timeout_ms": 15_000,
}
"""How records are written, in the words of aiokafka."""
PAUSE = 1.0  # seconds between tries while the cluster does not take records


@dataclass(frozen=True, slots=True)
class Message:
    """One record on its way to a topic of the cluster."""

    topic: str
    key: bytes
    value: bytes | None
    """None takes the key out of a topic that keeps the last of each."""
    headers: Sequence[tuple[str, bytes]] = ()


class Producer:
    """The one producer of a process; made anew where it has failed for good."""

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        self._producer: AIOKafkaProducer | None = None
        self._starting = asyncio.Lock()
        self._closed = False
        self.trouble = ""
        """What stands in the way of writing now; empty while all is well."""

    async def send(self, messages: Sequence[Message]) -> None:
        """Return when the cluster has acknowledged every message, however long that takes.

        Messages may arrive twice where the cluster failed to answer. Order within a key is kept while nothing fails.
        """
        left = list(messages)
        while left:
            failed: list[Message] = []
            try:
                producer = await self._ready()
                futures = [await producer.send(m.topic, m.value, key=m.key, headers=list(m.headers)) for m in left]
                answers = await asyncio.gather(*futures, return_exceptions=True)
                failed = [m for m, answer in zip(left, answers, strict=True) if isinstance(answer, BaseException)]
                error = next((answer for answer in answers if isinstance(answer, BaseException)), None)
            except (KafkaError, OSError) as problem:
                failed, error = left, problem
            left = failed
            if error is None:
                self._well()
                continue
            self._say(error)
            await self._drop()
            await asyncio.sleep(PAUSE)

    async def _ready(self) -> AIOKafkaProducer:
        async with self._starting:
            if self._producer is None:
                producer = self._cluster.producer(**SETTINGS)
                await self._cluster.start(producer)
                self._producer = producer
            return self._producer

    async def _drop(self) -> None:
        """Let go of a producer that may have failed for good; the next send makes another."""
        async with self._starting:
            producer, self._producer = self._producer, None
        if producer is not None:
            await stop(producer)

    async def close(self) -> None:
        await self._drop()

    def _say(self, error: BaseException) -> None:
        if not self.trouble:
            log.warning("cluster does not take records, trying again", error=_name(error), pause=PAUSE)
        self.trouble = _name(error)

    def _well(self) -> None:
        if self.trouble:
            log.info("cluster takes records again")
        self.trouble = ""


def _name(error: BaseException) -> str:
    return str(error) if isinstance(error, Unreachable) else f"{type(error).__name__}: {error}".strip(": ")
