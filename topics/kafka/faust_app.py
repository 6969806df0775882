"""The Faust app of one source: one agent, its bookkeeping of positions off, let in as all our clients are."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import faust
from aiokafka import TopicPartition
from faust.auth import OAuthCredentials
from faust.types.auth import CredentialsT

from topics.kafka.chunks import Records, fetch_in_chunks
from topics.kafka.cluster import Cluster

SESSION = 10.0  # seconds: how long the partitions of a worker that died stay without one
HEARTBEAT = 2.0  # seconds
REQUEST = 20.0  # seconds; must exceed the session
REBALANCE = 60.0  # seconds a slow worker may take to rejoin
BUFFER = 2  # chunks inside Faust: pages have up to some MB each

Carry = Callable[[TopicPartition, Records], Awaitable[None]]
Revoked = Callable[[], Awaitable[None]]


def make_app(cluster: Cluster, group: str, topics: Sequence[str], folder: Path, carry: Carry, revoked: Revoked) -> Any:
    """An app that is ready to be started; raises `Unreachable` where what lets us in cannot be had."""
    app: Any = faust.App(
        group,
        broker=[f"kafka://{server}" for server in cluster.servers.split(",")],
        broker_client_id=cluster.client_id,
        broker_credentials=_credentials(cluster.access()),
        autodiscover=False,
        web_enabled=False,
        store="memory://",
        datadir=str(folder),
        topic_allow_declare=False,
        topic_disable_leader=True,
        stream_wait_empty=False,
        stream_buffer_maxsize=BUFFER,
        consumer_auto_offset_reset="earliest",
        broker_session_timeout=SESSION,
        broker_heartbeat_interval=HEARTBEAT,
        broker_request_timeout=REQUEST,
        broker_rebalance_timeout=REBALANCE,
        broker_commit_interval=3600.0,  # Faust has nothing to commit
        worker_redirect_stdouts=False,
    )
    topic = app.topic(
        *topics,
        key_type=bytes,
        value_type=bytes,
        key_serializer="raw",
        value_serializer="raw",
        acks=False,
    )

    async def read(stream: Any) -> None:
        async for event in stream.events():
            message = event.message
            await carry(TopicPartition(message.topic, message.partition), message.records)

    async def before_moving(*_: Any, **__: Any) -> None:
        await revoked()

    app.agent(topic, name=f"{group}.agent", concurrency=1)(read)
    app.on_partitions_revoked.connect(before_moving, weak=False)
    app.finalize()
    # A full buffer holds back the fetching by itself; told of it, Faust would also sleep for a second.
    app.consumer.on_buffer_full = lambda tp: None
    fetch_in_chunks(app)
    if cluster.rack:
        _read_nearby(app, cluster.rack)
    app.tables.sleep = _not_now  # before it subscribes Faust waits a second for tables, and there are none
    return app


def _credentials(options: Mapping[str, Any]) -> CredentialsT | None:
    """What aiokafka takes to be let in, in the words of Faust."""
    protocol = str(options.get("security_protocol", "PLAINTEXT"))
    context = options.get("ssl_context")
    if protocol == "PLAINTEXT":
        return None
    if protocol == "SSL":
        return faust.SSLCredentials(context)
    if (tokens := options.get("sasl_oauth_token_provider")) is not None:
        return OAuthCredentials(oauth_cb=tokens, ssl_context=context)
    return faust.SASLCredentials(
        username=options["sasl_plain_username"],
        password=options["sasl_plain_password"],
        mechanism=options["sasl_mechanism"],
        ssl_context=context,
    )


def _read_nearby(app: Any, rack: str) -> None:
    """Say to the brokers where this machine stands, which Faust has no setting for."""
    thread = app.consumer._thread
    create = thread._create_consumer

    def created(loop: asyncio.AbstractEventLoop) -> Any:
        consumer = create(loop=loop)
        consumer._client_rack = rack
        return consumer

    thread._create_consumer = created


async def _not_now(seconds: float) -> None:
    await asyncio.sleep(0)
