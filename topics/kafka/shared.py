"""What the runners of a worker have in common."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from topics.buffered import Backing
from topics.kafka.cluster import Cluster
from topics.kafka.layout import Layout
from topics.kafka.producer import Producer
from topics.kafka.tallies import Tallies
from topics.observer import Observer


@dataclass(frozen=True, slots=True)
class Shared:
    """What the runners of a worker have in common."""

    cluster: Cluster
    layout: Layout
    folder: Path
    """For what Faust keeps in files."""
    producer: Producer
    backing: Backing
    tallies: Tallies
    observer: Observer
