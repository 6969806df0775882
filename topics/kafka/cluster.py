"""A cluster as the clients of a process reach it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError

Client: TypeAlias = Any  # a consumer, a producer or an admin client, whose types aiokafka does not tell
STOP_TIME = 10.0  # seconds: a producer flushes first, which a lost broker never answers


@dataclass(frozen=True, slots=True)
class Cluster:
    """Where a cluster is, and as whom it is asked."""

    servers: str
    """host:port, separated by commas."""
    client_id: str = "dongmaeng"
    rack: str = ""
    """Where this machine stands; records are read from a replica there, where the brokers let choose (KIP-392)."""
    access: Callable[[], Mapping[str, Any]] = field(default=dict, repr=False)
    """What is needed to be let in, in the words of aiokafka. Asked for each client, so that files may be renewed."""

    def consumer(self, *topics: str, **given: Any) -> AIOKafkaConsumer:
        return AIOKafkaConsumer(*topics, client_rack=self.rack or None, **self._options(), **given)

    def producer(self, **given: Any) -> AIOKafkaProducer:
        return AIOKafkaProducer(**self._options(), **given)

    def admin(self, **given: Any) -> AIOKafkaAdminClient:
        return AIOKafkaAdminClient(**self._options(), **given)

    def _options(self) -> dict[str, Any]:
        return {"bootstrap_servers": self.servers, "client_id": self.client_id, **self.access()}

    async def start(self, *clients: Client) -> None:
        """Start clients, or stop them all; raises `Unreachable` that says why."""
        try:
            for client in clients:
                await client.start()
                inner: Any = client.client if isinstance(client, AIOKafkaProducer) else client._client
                if not inner.cluster.brokers():
                    raise KafkaError("it names no broker")
        except BaseException as error:
            for client in clients:
                await stop(client)
            if not isinstance(error, (KafkaError, OSError, TimeoutError)):
                raise
            from topics.kafka.diagnosis import diagnosis

            raise await diagnosis(self, error) from error


async def stop(client: Client) -> None:
    """Let go of a client, whatever state it and the cluster are in."""
    try:
        stopping = client.close() if isinstance(client, AIOKafkaAdminClient) else client.stop()
        await asyncio.wait_for(stopping, STOP_TIME)
    except (TimeoutError, KafkaError, OSError):
        return
