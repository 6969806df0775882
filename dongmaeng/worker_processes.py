"""The worker processes that the settings ask for."""

from __future__ import annotations

from agents.breaker import Breaker
from agents.fair_workers import FairWorkers
from agents.pipeline import PRELOAD
from agents.workers import ProcessWorkers
from dongmaeng.settings import Settings

SLOW_FEEDS = 6  # of the looks at once, half may be reading a feed that takes long or wait for that


def open_workers(settings: Settings, *, beside: bool = False) -> ProcessWorkers:
    """The worker processes that the settings ask for, for the pages of one person.

    `beside`: one alone, which stands back behind others for the processor.
    """
    limits = settings.workers
    return ProcessWorkers(
        processes=1 if beside else limits.processes,
        seconds=limits.seconds,
        memory=limits.memory_mb << 20,
        preload=PRELOAD,
        niceness=10 if beside else 0,
    )


def open_fair_workers(settings: Settings) -> FairWorkers:
    """The worker processes that the settings ask for, shared by the sources whose pages they read."""
    limits = settings.workers
    return FairWorkers(
        Breaker("read"),
        processes=limits.processes,
        seconds=limits.seconds,
        memory=limits.memory_mb << 20,
        preload=PRELOAD,
    )


def open_feed_workers(settings: Settings) -> FairWorkers:
    """The worker process that reads the sources themselves, whatever their pages are doing."""
    limits = settings.workers
    return FairWorkers(
        Breaker("look"),
        processes=1,
        seconds=limits.seconds,
        memory=limits.memory_mb << 20,
        preload=PRELOAD,
        slow_at_once=SLOW_FEEDS,
    )
