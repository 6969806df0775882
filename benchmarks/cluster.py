"""A Kafka for a benchmark, and the plain loop over it that the carrier is held against."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer

from tests.servers.kafka import Kafka, given_address
from topics.kafka.producer import SETTINGS

AT_ONCE = 500  # records that the plain loop takes in one step


@contextmanager
def cluster(given: str | None, folder: Path) -> Iterator[str]:
    """The address of the Kafka that is given, here or by the environment, or of one that lives as long as this."""
    if given or (given := given_address()):
        yield given
        return
    kafka = Kafka(folder)
    kafka.start()
    try:
        yield kafka.address
    finally:
        kafka.stop()


async def raw_loop(
    servers: str, group: str, reads: str, writes: str, records: int, transform: Callable[[bytes], bytes]
) -> float:
    """Records a second of a plain aiokafka loop: fetch a batch, transform and send it, await all, commit.

    The producer has the carrier's settings. Time runs from the first batch to the last commit.
    """
    producer = AIOKafkaProducer(bootstrap_servers=servers, **SETTINGS)
    consumer = AIOKafkaConsumer(
        reads, bootstrap_servers=servers, group_id=group, enable_auto_commit=False, auto_offset_reset="earliest"
    )
    await producer.start()
    await consumer.start()
    try:
        done, began = 0, 0.0
        while done < records:
            batches = await consumer.getmany(timeout_ms=1000, max_records=AT_ONCE)
            began = began or (time.perf_counter() if batches else 0.0)
            sent = [
                await producer.send(writes, transform(record.value), key=record.key)
                for batch in batches.values()
                for record in batch
            ]
            await asyncio.gather(*sent)
            if sent:
                await consumer.commit()
            done += len(sent)
        return done / (time.perf_counter() - began)
    finally:
        await consumer.stop()
        await producer.stop()
