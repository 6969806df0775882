"""More partitions: noted before, and what lay in the old place of a key is still found."""

from __future__ import annotations

import secrets
from dataclasses import replace
from pathlib import Path

from tests.topics.carriers import candidates, page
from topics.catalogue import PAGES
from topics.kafka.carrier import KafkaCarrier
from topics.kafka.cluster import Cluster
from topics.kafka.layout import Layout
from topics.kafka.partitions import Growth


async def test_records_of_before_are_found_by_their_key_once_there_are_more_partitions(
    cluster: Cluster, tmp_path: Path
) -> None:
    few = Layout(f"test-{secrets.token_hex(4)}.", partitions=2)
    many = replace(few, sizes={"pages": 7})
    pages = [page(candidate) for candidate in candidates(20)]
    async with KafkaCarrier(cluster, [], tmp_path / "d.sqlite", layout=few) as carrier:
        await carrier.operations.create_topics()
        await carrier.publish(pages)
    async with KafkaCarrier(cluster, [], tmp_path / "d.sqlite", layout=many) as carrier:
        lacking = await carrier.operations.lacking_partitions()
        assert lacking == [Growth(many.topic("pages", lane), 2, 7) for lane in ("", "backfill")]
        assert await carrier.operations.members() == []
        await carrier.operations.grow(lacking)
        assert await carrier.operations.lacking_partitions() == []
        await carrier.operations.check_topics()
        await carrier.publish(pages)
        for one in pages[:6]:
            assert len(await carrier.operations.of_key(PAGES, one.key(), None, None)) == 2
