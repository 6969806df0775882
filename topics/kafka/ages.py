"""How long records have been there that no stage has handled, from a few questions for whole partitions."""

from __future__ import annotations

from collections.abc import Iterable

from aiokafka import TopicPartition

from topics.kafka.offsets import Offsets

LADDER = (5.0, 15.0, 30.0, 60.0, 120.0, 300.0, 600.0, 1_800.0, 3_600.0, 10_800.0, 43_200.0, 86_400.0)
"""Seconds: an age is told as the longest of these that it has passed, since no record is read for it."""

Behind = tuple[str, TopicPartition, int]
"""A stage, a partition and the first offset there that it has not handled."""


async def ages(offsets: Offsets, behind: Iterable[Behind], moment: float) -> dict[str, float]:
    """About how old (seconds) the oldest record is that each stage has not handled; `moment`: Unix time."""
    older = list(behind)
    found = dict.fromkeys((stage for stage, _, _ in older), 0.0)
    for age in LADDER:
        if not older:
            break
        first = await offsets.at({place for _, place, _ in older}, moment - age)
        older = [one for one in older if (offset := first[one[1]]) is None or offset > one[2]]
        found |= dict.fromkeys((stage for stage, _, _ in older), age)
    return found
