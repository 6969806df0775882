"""Whether the state is as far as the positions: it is not where it was lost, or put back as it was earlier.

What a stage has come to is written to the state before its position moves (`runner`). So what the state knows of a
partition is never behind where its group stands, unless somebody changed the state, or nobody needed the records: those
that are gone from the topic.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from aiokafka import TopicPartition

from topics.buffered import Backing, as_write
from topics.kafka.offsets import Offsets

POSITIONS = "kafka positions"
"""The space of the state that says how far each group has handled each partition."""


@dataclass(frozen=True, slots=True)
class Behind:
    """A partition of which the state knows less than its group has handled."""

    group: str
    place: TopicPartition
    position: int
    known: int

    @property
    def key(self) -> str:
        return key_of(self.group, self.place)

    def __str__(self) -> str:
        at = f"{self.place.topic}/{self.place.partition}"
        return f"{self.group} has handled {at} up to {self.position}, and the state knows of {self.known}"


def key_of(group: str, place: TopicPartition) -> str:
    """The key of what the state knows of a partition."""
    return f"{group}/{place.topic}/{place.partition}"


async def behind(offsets: Offsets, backing: Backing, groups: Iterable[str], prefix: str) -> list[Behind]:
    """Of which partitions the state knows less than was handled; `prefix`: what all groups begin with."""
    at = {group: await offsets.committed(group) for group in groups}  # before the state, which may only be further
    known = {key: int(json.loads(text)["next"]) for key, text in await backing.read_all(POSITIONS, prefix)}
    found = [
        Behind(group, place, position, known.get(key_of(group, place), 0))
        for group, places in at.items()
        for place, position in places.items()
        if position > known.get(key_of(group, place), 0)
    ]
    begins = await offsets.begins([one.place for one in found]) if found else {}
    return [one for one in found if one.position > begins[one.place]]


def told(found: Sequence[Behind]) -> str:
    """What is wrong, and what to do."""
    more = f", and {len(found) - 1} more" if len(found) > 1 else ""
    return (
        f"the state was lost or is older than the records: {found[0]}{more}. Nothing is done, so that nobody is told "
        "twice. Restore a newer state, or let `dongmaeng state accept` go on with this one"
    )


async def accept(backing: Backing, found: Sequence[Behind]) -> None:
    """Let the state know as much as was handled."""
    await backing.write({(POSITIONS, one.key): as_write({"next": one.position}) for one in found}, set(), {})
