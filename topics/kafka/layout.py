"""What the topics, delays and groups of one service are called on a cluster, and how each topic is to be set up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from topics.catalogue import TOPICS, Topic

LIVE = ""
BACKFILL = "backfill"
LANES = (LIVE, BACKFILL)
"""Today's stories, and imported ones, which have topics of their own where that keeps them out of the way."""

LARGEST_RECORD = 16 << 20  # bytes of JSON: a page may have 8 MiB, base64 adds a third, and headers some
LARGEST_MESSAGE = LARGEST_RECORD + (1 << 20)  # a record with headers, among them a traceback, in the worst compression
KEPT_AT_LEAST = timedelta(days=14)  # Kafka counts from the writing, read or not: so long may all workers be away
DELAYS = (1, 10, 60, 600, 3_600, 21_600)
"""Seconds that each delay topic holds a record back; each is first in, first out, so that only its head is watched."""


@dataclass(frozen=True, slots=True)
class Planned:
    """A topic as it should be on the cluster."""

    name: str
    partitions: int
    replication: int
    config: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Layout:
    """The names on the cluster; `prefix` keeps services on one cluster apart."""

    prefix: str = "dongmaeng."
    replication: int = 1
    partitions: int | None = None
    """In place of what the catalogue says, but for topics that must have one."""
    sizes: Mapping[str, int] = field(default_factory=dict)
    """The partitions of topics (by the catalogue's name) that are divided otherwise than the catalogue says."""
    found: Mapping[str, int] = field(default_factory=dict)
    """The partitions that topics (by the cluster's name) have and are to be worked with, whatever they should have."""
    kept: timedelta = KEPT_AT_LEAST
    """So long every topic keeps its records at least."""

    def topic(self, topic: str, lane: str = LIVE) -> str:
        """The cluster's name of a topic; in the backfill lane its own where it has one, else that of the live one."""
        own = lane if lane and TOPICS[topic].backfilled else LIVE
        return f"{self.prefix}{own}.{topic}" if own else f"{self.prefix}{topic}"

    def logical(self, name: str) -> str:
        """The catalogue's name of a cluster's topic."""
        return name.removeprefix(self.prefix).removeprefix(f"{BACKFILL}.")

    def reads(self, topics: Sequence[Topic], lane: str) -> list[str]:
        """The cluster's topics that a stage reads in a lane; none where the lane has none of its own."""
        return [self.topic(topic.name, lane) for topic in topics if lane == LIVE or topic.backfilled]

    def group(self, stage: str, lane: str = LIVE) -> str:
        """The consumer group of a stage in a lane; also how a retried record says for whom it is meant."""
        return f"{self.prefix}{lane}.{stage}" if lane else f"{self.prefix}{stage}"

    @property
    def delays(self) -> dict[str, int]:
        """The delay topics with the seconds that each holds a record back, the shortest first."""
        return {f"{self.prefix}delay.{seconds}s": seconds for seconds in DELAYS}

    @property
    def delays_group(self) -> str:
        return f"{self.prefix}delay"

    @property
    def quarantine(self) -> str:
        return f"{self.prefix}quarantine"

    def planned(self) -> list[Planned]:
        """Every topic as it should be."""
        return list(self._planned())

    def _planned(self) -> Iterator[Planned]:
        for topic in TOPICS.values():
            config = self._config(max(topic.retention, self.kept))
            partitions = self.sizes.get(topic.name, self.partitions or topic.partitions)
            partitions = partitions if topic.partitions > 1 else 1
            for lane in LANES if topic.backfilled else (LIVE,):
                name = self.topic(topic.name, lane)
                yield Planned(name, self.found.get(name, partitions), self.replication, config)
        for name in self.delays:
            yield Planned(
                name,
                min(self.partitions or 3, 3),
                self.replication,
                self._config(self.kept),
            )
        # By key: what was taken out goes, and a repeat after a crash takes the place of the first.
        aside = self._config(timedelta(days=365)) | {"cleanup.policy": "compact,delete"}
        yield Planned(self.quarantine, 1, self.replication, aside)

    def _config(self, retention: timedelta) -> dict[str, str]:
        return {
            "cleanup.policy": "delete",  # a record may be wanted again by replay; what must be one by id is state
            "retention.ms": str(int(retention.total_seconds() * 1000)),
            "max.message.bytes": str(LARGEST_MESSAGE),
        }
