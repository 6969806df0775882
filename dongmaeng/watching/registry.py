"""Where a process notes what it measures: a registry of its own, since the default one is shared with all libraries."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Info, disable_created_metrics, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

from dongmaeng import __version__
from dongmaeng.watching.processes import add_processes
from dongmaeng.watching.told import Told

disable_created_metrics()  # type: ignore[no-untyped-call]  # a series more for each counter, which Prometheus ignores


def make_registry() -> CollectorRegistry:
    """A registry that tells which version runs, and what this process and those below it use."""
    registry = CollectorRegistry()
    Info("dongmaeng_build", "The version that runs.", registry=registry).info({"version": __version__})
    add_processes(registry)
    return registry


def text_of(registry: CollectorRegistry) -> Told:
    """All that was measured, in Prometheus' text format."""
    return Told(200, generate_latest(registry).decode(), CONTENT_TYPE_PLAIN_0_0_4)
