"""What a process measures, in a registry of its own: the default one is shared with whoever imports it."""

from __future__ import annotations

from importlib.metadata import version

from prometheus_client import CollectorRegistry, Info, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

from dongmaeng.watching.told import Told


class Metrics:
    """The registry of a process, and what it tells."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        Info("dongmaeng_build", "The version that runs.", registry=self.registry).info(
            {"version": version("dongmaeng")}
        )

    def told(self) -> Told:
        return Told(200, generate_latest(self.registry).decode(), CONTENT_TYPE_PLAIN_0_0_4)
